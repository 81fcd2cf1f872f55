@NullMarked
package dev.keyturn.state.trail;

import org.jspecify.annotations.NullMarked;
