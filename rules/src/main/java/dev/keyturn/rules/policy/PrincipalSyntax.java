package dev.keyturn.rules.policy;

import static dev.keyturn.rules.policy.PolicyCompiler.require;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.keyturn.rules.arn.Arn;

/** Reads a Principal or NotPrincipal element. */
final class PrincipalSyntax {
    private static final Set<String> SORTS = Set.of("AWS", "Service", "Federated", "CanonicalUser");
    private static final String INVALID = "Invalid principal in policy: ";

    private PrincipalSyntax() {}

    static PrincipalMatch compile(Json json, boolean negated) {
        Set<String> arns = new HashSet<>();
        Set<String> accounts = new HashSet<>();
        boolean everyone = false;
        if (json instanceof Json.Fields(Map<String, Json> sorts)) {
            require(!sorts.isEmpty() && SORTS.containsAll(sorts.keySet()), MalformedPolicyException.SYNTAX);
            for (Map.Entry<String, Json> sort : sorts.entrySet()) {
                List<String> names = PolicyCompiler.texts(sort.getValue());
                require(!names.isEmpty(), MalformedPolicyException.SYNTAX);
                // The other sorts name callers that have no ARN: none of them can be the one who asks.
                if (sort.getKey().equals("AWS")) {
                    everyone |= names.contains("*");
                    names.stream().filter(name -> !name.equals("*")).forEach(name -> add(name, arns, accounts));
                }
            }
        } else {
            everyone = json instanceof Json.Text(String text) && text.equals("*");
            require(everyone, MalformedPolicyException.SYNTAX);
        }
        return new PrincipalMatch(negated, everyone, arns, accounts);
    }

    private static void add(String name, Set<String> arns, Set<String> accounts) {
        if (isAccount(name)) {
            accounts.add(name);
            return;
        }
        require(name.indexOf('*') < 0 && name.indexOf('?') < 0, INVALID + "\"AWS\":\"" + name + "\"");
        try {
            Arn arn = Arn.parse(name);
            if (arn.service().equals("iam") && arn.resource().equals("root")) {
                accounts.add(arn.account());
            } else {
                arns.add(name);
            }
        } catch (IllegalArgumentException _) {
            throw new MalformedPolicyException(INVALID + "\"AWS\":\"" + name + "\"");
        }
    }

    private static boolean isAccount(String name) {
        return name.length() == 12 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
