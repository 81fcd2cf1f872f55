/** The operations of AWS STS. */
@NullMarked
package dev.keyturn.edge.operation.sts;

import org.jspecify.annotations.NullMarked;
