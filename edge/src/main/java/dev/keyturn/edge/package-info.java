/** Where callers arrive: {@link dev.keyturn.edge.RequestFlow} takes every call through the same steps. */
@NullMarked
package dev.keyturn.edge;

import org.jspecify.annotations.NullMarked;
