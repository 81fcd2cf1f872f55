/** Users. */
@NullMarked
package dev.keyturn.edge.operation.iam.user;

import org.jspecify.annotations.NullMarked;
