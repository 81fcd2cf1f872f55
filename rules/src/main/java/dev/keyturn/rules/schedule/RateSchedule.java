package dev.keyturn.rules.schedule;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** {@code rate(n unit)}. */
record RateSchedule(int amount, ChronoUnit unit) implements Schedule {
    private static final int MIN_HOURS = 4;
    private static final int MAX_DAYS = 999;

    /** Given as a number and not as an expression, AWS allows one day more. */
    private static final int MAX_PLAIN_DAYS = 1000;

    static RateSchedule parse(String text) {
        String[] words = text.strip().split("\\s+");
        if (words.length != 2 || !words[0].matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("a rate is a number and a unit, not `" + text + "`");
        }
        int amount = Integer.parseInt(words[0]);
        ChronoUnit unit = switch (words[1]) {
            case "hour", "hours" -> ChronoUnit.HOURS;
            case "day", "days" -> ChronoUnit.DAYS;
            // An open set: text.
            default ->
                throw new IllegalArgumentException("the unit of a rate is hours or days, not `" + words[1] + "`");
        };
        long hours = amount * unit.getDuration().toHours();
        if (hours < MIN_HOURS || hours > MAX_DAYS * 24L) {
            throw new IllegalArgumentException("a rate is at least 4 hours and at most 999 days, not `" + text + "`");
        }
        return new RateSchedule(amount, unit);
    }

    static RateSchedule ofDays(int days) {
        if (days < 1 || days > MAX_PLAIN_DAYS) {
            throw new IllegalArgumentException("a number of days is 1 to " + MAX_PLAIN_DAYS + ", not `" + days + "`");
        }
        return new RateSchedule(days, ChronoUnit.DAYS);
    }

    @Override
    public Instant next(Instant after) {
        return after.truncatedTo(unit).plus(amount, unit);
    }
}
