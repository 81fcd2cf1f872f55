/** IAM's operations on the account as a whole: its alias, reports, last accesses and the policy simulator. */
@NullMarked
package dev.keyturn.edge.operation.iam.account;

import org.jspecify.annotations.NullMarked;
