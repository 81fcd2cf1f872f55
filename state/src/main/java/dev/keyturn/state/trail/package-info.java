/** The chained record of every call, as docs/design/trail.md has it. */
@NullMarked
package dev.keyturn.state.trail;

import org.jspecify.annotations.NullMarked;
