package dev.keyturn.rules.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.keyturn.rules.arn.Arn;

/** A policy as the tests generate it: plain text all through, rendered to JSON for the real parser. */
final class Model {
    private Model() {}

    record Policy(PolicyKind kind, String version, List<Rule> rules) {
        NamedPolicy parsed(String name) {
            String json = "{\"Version\":\"" + version + "\",\"Statement\":["
                    + rules.stream().map(Rule::json).collect(Collectors.joining(",")) + "]}";
            return new NamedPolicy(
                    name,
                    kind,
                    kind == PolicyKind.RESOURCE
                            ? PolicyDocument.parseResourcePolicy(json)
                            : PolicyDocument.parse(json));
        }
    }

    record Rule(
            String effect,
            boolean notAction,
            List<String> actions,
            boolean notResource,
            List<String> resources,
            Optional<Principals> principals,
            List<Test> tests) {
        String json() {
            String principal = principals
                    .map(p -> ",\"" + (p.negated() ? "NotPrincipal" : "Principal") + "\":{\"AWS\":" + list(p.names())
                            + "}")
                    .orElse("");
            // One operator may occur once only in an object, so each generated test gets its own operator.
            String condition = tests.isEmpty()
                    ? ""
                    : ",\"Condition\":{" + tests.stream().map(Test::json).collect(Collectors.joining(",")) + "}";
            return "{\"Effect\":\"" + effect + "\",\"" + (notAction ? "NotAction" : "Action") + "\":" + list(actions)
                    + ",\"" + (notResource ? "NotResource" : "Resource") + "\":" + list(resources) + principal
                    + condition
                    + "}";
        }
    }

    record Principals(boolean negated, List<String> names) {}

    record Test(String prefix, String operator, boolean ifExists, String key, List<String> values) {
        String spelling() {
            return prefix + operator + (ifExists ? "IfExists" : "");
        }

        String json() {
            return "\"" + spelling() + "\":{\"" + key + "\":" + list(values) + "}";
        }
    }

    record Request(String principal, String action, String resource, Map<String, List<String>> context) {
        private Requester requester() {
            Arn arn = Arn.parse(principal);
            return arn.service().equals("sts")
                    ? new Requester.RoleSession(arn, Arn.parse("arn:aws:iam::111122223333:role/path/deployer"))
                    : new Requester.User(arn);
        }

        AccessRequest parsed() {
            return new AccessRequest(requester(), action, resource, "111122223333", new ConditionContext(context));
        }
    }

    private static String list(List<String> texts) {
        return texts.stream()
                .map(text -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
