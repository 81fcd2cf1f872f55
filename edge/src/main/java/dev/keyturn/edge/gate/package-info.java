@NullMarked
package dev.keyturn.edge.gate;

import org.jspecify.annotations.NullMarked;
