/** The program: commands, settings, and the wiring of everything else. */
@NullMarked
package dev.keyturn.server;

import org.jspecify.annotations.NullMarked;
