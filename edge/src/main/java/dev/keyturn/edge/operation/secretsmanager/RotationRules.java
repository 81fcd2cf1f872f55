package dev.keyturn.edge.operation.secretsmanager;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.RotationRulesType;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.rules.schedule.Schedule;
import dev.keyturn.state.rotation.RotationWindow;
import dev.keyturn.state.secret.Secret.RotationSettings;

/**
 * When a secret is rotated, checked.
 *
 * @param schedule {@code rate(…)} or {@code cron(…)}, also when it was given as days; empty for only when asked
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html">
 *     RotationRulesType</a>
 */
record RotationRules(Optional<String> schedule, Optional<Integer> automaticallyAfterDays, Optional<String> window) {
    static final RotationRules NONE = new RotationRules(Optional.empty(), Optional.empty(), Optional.empty());

    private static final long MAX_DAYS = 1000;
    private static final Duration MAX_WINDOW = Duration.ofHours(24);

    static RotationRules of(RotationSettings settings) {
        return new RotationRules(settings.schedule(), settings.automaticallyAfterDays(), settings.window());
    }

    /** @throws AwsFailure when the rules contradict each other or name no time that ever comes */
    static RotationRules parse(RotationRulesType rules, Instant now) {
        if (rules.automaticallyAfterDays() != null && rules.scheduleExpression() != null) {
            throw invalid("You can't specify both AutomaticallyAfterDays and ScheduleExpression in RotationRules.");
        }
        Optional<Integer> days =
                Optional.ofNullable(rules.automaticallyAfterDays()).map(RotationRules::days);
        Optional<String> schedule = days.map(number -> "rate(" + number + (number == 1 ? " day)" : " days)"))
                .or(() -> Optional.ofNullable(rules.scheduleExpression()));
        Optional<String> window = Optional.ofNullable(rules.duration());
        if (window.isPresent() && schedule.isEmpty()) {
            throw invalid("You can't specify Duration without AutomaticallyAfterDays or ScheduleExpression.");
        }
        RotationRules parsed = new RotationRules(schedule, days, window);
        parsed.requireWindowFits(now);
        return parsed;
    }

    /** The start of the first window after {@code now}. */
    Optional<Instant> next(Instant now) {
        return parsed().map(parsed -> next(parsed, now));
    }

    private Optional<Schedule> parsed() {
        try {
            return RotationWindow.schedule(automaticallyAfterDays, schedule);
        } catch (IllegalArgumentException unreadable) {
            throw invalid("Invalid ScheduleExpression: " + unreadable.getMessage());
        }
    }

    private static int days(long days) {
        if (days < 1 || days > MAX_DAYS) {
            throw invalid("RotationRules.AutomaticallyAfterDays must be within 1-" + MAX_DAYS + ".");
        }
        return (int) days;
    }

    private static Duration hours(String text) {
        try {
            Duration length = RotationWindow.length(text);
            if (length.compareTo(MAX_WINDOW) <= 0) {
                return length;
            }
        } catch (IllegalArgumentException _) {
            // Refused in the same words as one that is too long.
        }
        throw invalid("RotationRules.Duration must be a number of hours from 1h to " + MAX_WINDOW.toHours() + "h.");
    }

    private void requireWindowFits(Instant now) {
        Optional<Schedule> parsed = parsed();
        if (parsed.isEmpty()) {
            return;
        }
        Optional<Duration> length = window.map(RotationRules::hours);
        var _ = next(parsed.get(), now);
        if (length.isEmpty()) {
            return;
        }
        try {
            RotationWindow.requireFits(schedule.orElse(""), parsed.get(), length.get(), now);
        } catch (IllegalArgumentException _) {
            throw invalid(
                    "RotationRules.Duration must not extend into the next rotation window or the next UTC" + " day.");
        }
    }

    private static Instant next(Schedule schedule, Instant after) {
        try {
            return schedule.next(after);
        } catch (IllegalArgumentException never) {
            throw invalid("Invalid ScheduleExpression: it names no time in the future.");
        }
    }

    private static AwsFailure invalid(String message) {
        return AwsFailure.of("InvalidParameterException", message);
    }
}
