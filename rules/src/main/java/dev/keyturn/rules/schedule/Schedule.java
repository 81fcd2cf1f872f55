package dev.keyturn.rules.schedule;

import java.time.Instant;

/**
 * When a rotation is due: {@code rate(n days|hours)} or the six-field {@code cron(min hour dom month dow year)},
 * in UTC. Windows open on the hour, never less than four hours after each other.
 *
 * <p>{@code rate} counts from the last rotation: its window opens at midnight of the day {@code n} days later, or at
 * the beginning of the hour {@code n} hours later. n is at least 4 hours and at most 999 days.
 *
 * <p>{@code cron}: minutes {@code 0}; hours 0–23; days of the month 1–31 or {@code L} (last), {@code 15W} (the weekday
 * nearest to the 15th, within the month), {@code LW} (last weekday); months 1–12 or JAN–DEC; days of the week 1–7 or
 * SUN–SAT, {@code 6L} (the month's last Friday), {@code 6#2} (its second), {@code L} (Saturday); year {@code *}.
 * Lists {@code a,b}, ranges {@code a-b}, steps {@code a/n}, {@code a-b/n}, {@code *}{@code /n}. One of the two day
 * fields, and only one, is {@code ?}.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html">Schedule
 *     expressions</a>
 */
public interface Schedule {

    /** @throws IllegalArgumentException with what is wrong with {@code expression} */
    static Schedule parse(String expression) {
        String text = expression.strip();
        if (text.startsWith("rate(") && text.endsWith(")")) {
            return RateSchedule.parse(text.substring("rate(".length(), text.length() - 1));
        }
        if (text.startsWith("cron(") && text.endsWith(")")) {
            return CronSchedule.parse(text.substring("cron(".length(), text.length() - 1));
        }
        throw new IllegalArgumentException("a schedule is `rate(…)` or `cron(…)`, not `" + expression + "`");
    }

    /**
     * Like {@code rate(n days)}, and one day longer at most: what AutomaticallyAfterDays means, 1 to 1000.
     *
     * @throws IllegalArgumentException if there are fewer or more
     * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html">
     *     RotationRulesType</a>
     */
    static Schedule everyDays(int days) {
        return RateSchedule.ofDays(days);
    }

    /**
     * The first start of a rotation window strictly after {@code after}; for {@code rate}, {@code after} is the
     * last rotation.
     */
    Instant next(Instant after);
}
