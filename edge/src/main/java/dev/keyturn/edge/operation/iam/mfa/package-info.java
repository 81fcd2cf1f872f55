/** Virtual MFA devices of users and of the root user. */
@NullMarked
package dev.keyturn.edge.operation.iam.mfa;

import org.jspecify.annotations.NullMarked;
