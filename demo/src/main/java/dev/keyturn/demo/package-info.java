/** {@code ./keyturn demo}: the main job on real parts, as a user would do it. */
@NullMarked
package dev.keyturn.demo;

import org.jspecify.annotations.NullMarked;
