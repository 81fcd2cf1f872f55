@NullMarked
package dev.keyturn.edge.operation;

import org.jspecify.annotations.NullMarked;
