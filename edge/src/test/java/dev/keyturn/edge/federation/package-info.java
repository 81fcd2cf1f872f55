@NullMarked
package dev.keyturn.edge.federation;

import org.jspecify.annotations.NullMarked;
