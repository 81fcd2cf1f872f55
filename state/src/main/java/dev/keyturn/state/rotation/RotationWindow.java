package dev.keyturn.state.rotation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.keyturn.rules.schedule.Schedule;
import dev.keyturn.state.secret.Secret.RotationSettings;

/**
 * When a secret with a schedule may begin to rotate. Its next rotation date is the start of a window; the window is as
 * long as the settings say. Without a length a late start is better than none.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html">Rotation
 *     windows</a>
 */
public final class RotationWindow {
    private static final Pattern HOURS = Pattern.compile("([1-9][0-9]{0,2})h");

    private static final Pattern RATE_IN_HOURS = Pattern.compile("^\\s*rate\\(.*hour");

    /** How many occurrences of a schedule are looked at for a window that is too long; a cron repeats by then. */
    private static final int OCCURRENCES = 32;

    private static final Duration WITHOUT_LENGTH = Duration.ofDays(1);

    private RotationWindow() {}

    /**
     * The length of a window.
     *
     * @throws IllegalArgumentException unless {@code text} is like {@code 3h}
     */
    public static Duration length(String text) {
        Matcher matcher = HOURS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a rotation window is a number of hours like `3h`");
        }
        return Duration.ofHours(Long.parseLong(matcher.group(1)));
    }

    /** The first start of a window after {@code after}; empty without a schedule. */
    public static Optional<Instant> nextStart(RotationSettings settings, Instant after) {
        return schedule(settings.automaticallyAfterDays(), settings.schedule()).map(schedule -> schedule.next(after));
    }

    /**
     * The schedule that rotation rules mean: the days come first, of which there may be one more than an expression
     * can say.
     *
     * @throws IllegalArgumentException with what is wrong with the expression
     */
    public static Optional<Schedule> schedule(Optional<Integer> automaticallyAfterDays, Optional<String> expression) {
        return automaticallyAfterDays.map(Schedule::everyDays).or(() -> expression.map(Schedule::parse));
    }

    /**
     * "The window must not extend into the next rotation window or the next UTC day." A rate in hours begins its
     * windows at any hour, depending on the rotation before, so only the next window bounds it.
     *
     * @param expression of the schedule; empty for days
     * @throws IllegalArgumentException if it does, or the schedule names no time in the future
     */
    public static void requireFits(String expression, Schedule schedule, Duration length, Instant now) {
        boolean atAnyHour = RATE_IN_HOURS.matcher(expression).find();
        Instant start = schedule.next(now);
        for (int i = 0; i < OCCURRENCES; i++) {
            Instant end = start.plus(length);
            Instant following = schedule.next(start);
            if (end.isAfter(following) || (!atAnyHour && end.isAfter(endOfDay(start)))) {
                throw new IllegalArgumentException("it extends into the next rotation window or the next UTC day");
            }
            start = following;
        }
    }

    private static Instant endOfDay(Instant of) {
        return of.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .plusDays(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
    }

    /**
     * When a rotation that was due at {@code start} is late: at the end of its window, or a day later where that has
     * no length, and some time after that.
     */
    public static Instant overdue(Optional<String> window, Instant start, Duration grace) {
        return start.plus(window.map(RotationWindow::length).orElse(WITHOUT_LENGTH))
                .plus(grace);
    }

    /** Whether a rotation that became due at {@code start} may still begin now. */
    public static boolean open(RotationSettings settings, Instant start, Instant now) {
        return !now.isBefore(start)
                && settings.window()
                        .map(RotationWindow::length)
                        .map(length -> now.isBefore(start.plus(length)))
                        .orElse(true);
    }
}
