package dev.keyturn.rules.schedule;

import java.util.List;
import java.util.Locale;

/** A field of numbers: lists, ranges, steps, names. */
final class CronField {
    private CronField() {}

    /**
     * The numbers as bits.
     *
     * @param names of the numbers from {@code min} on; may be empty
     * @throws IllegalArgumentException naming the field
     */
    static long parse(String field, String text, int min, int max, List<String> names) {
        long bits = 0;
        for (String item : text.split(",", -1)) {
            String[] range = item.split("/", -1);
            boolean stepped = range.length == 2;
            int step = stepped ? number(field, range[1], 1, max, List.of()) : 1;
            int from = min;
            int to = max;
            if (!range[0].equals("*")) {
                String[] ends = range[0].split("-", -1);
                from = number(field, ends[0], min, max, names);
                to = ends.length > 1 ? number(field, ends[1], min, max, names) : stepped ? max : from;
                if (ends.length > 2) {
                    throw wrong(field, text);
                }
            }
            if (range.length > 2 || from > to) {
                throw wrong(field, text);
            }
            for (int number = from; number <= to; number += step) {
                bits |= 1L << number;
            }
        }
        return bits;
    }

    static int number(String field, String text, int min, int max, List<String> names) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        if (named >= 0) {
            return min + named;
        }
        if (!text.matches("[0-9]{1,3}")) {
            throw wrong(field, text);
        }
        int number = Integer.parseInt(text);
        if (number < min || number > max) {
            throw wrong(field, text);
        }
        return number;
    }

    static IllegalArgumentException wrong(String field, String text) {
        return new IllegalArgumentException("the field of " + field + " cannot be `" + text + "`");
    }
}
