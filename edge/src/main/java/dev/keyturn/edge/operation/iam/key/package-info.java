/** Access keys. */
@NullMarked
package dev.keyturn.edge.operation.iam.key;

import org.jspecify.annotations.NullMarked;
