package dev.keyturn.rules.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.keyturn.rules.policy.Draft.DraftCondition;
import dev.keyturn.rules.policy.PolicyKind.Sort;

/**
 * From a document's JSON to compiled statements. The checks run in the order in which docs/design/policy.md lists
 * what a malformed document is told, each over all statements, so that the answer does not depend on their order.
 */
final class PolicyCompiler {
    private static final Set<String> DOCUMENT_ELEMENTS = Set.of("Version", "Id", "Statement");
    private static final Set<String> EFFECTS = Set.of("Allow", "Deny");

    private final String json;
    private final Sort sort;
    private final Wording wording;

    PolicyCompiler(String json, Sort sort) {
        this.json = json;
        this.sort = sort;
        this.wording = sort == Sort.TRUST ? Wording.TRUST : Wording.OTHER;
    }

    PolicyDocument compile() {
        Map<String, Json> document = document();
        boolean variables = variables(document);
        Draft.optionalText(document, "Id");
        List<Draft> drafts = new ArrayList<>();
        for (Json statement : statements(document)) {
            if (!(statement instanceof Json.Fields fields)) {
                throw syntax();
            }
            drafts.add(Draft.read(fields, variables));
        }
        drafts.forEach(draft -> require(draft.effect().isPresent(), wording.noEffect()));
        List<List<Condition>> conditions = new ArrayList<>();
        for (Draft draft : drafts) {
            require(EFFECTS.contains(draft.effect().orElseThrow()), MalformedPolicyException.LEGACY);
            conditions.add(conditions(draft, variables));
        }
        drafts.forEach(this::checkPrincipal);
        checkSids(drafts);
        checkPresence(drafts);
        drafts.forEach(draft -> draft.resources().orElse(List.of()).forEach(ResourceSyntax::check));
        drafts.forEach(ActionSyntax::check);
        if (sort == Sort.TRUST) {
            drafts.forEach(ActionSyntax::checkTrust);
        }
        List<Statement> statements = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            statements.add(statement(drafts.get(i), conditions.get(i), variables));
        }
        return new PolicyDocument(json, sort, statements);
    }

    private Map<String, Json> document() {
        Json parsed;
        try {
            parsed = Json.parse(json);
        } catch (MalformedPolicyException _) {
            throw new MalformedPolicyException(wording.noJson());
        }
        if (parsed instanceof Json.Fields(Map<String, Json> fields, Place _)
                && DOCUMENT_ELEMENTS.containsAll(fields.keySet())) {
            return fields;
        }
        throw syntax();
    }

    private static boolean variables(Map<String, Json> document) {
        return Draft.optionalText(document, "Version")
                .map(version -> switch (version) {
                    case "2012-10-17" -> true;
                    case "2008-10-17" -> false;
                    default -> throw syntax(); // an open set: text
                })
                .orElse(false);
    }

    private List<Json> statements(Map<String, Json> document) {
        List<Json> statements = switch (document.get("Statement")) {
            case Json.Fields single -> List.of(single);
            case Json.Items(List<Json> items) -> items;
            case null -> throw new MalformedPolicyException(wording.noStatement());
            case Json.Text _, Json.Scalar _ -> throw syntax();
        };
        require(!statements.isEmpty(), wording.emptyStatement());
        return statements;
    }

    private static List<Condition> conditions(Draft draft, boolean variables) {
        return draft.conditions().stream()
                .map(condition -> condition(condition, variables))
                .toList();
    }

    private static Condition condition(DraftCondition condition, boolean variables) {
        return new Condition(
                condition.quantifier(),
                condition.operator(),
                condition.ifExists(),
                condition.key(),
                ConditionKey.fold(condition.key()),
                condition.values().stream()
                        .map(value -> condition.operator().test(value, variables))
                        .toList());
    }

    private void checkPrincipal(Draft draft) {
        boolean negated = draft.notPrincipal().isPresent();
        boolean present = draft.principal().isPresent() || negated;
        require(sort != Sort.IDENTITY || !present, "Policy document should not specify a principal.");
        require(sort == Sort.IDENTITY || present, "Missing required field Principal");
        // AWS does not support it: an Allow for everybody but a few grants to the whole world.
        require(!negated || !draft.allow(), "Allow with NotPrincipal is not allowed.");
        require(!negated || sort != Sort.TRUST, "AssumeRole policy must not contain NotPrincipal field.");
    }

    private void checkSids(List<Draft> drafts) {
        Set<String> seen = new HashSet<>();
        for (Draft draft : drafts) {
            String sid = draft.sid().orElse("");
            require(sid.isEmpty() || seen.add(sid), wording.sidTwice());
            require(
                    sort != Sort.IDENTITY || sid.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c)),
                    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular"
                            + " expression [0-9A-Za-z]*");
        }
    }

    private void checkPresence(List<Draft> drafts) {
        for (Draft draft : drafts) {
            require(!draft.actions().orElse(List.of()).isEmpty(), wording.noAction());
        }
        for (Draft draft : drafts) {
            if (sort == Sort.TRUST) {
                require(draft.resources().isEmpty() || draft.notResource(), "Has prohibited field Resource");
                require(draft.resources().isEmpty(), "AssumeRole policy must not contain resources.");
            } else {
                require(!draft.resources().orElse(List.of()).isEmpty(), "Policy statement must contain resources.");
            }
        }
    }

    private Statement statement(Draft draft, List<Condition> conditions, boolean variables) {
        boolean trust = sort == Sort.TRUST;
        Optional<PrincipalMatch> principals = draft.principal()
                .map(principal -> PrincipalSyntax.compile(principal, false, trust))
                .or(() -> draft.notPrincipal().map(principal -> PrincipalSyntax.compile(principal, true, trust)));
        return new Statement(
                draft.sid().filter(sid -> !sid.isEmpty()),
                draft.place(),
                draft.allow(),
                draft.notAction(),
                draft.actions().orElseThrow().stream()
                        .map(ActionPattern::compile)
                        .toList(),
                draft.notResource(),
                draft.resources().orElse(List.of("*")).stream()
                        .map(resource -> ArnPattern.ofResource(resource, variables))
                        .toList(),
                principals,
                conditions);
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedPolicyException(otherwise);
        }
    }

    static MalformedPolicyException syntax() {
        return new MalformedPolicyException(MalformedPolicyException.SYNTAX);
    }

    /** AWS reads trust policies with another parser, which words the same complaints differently. */
    private record Wording(
            String noJson,
            String noStatement,
            String emptyStatement,
            String noEffect,
            String sidTwice,
            String noAction) {
        static final Wording OTHER = new Wording(
                MalformedPolicyException.SYNTAX,
                MalformedPolicyException.SYNTAX,
                MalformedPolicyException.SYNTAX,
                MalformedPolicyException.SYNTAX,
                "Statement IDs (SID) in a single policy must be unique.",
                "Policy statement must contain actions.");
        static final Wording TRUST = new Wording(
                "This policy contains invalid Json",
                "Missing required field Statement",
                "Could not parse the policy: Statement is empty!",
                "Missing required field Effect",
                "The Statement Ids in the policy are not unique",
                "Missing required field Action");
    }
}
