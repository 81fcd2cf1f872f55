package dev.keyturn.rules.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The second opinion: asks every hour whether it is named, by reading the expression anew. */
final class NaiveCron {
    private static final List<String> MONTHS =
            List.of("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("", "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private final String[] fields;

    NaiveCron(String cron) {
        fields = cron.replaceAll("^cron\\(|\\)$", "").toUpperCase(Locale.ROOT).split(" ");
    }

    boolean fires(LocalDateTime time) {
        return time.getMinute() == 0
                && time.getSecond() == 0
                && time.getNano() == 0
                && numbers(fields[1], time.getHour(), 23, List.of())
                && numbers(fields[3], time.getMonthValue(), 12, MONTHS)
                && (fields[4].equals("?") ? dayOfMonth(time.toLocalDate()) : dayOfWeek(time.toLocalDate()));
    }

    LocalDateTime next(LocalDateTime after) {
        LocalDateTime time = after.withMinute(0).withSecond(0).withNano(0);
        do {
            time = time.plusHours(1);
        } while (!fires(time));
        assert time.toInstant(ZoneOffset.UTC).isAfter(after.toInstant(ZoneOffset.UTC));
        return time;
    }

    private boolean dayOfMonth(LocalDate day) {
        for (String item : fields[2].split(",")) {
            LocalDate last = day.plusMonths(1).withDayOfMonth(1).minusDays(1);
            if (item.equals("L")
                    ? day.equals(last)
                    : !item.endsWith("W") && numbers(item, day.getDayOfMonth(), 31, List.of())) {
                return true;
            }
            if (item.endsWith("W")) {
                String number = item.replace("W", "");
                int wanted = number.equals("L") ? last.getDayOfMonth() : Integer.parseInt(number);
                if (wanted <= last.getDayOfMonth() && day.getDayOfMonth() == nearestWeekday(day, wanted, last)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int nearestWeekday(LocalDate month, int wanted, LocalDate last) {
        return IntStream.rangeClosed(1, last.getDayOfMonth())
                .filter(number -> {
                    DayOfWeek weekday = month.withDayOfMonth(number).getDayOfWeek();
                    return weekday != DayOfWeek.SATURDAY && weekday != DayOfWeek.SUNDAY;
                })
                .boxed()
                .min((a, b) -> Integer.compare(Math.abs(a - wanted), Math.abs(b - wanted)))
                .orElseThrow();
    }

    private boolean dayOfWeek(LocalDate day) {
        String name = day.getDayOfWeek().name().substring(0, 3);
        int number = DAYS.indexOf(name);
        for (String item : fields[4].split(",")) {
            if (item.equals("L")) {
                if (number == 7) {
                    return true;
                }
            } else if (item.endsWith("L")) {
                if (numbers(item.replace("L", ""), number, 7, DAYS)
                        && day.plusWeeks(1).getMonth() != day.getMonth()) {
                    return true;
                }
            } else if (item.contains("#")) {
                String[] halves = item.split("#");
                int before = Integer.parseInt(halves[1]) - 1;
                if (numbers(halves[0], number, 7, DAYS)
                        && day.minusWeeks(before).getMonth() == day.getMonth()
                        && day.minusWeeks(before + 1L).getMonth() != day.getMonth()) {
                    return true;
                }
            } else if (numbers(item, number, 7, DAYS)) {
                return true;
            }
        }
        return false;
    }

    private static boolean numbers(String field, int number, int max, List<String> names) {
        for (String item : field.split(",")) {
            String[] halves = item.split("/");
            String[] ends = halves[0].split("-");
            int low = names.isEmpty() ? 0 : 1;
            int from = halves[0].equals("*") ? (max == 31 ? 1 : low) : value(ends[0], names);
            int to = ends.length == 2 ? value(ends[1], names) : item.equals(ends[0]) && !item.equals("*") ? from : max;
            int step = halves.length == 2 ? Integer.parseInt(halves[1]) : 1;
            if (number >= from && number <= to && (number - from) % step == 0) {
                return true;
            }
        }
        return false;
    }

    private static int value(String text, List<String> names) {
        return names.contains(text) ? names.indexOf(text) : Integer.parseInt(text);
    }
}
