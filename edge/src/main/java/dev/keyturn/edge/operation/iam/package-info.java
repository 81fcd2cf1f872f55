/** The operations of AWS IAM. */
@NullMarked
package dev.keyturn.edge.operation.iam;

import org.jspecify.annotations.NullMarked;
