package dev.keyturn.rules.policy;

import static dev.keyturn.rules.policy.PolicyCompiler.require;
import static dev.keyturn.rules.policy.PolicyCompiler.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

import dev.keyturn.rules.policy.Condition.Quantifier;

/** A statement's elements: their shapes are checked, their contents not yet. */
record Draft(
        Optional<String> sid,
        Place place,
        Optional<String> effect,
        boolean notAction,
        Optional<List<String>> actions,
        boolean notResource,
        Optional<List<String>> resources,
        Optional<Json> principal,
        Optional<Json> notPrincipal,
        List<DraftCondition> conditions) {

    private static final Set<String> ELEMENTS = Set.of(
            "Sid",
            "Effect",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Principal",
            "NotPrincipal",
            "Condition");

    record DraftCondition(
            Quantifier quantifier, Operator operator, boolean ifExists, String key, List<String> values) {}

    static Draft read(Json.Fields statement, boolean variables) {
        Map<String, Json> elements = statement.fields();
        require(ELEMENTS.containsAll(elements.keySet()), MalformedPolicyException.SYNTAX);
        boolean notAction = oneOf(elements, "Action", "NotAction");
        boolean notResource = oneOf(elements, "Resource", "NotResource");
        oneOf(elements, "Principal", "NotPrincipal");
        Optional<List<String>> resources = optionalTexts(elements, notResource ? "NotResource" : "Resource");
        resources.ifPresent(patterns -> patterns.forEach(pattern -> checkVariables(pattern, variables)));
        return new Draft(
                optionalText(elements, "Sid"),
                statement.place(),
                optionalText(elements, "Effect"),
                notAction,
                optionalTexts(elements, notAction ? "NotAction" : "Action"),
                notResource,
                resources,
                Optional.ofNullable(elements.get("Principal")),
                Optional.ofNullable(elements.get("NotPrincipal")),
                conditions(elements.get("Condition"), variables));
    }

    boolean allow() {
        return effect.orElseThrow().equals("Allow");
    }

    /** Whether the negated one is there; not both. */
    private static boolean oneOf(Map<String, Json> elements, String plain, String negated) {
        require(!elements.containsKey(plain) || !elements.containsKey(negated), MalformedPolicyException.SYNTAX);
        return elements.containsKey(negated);
    }

    private static List<DraftCondition> conditions(@Nullable Json json, boolean variables) {
        List<DraftCondition> drafts = new ArrayList<>();
        if (json != null) {
            fields(json)
                    .forEach((operator, keys) -> fields(keys)
                            .forEach((key, values) -> drafts.add(condition(operator, key, scalars(values)))));
        }
        drafts.forEach(draft -> draft.values().forEach(value -> checkVariables(value, variables)));
        return drafts;
    }

    private static DraftCondition condition(String spelling, String key, List<String> values) {
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

    private static Map<String, Json> fields(Json json) {
        if (json instanceof Json.Fields(Map<String, Json> fields, Place _)) {
            return fields;
        }
        throw syntax();
    }

    static Optional<String> optionalText(Map<String, Json> elements, String name) {
        return Optional.ofNullable(elements.get(name)).map(json -> {
            if (json instanceof Json.Text(String text)) {
                return text;
            }
            throw syntax();
        });
    }

    private static Optional<List<String>> optionalTexts(Map<String, Json> elements, String name) {
        return Optional.ofNullable(elements.get(name)).map(Draft::texts);
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
}
