/** When rotations are due: {@code rate(…)} and {@code cron(…)}. */
@NullMarked
package dev.keyturn.rules.schedule;

import org.jspecify.annotations.NullMarked;
