package dev.keyturn.rules.policy;

import static dev.keyturn.rules.policy.PolicyCompiler.require;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.keyturn.rules.arn.Arn;

/** Reads a Principal or NotPrincipal element. */
final class PrincipalSyntax {
    private static final Set<String> SORTS = Set.of("AWS", "Service", "Federated", "CanonicalUser");
    private static final String INVALID = "Invalid principal in policy: ";

    private final Set<String> arns = new HashSet<>();
    private final Set<String> accounts = new HashSet<>();
    private final Set<String> services = new HashSet<>();
    private final Set<String> federated = new HashSet<>();
    private boolean everyone;

    private PrincipalSyntax() {}

    static PrincipalMatch compile(Json json, boolean negated, boolean trust) {
        PrincipalSyntax names = new PrincipalSyntax();
        names.add(json, trust);
        return new PrincipalMatch(
                negated, trust, names.everyone, names.arns, names.accounts, names.services, names.federated);
    }

    private void add(Json json, boolean trust) {
        switch (json) {
            case Json.Fields(Map<String, Json> sorts, Place _) -> {
                require(!sorts.isEmpty() && SORTS.containsAll(sorts.keySet()), MalformedPolicyException.SYNTAX);
                require(!trust || !sorts.containsKey("CanonicalUser"), INVALID + "\"CanonicalUser\"");
                sorts.forEach(this::addAll);
            }
            case Json.Text(String text) -> {
                require(!trust, "Principal must be a JSON object.");
                require(text.equals("*"), MalformedPolicyException.SYNTAX);
                everyone = true;
            }
            case Json.Items _, Json.Scalar _ -> throw new MalformedPolicyException(MalformedPolicyException.SYNTAX);
        }
    }

    private void addAll(String sort, Json json) {
        List<String> names = Draft.texts(json);
        require(!names.isEmpty(), MalformedPolicyException.SYNTAX);
        for (String name : names) {
            switch (sort) {
                case "AWS" -> addAws(name);
                case "Service" -> addSpeltOut(services, sort, name);
                case "Federated" -> addSpeltOut(federated, sort, name);
                default -> {} // a CanonicalUser: nobody here is called so
            }
        }
    }

    private void addAws(String name) {
        if (name.equals("*")) {
            everyone = true;
        } else if (isAccount(name)) {
            accounts.add(name);
        } else {
            addArn(name);
        }
    }

    private void addArn(String name) {
        require(!hasWildcard(name), INVALID + "\"AWS\":\"" + name + "\"");
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

    private static void addSpeltOut(Set<String> names, String sort, String name) {
        require(
                !name.isEmpty() && !hasWildcard(name),
                INVALID + "\"" + sort.toUpperCase(Locale.ROOT) + "\":\"" + name + "\"");
        names.add(name);
    }

    private static boolean hasWildcard(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
    }

    private static boolean isAccount(String name) {
        return name.length() == 12 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
