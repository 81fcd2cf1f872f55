package dev.keyturn.edge.operation.iam.account;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.rules.policy.MalformedPolicyException;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicyKind;

/** Policies that come with a request of the simulator. */
final class PolicyInputs {
    private PolicyInputs() {}

    /**
     * Named as the simulator does, {@code PolicyInputList.1}.
     *
     * @param list the parameter's name
     * @throws AwsFailure InvalidInput
     */
    static List<NamedPolicy> parse(String list, PolicyKind kind, List<String> documents) {
        List<NamedPolicy> policies = new ArrayList<>();
        for (String document : documents) {
            policies.add(parse(list + "." + (policies.size() + 1), kind, document));
        }
        return policies;
    }

    /** @throws AwsFailure InvalidInput */
    static NamedPolicy parse(String name, PolicyKind kind, String document) {
        try {
            return new NamedPolicy(
                    name,
                    kind,
                    kind == PolicyKind.RESOURCE
                            ? PolicyDocument.parseResourcePolicy(document)
                            : PolicyDocument.parse(document));
        } catch (MalformedPolicyException e) {
            throw AwsFailure.of("InvalidInputException", "Invalid policy " + name + ": " + e.getMessage());
        }
    }

    /** Each once, whatever its case; in the order in which they come. */
    static List<String> contextKeys(List<NamedPolicy> policies) {
        Map<String, String> keys = new LinkedHashMap<>();
        policies.forEach(policy ->
                policy.document().contextKeys().forEach(key -> keys.putIfAbsent(key.toLowerCase(Locale.ROOT), key)));
        return List.copyOf(keys.values());
    }
}
