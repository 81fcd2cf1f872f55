/** The whole server under rotations for as long as is asked, killed again and again. */
@NullMarked
package dev.keyturn.server.soak;

import org.jspecify.annotations.NullMarked;
