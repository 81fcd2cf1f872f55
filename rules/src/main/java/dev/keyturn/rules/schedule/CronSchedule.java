package dev.keyturn.rules.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** {@code cron(0 hours days-of-month months days-of-week *)}. */
final class CronSchedule implements Schedule {
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final int MIN_GAP_HOURS = 4;

    /** After 28 years the calendar's weekdays repeat; one skipped leap year (2100) makes it 40. */
    private static final int YEARS_TO_SEARCH = 40;

    private final long hours;
    private final long months;
    private final DayRule days;

    private CronSchedule(long hours, long months, DayRule days) {
        this.hours = hours;
        this.months = months;
        this.days = days;
    }

    static CronSchedule parse(String text) {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != 6) {
            throw new IllegalArgumentException("a cron expression has six fields, not `" + text + "`");
        }
        require(fields[0].equals("0"), "minutes", "0", fields[0]);
        require(fields[5].equals("*"), "years", "*", fields[5]);
        long hours = CronField.parse("hours", fields[1], 0, 23, List.of());
        long months = CronField.parse("months", fields[3], 1, 12, MONTHS);
        boolean anyDayOfMonth = fields[2].equals("?");
        if (anyDayOfMonth == fields[4].equals("?")) {
            throw new IllegalArgumentException("exactly one of days of month `" + fields[2] + "` and days of week `"
                    + fields[4] + "` must be `?`");
        }
        DayRule days = anyDayOfMonth ? DayRule.ofWeek(fields[4]) : DayRule.ofMonth(fields[2]);
        CronSchedule schedule = new CronSchedule(hours, months, days);
        schedule.checkGaps();
        return schedule;
    }

    private static void require(boolean holds, String field, String only, String given) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "the field of " + field + " must be `" + only + "`, not `" + given + "`");
        }
    }

    /** At least four hours between windows, across midnight too if two days in a row have one. */
    private void checkGaps() {
        int first = Long.numberOfTrailingZeros(hours);
        int last = 63 - Long.numberOfLeadingZeros(hours);
        boolean close = first + 24 - last < MIN_GAP_HOURS && hasDaysInARow();
        for (int hour = first, next; hour < last; hour = next) {
            next = Long.numberOfTrailingZeros(hours & -1L << (hour + 1));
            close |= next - hour < MIN_GAP_HOURS;
        }
        if (close) {
            throw new IllegalArgumentException("rotations must be at least 4 hours apart");
        }
        next(Instant.EPOCH);
    }

    private boolean hasDaysInARow() {
        LocalDate day = LocalDate.EPOCH;
        LocalDate end = day.plusYears(YEARS_TO_SEARCH);
        for (; day.isBefore(end); day = day.plusDays(1)) {
            if (matches(day) && matches(day.plusDays(1))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Instant next(Instant after) {
        LocalDateTime start = LocalDateTime.ofInstant(after.truncatedTo(ChronoUnit.HOURS), ZoneOffset.UTC)
                .plusHours(1);
        LocalDate day = start.toLocalDate();
        long left = hours & -1L << start.getHour();
        LocalDate end = day.plusYears(YEARS_TO_SEARCH);
        while (day.isBefore(end)) {
            if (left != 0 && matches(day)) {
                return day.atTime(Long.numberOfTrailingZeros(left), 0).toInstant(ZoneOffset.UTC);
            }
            day = day.plusDays(1);
            left = hours;
        }
        throw new IllegalArgumentException("the schedule names no day that exists");
    }

    private boolean matches(LocalDate day) {
        return (months >> day.getMonthValue() & 1) == 1 && days.matches(day);
    }
}
