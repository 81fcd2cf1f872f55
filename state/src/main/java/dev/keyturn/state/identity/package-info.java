@NullMarked
package dev.keyturn.state.identity;

import org.jspecify.annotations.NullMarked;
