/** Groups of users. */
@NullMarked
package dev.keyturn.edge.operation.iam.group;

import org.jspecify.annotations.NullMarked;
