package dev.keyturn.rules.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which days one of cron's two day fields means. */
interface DayRule {
    List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    boolean matches(LocalDate day);

    static DayRule ofMonth(String text) {
        String field = "days of month";
        List<DayRule> rules = new ArrayList<>();
        for (String item : text.toUpperCase(Locale.ROOT).split(",", -1)) {
            if (item.equals("L")) {
                rules.add(day -> day.getDayOfMonth() == day.lengthOfMonth());
            } else if (item.equals("LW")) {
                rules.add(day -> day.equals(nearestWeekday(day.withDayOfMonth(day.lengthOfMonth()))));
            } else if (item.endsWith("W")) {
                int number = CronField.number(field, item.substring(0, item.length() - 1), 1, 31, List.of());
                rules.add(
                        day -> number <= day.lengthOfMonth() && day.equals(nearestWeekday(day.withDayOfMonth(number))));
            } else {
                long bits = CronField.parse(field, item, 1, 31, List.of());
                rules.add(day -> (bits >> day.getDayOfMonth() & 1) == 1);
            }
        }
        return any(rules);
    }

    static DayRule ofWeek(String text) {
        String field = "days of week";
        List<DayRule> rules = new ArrayList<>();
        for (String item : text.toUpperCase(Locale.ROOT).split(",", -1)) {
            int hash = item.indexOf('#');
            if (hash > 0) {
                int weekday = CronField.number(field, item.substring(0, hash), 1, 7, WEEKDAYS);
                int which = CronField.number(field, item.substring(hash + 1), 1, 5, List.of());
                rules.add(day -> number(day) == weekday && (day.getDayOfMonth() - 1) / 7 + 1 == which);
            } else if (item.length() > 1 && item.endsWith("L")) {
                int weekday = CronField.number(field, item.substring(0, item.length() - 1), 1, 7, WEEKDAYS);
                rules.add(day -> number(day) == weekday && day.getDayOfMonth() + 7 > day.lengthOfMonth());
            } else {
                long bits = CronField.parse(field, item.equals("L") ? "SAT" : item, 1, 7, WEEKDAYS);
                rules.add(day -> (bits >> number(day) & 1) == 1);
            }
        }
        return any(rules);
    }

    private static DayRule any(List<DayRule> rules) {
        return day -> rules.stream().anyMatch(rule -> rule.matches(day));
    }

    /** Sunday is 1. */
    private static int number(LocalDate day) {
        return day.getDayOfWeek().getValue() % 7 + 1;
    }

    /** Never leaves the month: for Saturday the 1st it is Monday the 3rd. */
    private static LocalDate nearestWeekday(LocalDate day) {
        LocalDate nearest = switch (day.getDayOfWeek()) {
            case SATURDAY -> day.minusDays(1);
            case SUNDAY -> day.plusDays(1);
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> day;
        };
        if (nearest.getMonth() == day.getMonth()) {
            return nearest;
        }
        return nearest.isBefore(day)
                ? day.with(TemporalAdjusters.next(DayOfWeek.MONDAY))
                : day.with(TemporalAdjusters.previous(DayOfWeek.FRIDAY));
    }
}
