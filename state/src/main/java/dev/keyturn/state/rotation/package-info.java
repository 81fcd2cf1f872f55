@NullMarked
package dev.keyturn.state.rotation;

import org.jspecify.annotations.NullMarked;
