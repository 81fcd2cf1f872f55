package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.model.RotationRulesType;

import dev.keyturn.edge.aws.AwsFailure;

final class RotationRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void daysAreKeptAndAreAScheduleToo() {
        RotationRules rules = RotationRules.parse(
                RotationRulesType.builder().automaticallyAfterDays(1L).build(), NOW);

        assertThat(rules.automaticallyAfterDays()).contains(1);
        assertThat(rules.schedule()).contains("rate(1 day)");
        assertThat(rules.next(NOW)).hasValueSatisfying(next -> assertThat(next).isAfter(NOW));
    }

    @Test
    void aThousandDaysAreTakenThoughNoExpressionCanSayThem() {
        RotationRules rules = RotationRules.parse(
                RotationRulesType.builder()
                        .automaticallyAfterDays(1000L)
                        .duration("3h")
                        .build(),
                NOW);

        assertThat(rules.automaticallyAfterDays()).contains(1000);
        assertThat(rules.next(NOW)).contains(Instant.parse("2029-08-20T00:00:00Z"));
        assertThatThrownBy(() -> RotationRules.parse(schedule("rate(1000 days)", null), NOW))
                .isInstanceOf(AwsFailure.class);
    }

    @Test
    void withoutAScheduleThereIsNoNextDate() {
        assertThat(RotationRules.parse(RotationRulesType.builder().build(), NOW).next(NOW))
                .isEqualTo(Optional.empty());
    }

    @Test
    void daysAndAnExpressionExcludeEachOther() {
        assertRefused(
                RotationRulesType.builder()
                        .automaticallyAfterDays(30L)
                        .scheduleExpression("rate(30 days)")
                        .build(),
                "You can't specify both AutomaticallyAfterDays and ScheduleExpression in RotationRules.");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, 0, 1001, Long.MAX_VALUE})
    void daysAreOneToAThousand(long days) {
        assertRefused(
                RotationRulesType.builder().automaticallyAfterDays(days).build(),
                "RotationRules.AutomaticallyAfterDays must be within 1-1000.");
    }

    @Test
    void anUnreadableExpressionIsRefused() {
        assertThatThrownBy(() -> RotationRules.parse(schedule("every day", null), NOW))
                .isInstanceOf(AwsFailure.class)
                .hasMessageStartingWith("Invalid ScheduleExpression: ");
    }

    @ParameterizedTest
    @CsvSource({"rate(10 days),24h", "rate(4 hours),4h", "cron(0 8 * * ? *),16h", "cron(0 8/8 * * ? *),8h"})
    void aWindowThatFitsIsKept(String expression, String window) {
        assertThat(RotationRules.parse(schedule(expression, window), NOW).window())
                .contains(window);
    }

    @ParameterizedTest
    @CsvSource({"rate(4 hours),5h", "cron(0 8 * * ? *),17h", "cron(0 8/8 * * ? *),9h", "cron(0 22 1 * ? *),3h"})
    void aWindowThatReachesTheNextOrTheNextDayIsRefused(String expression, String window) {
        assertRefused(
                schedule(expression, window),
                "RotationRules.Duration must not extend into the next rotation window or the next UTC day.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0h", "25h", "3", "3d", "-1h", ""})
    void aWindowIsANumberOfHours(String window) {
        assertRefused(
                schedule("rate(10 days)", window), "RotationRules.Duration must be a number of hours from 1h to 24h.");
    }

    @Test
    void aWindowNeedsASchedule() {
        assertRefused(
                schedule(null, "3h"),
                "You can't specify Duration without AutomaticallyAfterDays or ScheduleExpression.");
    }

    private static RotationRulesType schedule(@Nullable String expression, @Nullable String window) {
        return RotationRulesType.builder()
                .scheduleExpression(expression)
                .duration(window)
                .build();
    }

    private static void assertRefused(RotationRulesType rules, String message) {
        assertThatThrownBy(() -> RotationRules.parse(rules, NOW))
                .isInstanceOf(AwsFailure.class)
                .hasMessage(message);
    }
}
