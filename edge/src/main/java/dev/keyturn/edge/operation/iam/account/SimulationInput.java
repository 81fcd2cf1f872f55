package dev.keyturn.edge.operation.iam.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ContextEntry;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.rules.policy.Requester;

/** What the two simulators' requests have in common. */
final class SimulationInput {
    private static final Pattern OWNER = Pattern.compile("(?:arn:aws:iam::)?([0-9]{12})(?::root)?");

    private SimulationInput() {}

    static ConditionContext context(List<ContextEntry> entries) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (ContextEntry entry : entries) {
            if (entry.contextKeyName() != null) {
                values.putIfAbsent(entry.contextKeyName(), entry.contextKeyValues());
            }
        }
        return new ConditionContext(values);
    }

    /** @throws AwsFailure InvalidInput */
    static Optional<NamedPolicy> resourcePolicy(@Nullable String document) {
        return Optional.ofNullable(document)
                .map(text -> PolicyInputs.parse("ResourcePolicy", PolicyKind.RESOURCE, text));
    }

    /**
     * An IAM user; no other caller can be simulated.
     *
     * @throws AwsFailure InvalidInput
     */
    static Optional<Requester> caller(@Nullable String arn) {
        if (arn == null) {
            return Optional.empty();
        }
        try {
            Arn parsed = Arn.parse(arn);
            if (parsed.service().equals("iam") && parsed.resource().startsWith("user/")) {
                return Optional.of(new Requester.User(parsed));
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw AwsFailure.of("InvalidInputException", "Invalid Caller Arn: " + arn + " is not the ARN of a user.");
    }

    /** @throws AwsFailure InvalidInput */
    static String owner(@Nullable String given, Requester requester, String account) {
        if (given == null) {
            return requester.account().orElse(account);
        }
        Matcher owner = OWNER.matcher(given);
        if (!owner.matches()) {
            throw AwsFailure.of("InvalidInputException", "'" + given + "' is not a valid as a Resource Owner.");
        }
        return owner.group(1);
    }

    static AwsFailure callerNeeded() {
        return AwsFailure.of("InvalidInputException", "CallerArn must be provided when a ResourcePolicy is specified.");
    }
}
