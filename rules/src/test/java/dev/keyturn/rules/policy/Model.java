package dev.keyturn.rules.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.keyturn.rules.arn.Arn;

/** A case as the tests generate it: plain text all through, rendered to JSON for the real parser. */
final class Model {
    private Model() {}

    record Policy(String name, PolicyKind kind, String version, List<Rule> rules) {
        String json() {
            return "{\"Version\":\"" + version + "\",\"Statement\":["
                    + rules.stream().map(Rule::json).collect(Collectors.joining(",")) + "]}";
        }

        NamedPolicy parsed() {
            return new NamedPolicy(
                    name,
                    kind,
                    switch (kind) {
                        case RESOURCE -> PolicyDocument.parseResourcePolicy(json());
                        case ROLE_TRUST -> PolicyDocument.parseTrustPolicy(json());
                        case IDENTITY, PERMISSIONS_BOUNDARY, SESSION -> PolicyDocument.parse(json());
                    });
        }

        Policy with(List<Rule> other) {
            return new Policy(name, kind, version, other);
        }

        boolean own() {
            return kind == PolicyKind.IDENTITY || kind == PolicyKind.PERMISSIONS_BOUNDARY;
        }
    }

    /** @param resources none in a trust policy */
    record Rule(
            String effect,
            boolean notAction,
            List<String> actions,
            boolean notResource,
            List<String> resources,
            Optional<Principals> principals,
            List<Test> tests) {
        String json() {
            String resource = resources.isEmpty()
                    ? ""
                    : ",\"" + (notResource ? "NotResource" : "Resource") + "\":" + list(resources);
            String condition = tests.isEmpty()
                    ? ""
                    : ",\"Condition\":{" + tests.stream().map(Test::json).collect(Collectors.joining(",")) + "}";
            return "{\"Effect\":\"" + effect + "\",\"" + (notAction ? "NotAction" : "Action") + "\":" + list(actions)
                    + resource + principals.map(Principals::json).orElse("") + condition + "}";
        }
    }

    /** @param names {@code AWS=arn:…}, {@code Service=…}, {@code Federated=…} */
    record Principals(boolean negated, List<String> names) {
        String json() {
            String sorts = List.of("AWS", "Service", "Federated").stream()
                    .filter(sort -> !of(sort).isEmpty())
                    .map(sort -> "\"" + sort + "\":" + list(of(sort)))
                    .collect(Collectors.joining(",", "{", "}"));
            return ",\"" + (negated ? "NotPrincipal" : "Principal") + "\":" + sorts;
        }

        private List<String> of(String sort) {
            return names.stream()
                    .filter(name -> name.startsWith(sort + "="))
                    .map(name -> name.substring(sort.length() + 1))
                    .toList();
        }
    }

    /** One operator may occur once only in an object, so each generated test has its own operator. */
    record Test(String prefix, String operator, boolean ifExists, String key, List<String> values) {
        String spelling() {
            return prefix + operator + (ifExists ? "IfExists" : "");
        }

        String json() {
            return "\"" + spelling() + "\":{\"" + key + "\":" + list(values) + "}";
        }
    }

    /**
     * @param sort {@code user}, {@code role session}, {@code federated user}, {@code federated} or {@code service}
     * @param name its ARN, its provider's ARN, or its name
     * @param behind the ARN of who is behind it; empty if nobody is
     */
    record Asker(String sort, String name, String behind) {
        Requester requester() {
            return switch (sort) {
                case "user" -> new Requester.User(Arn.parse(name));
                case "role session" -> new Requester.RoleSession(Arn.parse(name), Arn.parse(behind));
                case "federated user" ->
                    new Requester.FederatedUser(
                            Arn.parse(name), behind.isEmpty() ? Optional.empty() : Optional.of(Arn.parse(behind)));
                case "federated" ->
                    new Requester.Federated(name, Arn.parse(name).account());
                case "service" -> new Requester.Service(name);
                default -> throw new IllegalArgumentException(sort);
            };
        }
    }

    record Request(Asker asker, String action, String resource, String owner, Map<String, List<String>> context) {
        AccessRequest parsed() {
            return new AccessRequest(asker.requester(), action, resource, owner, new ConditionContext(context));
        }
    }

    record Case(List<Policy> policies, Request request) {
        PolicySet own() {
            return PolicySet.of(
                    policies.stream().filter(Policy::own).map(Policy::parsed).toList());
        }

        List<NamedPolicy> brought() {
            return policies.stream().filter(p -> !p.own()).map(Policy::parsed).toList();
        }

        /** {@code allow}, {@code explicit deny}, or the kind of policy whose allow is missing. */
        String decided() {
            return spoken(Evaluator.decide(own(), brought(), request.parsed()));
        }

        boolean allowed() {
            return decided().equals("allow");
        }

        Case with(List<Policy> other) {
            return new Case(other, request);
        }

        Case replacing(int index, List<Rule> rules) {
            return with(IntStream.range(0, policies.size())
                    .mapToObj(i -> i == index ? policies.get(i).with(rules) : policies.get(i))
                    .toList());
        }
    }

    static String spoken(Decision decision) {
        return switch (decision) {
            case Decision.Allow _ -> "allow";
            case Decision.ExplicitDeny _ -> "explicit deny";
            case Decision.ImplicitDeny(PolicyKind missing) -> missing.name();
        };
    }

    private static String list(List<String> texts) {
        return texts.stream()
                .map(text -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
