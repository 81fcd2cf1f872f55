package dev.keyturn.rules.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    void cronAgreesWithAskingEveryHour(@ForAll("crons") String cron, @ForAll("times") LocalDateTime after) {
        Instant next = Schedule.parse(cron).next(after.toInstant(ZoneOffset.UTC));
        assertThat(LocalDateTime.ofInstant(next, ZoneOffset.UTC)).isEqualTo(new NaiveCron(cron).next(after));
    }

    @Property(tries = 1000)
    void windowsAreAtLeastFourHoursApart(@ForAll("crons") String cron, @ForAll("times") LocalDateTime after) {
        Schedule schedule = Schedule.parse(cron);
        Instant first = schedule.next(after.toInstant(ZoneOffset.UTC));
        assertThat(schedule.next(first)).isAfterOrEqualTo(first.plusSeconds(4 * 3600));
        assertThat(schedule.next(first.minusNanos(1))).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate(10 days)            | 2026-03-01T10:30:00Z | 2026-03-11T00:00:00Z",
                "rate(1 day)              | 2026-03-01T00:00:00Z | 2026-03-02T00:00:00Z",
                "rate(4 hours)            | 2026-03-01T10:30:00Z | 2026-03-01T14:00:00Z",
                "rate(4 hours)            | 2026-03-01T14:00:00Z | 2026-03-01T18:00:00Z",
                "cron(0 8 1 * ? *)        | 2026-03-01T08:00:00Z | 2026-04-01T08:00:00Z",
                "cron(0 4/12 * * ? *)     | 2026-03-01T16:00:00Z | 2026-03-02T04:00:00Z",
                "cron(0 0 ? * SUN#1 *)    | 2026-03-02T00:00:00Z | 2026-04-05T00:00:00Z",
                "cron(0 16 L * ? *)       | 2028-02-01T00:00:00Z | 2028-02-29T16:00:00Z",
                "cron(0 0 LW * ? *)       | 2026-02-01T00:00:00Z | 2026-02-27T00:00:00Z",
                "cron(0 0 1W * ? *)       | 2026-08-01T00:00:00Z | 2026-08-03T00:00:00Z",
                "cron(0 0 31W * ? *)      | 2026-05-01T00:00:00Z | 2026-05-29T00:00:00Z",
                "cron(0 2 ? JAN,jul 6L *) | 2026-02-01T00:00:00Z | 2026-07-31T02:00:00Z",
                "cron(0 1,22 1 * ? *)     | 2026-03-01T01:00:00Z | 2026-03-01T22:00:00Z",
                "cron(0 0 29 2 ? *)       | 2097-01-01T00:00:00Z | 2104-02-29T00:00:00Z",
            })
    void knownSchedulesOpenWhenAwsSaysSo(String expression, Instant after, Instant next) {
        assertThat(Schedule.parse(expression).next(after)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "daily",
                "rate()",
                "rate(3 hours)",
                "rate(0 days)",
                "rate(1000 days)",
                "rate(-1 days)",
                "rate(5 minutes)",
                "rate(4 hours",
                "rate(4.5 hours)",
                "rate(99999999999 days)",
                "cron(0 8 * * ?)",
                "cron(30 8 * * ? *)",
                "cron(* 8 * * ? *)",
                "cron(0 8 * * ? 2026)",
                "cron(0 24 * * ? *)",
                "cron(0 8 0 * ? *)",
                "cron(0 8 32 * ? *)",
                "cron(0 8 * 13 ? *)",
                "cron(0 8 ? * 8 *)",
                "cron(0 8 ? * 0 *)",
                "cron(0 8 * * * *)",
                "cron(0 8 ? * ? *)",
                "cron(0 * * * ? *)",
                "cron(0 0/3 * * ? *)",
                "cron(0 1,22 * * ? *)",
                "cron(0 8,10 * * ? *)",
                "cron(0 8 31 2 ? *)",
                "cron(0 8 ? * MON#6 *)",
                "cron(0 8 5-3 * ? *)",
                "cron(0 8 1-2-3 * ? *)",
                "cron(0 8 */0 * ? *)",
                "cron(0 8 1,,2 * ? *)",
                "cron(0 8 XW * ? *)",
                "cron(0 8 ? FOO MON *)",
                "cron(0 8 L-3 * ? *)"
            })
    void anythingElseIsRefused(String expression) {
        assertThatThrownBy(() -> Schedule.parse(expression)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRefusalNamesTheField() {
        assertThatThrownBy(() -> Schedule.parse("cron(15 8 * * ? *)"))
                .hasMessage("the field of minutes must be `0`, not `15`");
        assertThatThrownBy(() -> Schedule.parse("cron(0 8,9 * * ? *)"))
                .hasMessage("rotations must be at least 4 hours apart");
    }

    @Provide
    Arbitrary<String> crons() {
        Arbitrary<String> hours = Arbitraries.of("0", "23", "8/8", "0/6", "*/4", "1,5,13", "2-6/4", "3,9-20/5", "12");
        Arbitrary<String> months = Arbitraries.of("*", "*", "1", "JAN,jul", "2/3", "FEB", "4-6", "dec", "1-12/5");
        Arbitrary<String> ofMonth = Arbitraries.of(
                "*", "1", "28", "L", "LW", "15W", "1W", "28W", "1/7", "5-20/3", "2,L", "10,20W", "1-3", "*/9");
        Arbitrary<String> ofWeek = Arbitraries.of(
                "*", "1", "SUN", "MON-FRI", "6L", "FRIL", "tue#1", "7#4", "L", "2,SAT", "1/3", "SUN#2,WED", "3-5/2");
        Arbitrary<String> days = Arbitraries.oneOf(ofMonth.map(d -> d + " %s ?"), ofWeek.map(d -> "? %s " + d));
        return Combinators.combine(hours, days, months)
                .as((h, d, m) -> "cron(0 " + h + " " + d.replace("%s", m) + " *)");
    }

    @Provide
    Arbitrary<LocalDateTime> times() {
        LocalDateTime start = LocalDateTime.of(2024, 1, 1, 0, 0);
        return Combinators.combine(Arbitraries.longs().between(0, 8L * 366 * 24 * 60), Arbitraries.of(0, 1, 59))
                .as((minutes, seconds) -> start.plusMinutes(minutes).plusSeconds(seconds));
    }
}
