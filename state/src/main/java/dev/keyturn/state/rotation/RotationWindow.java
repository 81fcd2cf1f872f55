package dev.keyturn.state.rotation;

import java.time.Duration;
import java.time.Instant;
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

    /** Whether a rotation that became due at {@code start} may still begin now. */
    public static boolean open(RotationSettings settings, Instant start, Instant now) {
        return !now.isBefore(start)
                && settings.window()
                        .map(RotationWindow::length)
                        .map(length -> now.isBefore(start.plus(length)))
                        .orElse(true);
    }
}
