/** {@code ./dev bench}: load over HTTP, and JMH for what each call does. */
@NullMarked
package dev.keyturn.bench;

import org.jspecify.annotations.NullMarked;
