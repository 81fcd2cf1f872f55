/** Users' passwords and the account's password policy. */
@NullMarked
package dev.keyturn.edge.operation.iam.password;

import org.jspecify.annotations.NullMarked;
