/** The operations of AWS CloudTrail. */
@NullMarked
package dev.keyturn.edge.operation.cloudtrail;

import org.jspecify.annotations.NullMarked;
