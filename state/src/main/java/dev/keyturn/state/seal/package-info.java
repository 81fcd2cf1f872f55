/** Keys and envelope encryption. */
@NullMarked
package dev.keyturn.state.seal;

import org.jspecify.annotations.NullMarked;
