package dev.keyturn.rules.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

import dev.keyturn.rules.policy.Condition.Quantifier;

/**
 * From a document's JSON to compiled statements. The checks run in the order in which docs/design/policy.md lists
 * what a malformed document is told, each over all statements, so that the answer does not depend on their order.
 * Longer than most files, so that this order can be read in one place.
 */
final class PolicyCompiler {
    private static final Set<String> DOCUMENT_ELEMENTS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_ELEMENTS = Set.of(
            "Sid",
            "Effect",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Principal",
            "NotPrincipal",
            "Condition");
    private static final Set<String> EFFECTS = Set.of("Allow", "Deny");

    private final String json;
    private final boolean namesPrincipals;

    PolicyCompiler(String json, boolean namesPrincipals) {
        this.json = json;
        this.namesPrincipals = namesPrincipals;
    }

    /** A statement's elements, their shapes checked, their contents not yet. */
    private record Draft(
            Optional<String> sid,
            String effect,
            boolean notAction,
            Optional<List<String>> actions,
            boolean notResource,
            Optional<List<String>> resources,
            Optional<Json> principal,
            Optional<Json> notPrincipal,
            List<DraftCondition> conditions) {}

    private record DraftCondition(
            Quantifier quantifier, Operator operator, boolean ifExists, String key, List<String> values) {}

    PolicyDocument compile() {
        Map<String, Json> document = fields(Json.parse(json), DOCUMENT_ELEMENTS);
        boolean variables = variables(document);
        optionalText(document, "Id");
        List<Draft> drafts = new ArrayList<>();
        for (Json statement : statements(document)) {
            drafts.add(draft(fields(statement, STATEMENT_ELEMENTS), variables));
        }
        List<List<Condition>> conditions = new ArrayList<>();
        for (Draft draft : drafts) {
            require(EFFECTS.contains(draft.effect()), MalformedPolicyException.LEGACY);
            conditions.add(conditions(draft, variables));
        }
        drafts.forEach(this::checkPrincipal);
        checkSids(drafts);
        checkPresence(drafts);
        drafts.forEach(draft -> draft.resources().orElseThrow().forEach(ResourceSyntax::check));
        drafts.forEach(PolicyCompiler::checkVendors);
        List<Statement> statements = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            statements.add(statement(drafts.get(i), conditions.get(i), variables));
        }
        return new PolicyDocument(json, namesPrincipals, statements);
    }

    private static boolean variables(Map<String, Json> document) {
        return optionalText(document, "Version")
                .map(version -> switch (version) {
                    case "2012-10-17" -> true;
                    case "2008-10-17" -> false;
                    default -> throw syntax(); // an open set: text
                })
                .orElse(false);
    }

    private static List<Json> statements(Map<String, Json> document) {
        List<Json> statements = switch (document.get("Statement")) {
            case Json.Fields single -> List.of(single);
            case Json.Items(List<Json> items) -> items;
            case null, default -> throw syntax(); // absent, or JSON of another kind
        };
        require(!statements.isEmpty(), MalformedPolicyException.SYNTAX);
        return statements;
    }

    private static Draft draft(Map<String, Json> elements, boolean variables) {
        boolean notAction = oneOf(elements, "Action", "NotAction");
        boolean notResource = oneOf(elements, "Resource", "NotResource");
        oneOf(elements, "Principal", "NotPrincipal");
        Optional<List<String>> resources = optionalTexts(elements, notResource ? "NotResource" : "Resource");
        resources.ifPresent(patterns -> patterns.forEach(pattern -> checkVariables(pattern, variables)));
        return new Draft(
                optionalText(elements, "Sid"),
                optionalText(elements, "Effect").orElseThrow(PolicyCompiler::syntax),
                notAction,
                optionalTexts(elements, notAction ? "NotAction" : "Action"),
                notResource,
                resources,
                Optional.ofNullable(elements.get("Principal")),
                Optional.ofNullable(elements.get("NotPrincipal")),
                draftConditions(elements, variables));
    }

    /** Whether the negated one is there; not both. */
    private static boolean oneOf(Map<String, Json> elements, String plain, String negated) {
        require(!elements.containsKey(plain) || !elements.containsKey(negated), MalformedPolicyException.SYNTAX);
        return elements.containsKey(negated);
    }

    private static List<DraftCondition> draftConditions(Map<String, Json> elements, boolean variables) {
        List<DraftCondition> drafts = new ArrayList<>();
        if (elements.containsKey("Condition")) {
            fields(elements.get("Condition"))
                    .forEach((operator, keys) -> fields(keys)
                            .forEach((key, values) -> drafts.add(draftCondition(operator, key, scalars(values)))));
        }
        drafts.forEach(draft -> draft.values().forEach(value -> checkVariables(value, variables)));
        return drafts;
    }

    private static DraftCondition draftCondition(String spelling, String key, List<String> values) {
        String rest = spelling;
        Quantifier quantifier = Quantifier.NONE;
        if (rest.startsWith("ForAllValues:")) {
            quantifier = Quantifier.ALL;
            rest = rest.substring("ForAllValues:".length());
        } else if (rest.startsWith("ForAnyValue:")) {
            quantifier = Quantifier.ANY;
            rest = rest.substring("ForAnyValue:".length());
        }
        boolean ifExists = rest.endsWith("IfExists");
        if (ifExists) {
            rest = rest.substring(0, rest.length() - "IfExists".length());
        }
        Operator operator = Operator.named(rest).orElseThrow(PolicyCompiler::syntax);
        boolean bare = quantifier == Quantifier.NONE && !ifExists;
        require(bare || operator != Operator.NULL, MalformedPolicyException.SYNTAX);
        return new DraftCondition(quantifier, operator, ifExists, key, values);
    }

    private static void checkVariables(String text, boolean variables) {
        TextPattern.compile(text, new TextPattern.Syntax(true, variables, false));
    }

    private static List<Condition> conditions(Draft draft, boolean variables) {
        return draft.conditions().stream()
                .map(condition -> new Condition(
                        condition.quantifier(),
                        condition.operator(),
                        condition.ifExists(),
                        ConditionContext.fold(condition.key()),
                        condition.values().stream()
                                .map(value -> condition.operator().test(value, variables))
                                .toList()))
                .toList();
    }

    private void checkPrincipal(Draft draft) {
        boolean present = draft.principal().isPresent() || draft.notPrincipal().isPresent();
        require(namesPrincipals || !present, "Policy document should not specify a principal.");
        require(!namesPrincipals || present, "Missing required field Principal");
        // AWS does not support it: an Allow for everybody but a few grants to the whole world.
        require(
                draft.notPrincipal().isEmpty() || draft.effect().equals("Deny"),
                "Allow with NotPrincipal is not allowed.");
    }

    private void checkSids(List<Draft> drafts) {
        Set<String> seen = new HashSet<>();
        for (Draft draft : drafts) {
            String sid = draft.sid().orElse("");
            require(sid.isEmpty() || seen.add(sid), "Statement IDs (SID) in a single policy must be unique.");
            require(
                    namesPrincipals || sid.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c)),
                    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular"
                            + " expression [0-9A-Za-z]*");
        }
    }

    private static void checkPresence(List<Draft> drafts) {
        for (Draft draft : drafts) {
            require(!draft.actions().orElse(List.of()).isEmpty(), "Policy statement must contain actions.");
        }
        for (Draft draft : drafts) {
            require(!draft.resources().orElse(List.of()).isEmpty(), "Policy statement must contain resources.");
        }
    }

    private static void checkVendors(Draft draft) {
        for (String action : draft.actions().orElseThrow()) {
            if (action.equals("*")) {
                continue;
            }
            String[] parts = action.split(":", -1);
            require(parts.length > 1, "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
            require(parts.length == 2, "Actions/Condition can contain only one colon.");
            boolean named = parts[0].equals("*")
                    || !parts[0].isEmpty()
                            && parts[0].chars()
                                    .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '.'));
            require(named, "Vendor " + parts[0] + " is not valid");
        }
        for (DraftCondition condition : draft.conditions()) {
            require(
                    condition.key().indexOf(':') > 0,
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
    }

    private static Statement statement(Draft draft, List<Condition> conditions, boolean variables) {
        TextPattern.Syntax actionSyntax = new TextPattern.Syntax(true, false, true);
        Optional<PrincipalMatch> principals = draft.principal()
                .map(principal -> PrincipalSyntax.compile(principal, false))
                .or(() -> draft.notPrincipal().map(principal -> PrincipalSyntax.compile(principal, true)));
        return new Statement(
                draft.sid().filter(sid -> !sid.isEmpty()),
                draft.effect().equals("Allow"),
                draft.notAction(),
                draft.actions().orElseThrow().stream()
                        .map(action -> TextPattern.compile(action, actionSyntax))
                        .toList(),
                draft.notResource(),
                draft.resources().orElseThrow().stream()
                        .map(resource -> ArnPattern.ofResource(resource, variables))
                        .toList(),
                principals,
                conditions);
    }

    private static Map<String, Json> fields(Json json, Set<String> known) {
        Map<String, Json> fields = fields(json);
        require(known.containsAll(fields.keySet()), MalformedPolicyException.SYNTAX);
        return fields;
    }

    private static Map<String, Json> fields(@Nullable Json json) {
        if (json instanceof Json.Fields(Map<String, Json> fields)) {
            return fields;
        }
        throw syntax();
    }

    private static Optional<String> optionalText(Map<String, Json> elements, String name) {
        return Optional.ofNullable(elements.get(name)).map(json -> {
            if (json instanceof Json.Text(String text)) {
                return text;
            }
            throw syntax();
        });
    }

    private static Optional<List<String>> optionalTexts(Map<String, Json> elements, String name) {
        return Optional.ofNullable(elements.get(name)).map(PolicyCompiler::texts);
    }

    /** A string, or a list of strings. */
    static List<String> texts(Json json) {
        return switch (json) {
            case Json.Text(String text) -> List.of(text);
            case Json.Items(List<Json> items)
            when items.stream().allMatch(Json.Text.class::isInstance) -> scalars(json);
            case Json.Items _, Json.Scalar _, Json.Fields _ -> throw syntax();
        };
    }

    /** A string, number or boolean, or a list of them. */
    private static List<String> scalars(Json json) {
        return switch (json) {
            case Json.Text(String text) -> List.of(text);
            case Json.Scalar(String text) -> List.of(text);
            case Json.Items(List<Json> items) ->
                items.stream()
                        .map(item -> {
                            require(!(item instanceof Json.Items), MalformedPolicyException.SYNTAX);
                            return scalars(item).getFirst();
                        })
                        .toList();
            case Json.Fields _ -> throw syntax();
        };
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedPolicyException(otherwise);
        }
    }

    private static MalformedPolicyException syntax() {
        return new MalformedPolicyException(MalformedPolicyException.SYNTAX);
    }
}
