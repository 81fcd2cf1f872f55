@NullMarked
package dev.keyturn.edge;

import org.jspecify.annotations.NullMarked;
