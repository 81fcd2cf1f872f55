package dev.keyturn.edge.operation.ssm;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.state.parameter.ParameterPolicy;
import dev.keyturn.state.parameter.ParameterPolicy.Kind;

/**
 * The policies of an advanced parameter, as JSON brings them.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policies.html">Assigning
 *     parameter policies</a>
 */
final class ParameterPolicies {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX = 10;
    private static final int MAX_DIGITS = 5;

    private ParameterPolicies() {}

    /** @throws AwsFailure when they are not such policies, or not together */
    static List<ParameterPolicy> parse(String text, Instant now) {
        List<JsonNode> given = given(text);
        if (given.size() > MAX) {
            throw AwsFailure.of(
                    "PoliciesLimitExceededException",
                    "You specified more than the maximum number of allowed policies for the parameter. The maximum is "
                            + MAX + ".");
        }
        Optional<Instant> expiration = expiration(given, now);
        List<ParameterPolicy> policies = new ArrayList<>();
        for (JsonNode policy : given) {
            Kind kind = kind(policy);
            policies.add(new ParameterPolicy(kind, policy.toString(), due(kind, policy, expiration, now), false));
        }
        return List.copyOf(policies);
    }

    /** The same policies once the parameter has changed: what waits for a change waits anew. */
    static List<ParameterPolicy> carried(List<ParameterPolicy> policies, Instant now) {
        return policies.stream()
                .map(policy -> policy.kind() == Kind.NO_CHANGE_NOTIFICATION
                        ? new ParameterPolicy(
                                policy.kind(),
                                policy.document(),
                                now.plus(period(JSON.readTree(policy.document()), "After")),
                                false)
                        : policy)
                .toList();
    }

    /** An empty list or an empty policy takes all policies away. */
    private static List<JsonNode> given(String text) {
        JsonNode tree;
        try {
            tree = JSON.readTree(text);
        } catch (JacksonException _) {
            throw malformed();
        }
        if (!tree.isArray() && !(tree.isObject() && tree.isEmpty())) {
            throw malformed();
        }
        List<JsonNode> policies = tree.valueStream()
                .filter(policy -> !(policy.isObject() && policy.isEmpty()))
                .toList();
        if (!policies.stream().allMatch(JsonNode::isObject)) {
            throw malformed();
        }
        return policies;
    }

    private static AwsFailure malformed() {
        return ParameterNames.invalid("The policies must be a JSON array of parameter policies.");
    }

    private static Optional<Instant> expiration(List<JsonNode> policies, Instant now) {
        List<JsonNode> expirations = policies.stream()
                .filter(policy -> kind(policy) == Kind.EXPIRATION)
                .toList();
        if (expirations.size() > 1) {
            throw AwsFailure.of(
                    "IncompatiblePolicyException", "You can't specify two Expiration policies for a parameter.");
        }
        return expirations.stream().findFirst().map(policy -> timestamp(policy, now));
    }

    private static Kind kind(JsonNode policy) {
        String type = policy.path("Type").asString("");
        return switch (type) {
            case "Expiration" -> Kind.EXPIRATION;
            case "ExpirationNotification" -> Kind.EXPIRATION_NOTIFICATION;
            case "NoChangeNotification" -> Kind.NO_CHANGE_NOTIFICATION;
            default ->
                throw AwsFailure.of(
                        "InvalidPolicyTypeException",
                        "The policy type isn't supported. Parameter Store supports the following policy types:"
                                + " Expiration, ExpirationNotification, and NoChangeNotification.");
        };
    }

    private static Instant due(Kind kind, JsonNode policy, Optional<Instant> expiration, Instant now) {
        if (!policy.path("Version").asString("").equals("1.0")) {
            throw attribute("The version of a policy must be 1.0.");
        }
        return switch (kind) {
            case EXPIRATION -> expiration.orElseThrow();
            case EXPIRATION_NOTIFICATION ->
                expiration
                        .orElseThrow(() -> AwsFailure.of(
                                "IncompatiblePolicyException",
                                "An ExpirationNotification policy needs an Expiration policy."))
                        .minus(period(policy, "Before"));
            case NO_CHANGE_NOTIFICATION -> now.plus(period(policy, "After"));
        };
    }

    private static Instant timestamp(JsonNode policy, Instant now) {
        try {
            Instant time = OffsetDateTime.parse(
                            policy.path("Attributes").path("Timestamp").asString(""))
                    .toInstant();
            if (!time.isAfter(now)) {
                throw attribute("The Timestamp of an Expiration policy must be in the future.");
            }
            // What the store can hold, and far beyond any plan.
            if (time.isAfter(now.plus(Duration.ofDays(365_000)))) {
                throw attribute("The Timestamp of an Expiration policy is too far in the future.");
            }
            return time;
        } catch (DateTimeException _) {
            throw attribute("The Timestamp of an Expiration policy must be in the ISO_INSTANT or ISO_OFFSET_DATE_TIME"
                    + " format.");
        }
    }

    private static Duration period(JsonNode policy, String attribute) {
        JsonNode attributes = policy.path("Attributes");
        String number = attributes.path(attribute).asString("");
        if (number.isEmpty()
                || number.length() > MAX_DIGITS
                || !number.chars().allMatch(c -> c >= '0' && c <= '9')
                || Integer.parseInt(number) == 0) {
            throw attribute("The attribute " + attribute + " must be a number of days or hours.");
        }
        int count = Integer.parseInt(number);
        return switch (attributes.path("Unit").asString("")) {
            case "Days" -> Duration.ofDays(count);
            case "Hours" -> Duration.ofHours(count);
            default -> throw attribute("The attribute Unit must be Days or Hours.");
        };
    }

    private static AwsFailure attribute(String message) {
        return AwsFailure.of("InvalidPolicyAttributeException", message);
    }
}
