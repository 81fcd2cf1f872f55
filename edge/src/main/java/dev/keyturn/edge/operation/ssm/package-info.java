/** Systems Manager's Parameter Store. */
@NullMarked
package dev.keyturn.edge.operation.ssm;

import org.jspecify.annotations.NullMarked;
