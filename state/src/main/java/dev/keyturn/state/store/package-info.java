@NullMarked
package dev.keyturn.state.store;

import org.jspecify.annotations.NullMarked;
