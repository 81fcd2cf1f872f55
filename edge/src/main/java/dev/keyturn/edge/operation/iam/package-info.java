@NullMarked
package dev.keyturn.edge.operation.iam;

import org.jspecify.annotations.NullMarked;
