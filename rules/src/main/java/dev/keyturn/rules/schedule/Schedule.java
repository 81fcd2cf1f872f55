package dev.keyturn.rules.schedule;

import java.time.Instant;

/**
 * When a rotation is due: {@code rate(n days|hours)} or the six-field {@code cron(min hour dom month dow year)},
 * in UTC.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html">Schedule
 *     expressions</a>
 */
public interface Schedule {

    /** @throws IllegalArgumentException with what is wrong with {@code expression} */
    static Schedule parse(String expression) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The first start of a rotation window strictly after {@code after}. */
    Instant next(Instant after);
}
