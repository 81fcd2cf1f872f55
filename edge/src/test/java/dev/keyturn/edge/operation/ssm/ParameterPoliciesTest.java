package dev.keyturn.edge.operation.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.model.ParameterInlinePolicy;
import software.amazon.awssdk.services.ssm.model.ParameterTier;

import dev.keyturn.state.parameter.DuePolicy;
import dev.keyturn.state.parameter.Parameters;

final class ParameterPoliciesTest extends OnParameters {
    private static final String EXPIRATION = """
            {"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2026-12-24T10:00:00.000Z"}}""";
    private static final String NOTIFICATION = """
            {"Type":"ExpirationNotification","Version":"1.0","Attributes":{"Before":"15","Unit":"Days"}}""";
    private static final String NO_CHANGE = """
            {"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Hours"}}""";

    private void putWith(String policies) {
        put("a", "v", r -> r.tier(ParameterTier.ADVANCED).policies(policies));
    }

    private List<Instant> due() {
        return server.store().read(tx -> new Parameters(tx).due(START.plus(Duration.ofDays(400)), 10)).stream()
                .map(DuePolicy::policy)
                .map(policy -> policy.due())
                .toList();
    }

    private List<ParameterInlinePolicy> told() {
        return ssm.describeParameters().parameters().getFirst().policies();
    }

    @Test
    void policiesAreKeptAndTold() {
        putWith("[" + EXPIRATION + "," + NOTIFICATION + "," + NO_CHANGE + "]");

        assertThat(told())
                .extracting(ParameterInlinePolicy::policyType, ParameterInlinePolicy::policyStatus)
                .containsExactly(
                        tuple("Expiration", "Pending"),
                        tuple("ExpirationNotification", "Pending"),
                        tuple("NoChangeNotification", "Pending"));
        assertThat(told().getFirst().policyText()).isEqualTo(EXPIRATION);
        assertThat(due())
                .containsExactly(
                        Instant.parse("2026-11-25T06:00:00Z"),
                        Instant.parse("2026-12-09T10:00:00Z"),
                        Instant.parse("2026-12-24T10:00:00Z"));
        assertThat(ssm.getParameterHistory(r -> r.name("a"))
                        .parameters()
                        .getFirst()
                        .policies())
                .hasSize(3);
    }

    @Test
    void aChangeKeepsThemAndStartsTheWaitForAChangeAnew() {
        putWith("[" + EXPIRATION + "," + NO_CHANGE + "]");
        pass(Duration.ofHours(10));

        overwrite("a", "w");

        assertThat(due()).containsExactly(Instant.parse("2026-11-25T16:00:00Z"), Instant.parse("2026-12-24T10:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "[{}]"})
    void anEmptyPolicyTakesThemAway(String empty) {
        putWith("[" + EXPIRATION + "]");

        put("a", "w", r -> r.overwrite(true).policies(empty));

        assertThat(told()).isEmpty();
    }

    @Test
    void onlyAdvancedParametersHaveThem() {
        assertRefused(
                () -> put("a", "v", r -> r.policies("[" + EXPIRATION + "]")),
                "ValidationException",
                "Standard tier parameters do not support parameter policies. To use parameter policies, upgrade the"
                        + " parameter to use the advanced-parameter tier.");
        assertThat(put("a", "v", r -> r.tier(ParameterTier.INTELLIGENT_TIERING).policies("[" + EXPIRATION + "]"))
                        .tier())
                .isEqualTo(ParameterTier.ADVANCED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"soon"}} | The Timestamp of an Expiration policy must be in the ISO_INSTANT or ISO_OFFSET_DATE_TIME format.
            {"Type":"Expiration","Version":"1.0"} | The Timestamp of an Expiration policy must be in the ISO_INSTANT or ISO_OFFSET_DATE_TIME format.
            {"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2026-11-24T10:00:00Z"}} | The Timestamp of an Expiration policy must be in the future.
            {"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"+99999999-01-01T00:00:00Z"}} | The Timestamp of an Expiration policy is too far in the future.
            {"Type":"Expiration","Version":"2.0","Attributes":{"Timestamp":"2026-12-24T10:00:00Z"}} | The version of a policy must be 1.0.
            {"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"0","Unit":"Days"}} | The attribute After must be a number of days or hours.
            {"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"-1","Unit":"Days"}} | The attribute After must be a number of days or hours.
            {"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"1","Unit":"Weeks"}} | The attribute Unit must be Days or Hours.
            """)
    void anAttributeThatIsNoneIsRefused(String policy, String message) {
        assertRefused(() -> putWith("[" + policy + "]"), "InvalidPolicyAttributeException", message);
    }

    @Test
    void policiesThatAreNoneAreRefused() {
        assertRefused(
                () -> putWith("[{\"Type\":\"Explosion\",\"Version\":\"1.0\"}]"),
                "InvalidPolicyTypeException",
                "The policy type isn't supported. Parameter Store supports the following policy types: Expiration,"
                        + " ExpirationNotification, and NoChangeNotification.");
        for (String text : new String[] {"x", "\"x\"", "[1]", "[", EXPIRATION}) {
            assertRefused(
                    () -> putWith(text),
                    "ValidationException",
                    "The policies must be a JSON array of parameter policies.");
        }
    }

    @Test
    void policiesThatDoNotGoTogetherAreRefused() {
        assertRefused(
                () -> putWith("[" + EXPIRATION + "," + EXPIRATION + "]"),
                "IncompatiblePolicyException",
                "You can't specify two Expiration policies for a parameter.");
        assertRefused(
                () -> putWith("[" + NOTIFICATION + "]"),
                "IncompatiblePolicyException",
                "An ExpirationNotification policy needs an Expiration policy.");
        String eleven = String.join(",", java.util.Collections.nCopies(11, NO_CHANGE));
        assertRefused(
                () -> putWith("[" + eleven + "]"),
                "PoliciesLimitExceededException",
                "You specified more than the maximum number of allowed policies for the parameter. The maximum is 10.");
    }
}
