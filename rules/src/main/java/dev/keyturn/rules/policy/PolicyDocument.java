package dev.keyturn.rules.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.keyturn.rules.policy.PolicyKind.Sort;

/**
 * A parsed, validated and compiled policy. Immutable. docs/design/policy.md has the grammar.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar of the IAM
 *     JSON policy language</a>
 */
public final class PolicyDocument {
    private final String json;
    private final Sort sort;
    private final List<Statement> statements;
    private final Candidates.Index index;

    PolicyDocument(String json, Sort sort, List<Statement> statements) {
        this.json = json;
        this.sort = sort;
        this.statements = List.copyOf(statements);
        this.index = Candidates.Index.of(statements);
    }

    /**
     * An identity policy: what its holder may do. Also for boundaries and session policies.
     *
     * @throws MalformedPolicyException with AWS's wording, when the document breaks the policy grammar
     */
    public static PolicyDocument parse(String json) {
        return new PolicyCompiler(json, Sort.IDENTITY).compile();
    }

    /**
     * A resource policy: who may do what to the resource; every statement names its principals.
     *
     * @throws MalformedPolicyException with AWS's wording, when the document breaks the policy grammar
     */
    public static PolicyDocument parseResourcePolicy(String json) {
        return new PolicyCompiler(json, Sort.RESOURCE).compile();
    }

    /**
     * A role's trust policy: who may assume it. Every statement names its principals and none a resource.
     *
     * @throws MalformedPolicyException with AWS's wording, when the document breaks the policy grammar
     */
    public static PolicyDocument parseTrustPolicy(String json) {
        return new PolicyCompiler(json, Sort.TRUST).compile();
    }

    /** The document as it was given, byte for byte. */
    public String json() {
        return json;
    }

    /** Whether it is a resource policy or a trust policy. */
    public boolean namesPrincipals() {
        return sort != Sort.IDENTITY;
    }

    /**
     * The condition keys that its conditions and its variables ask for, in the document's order and spelling, each once
     * whatever its case: what GetContextKeysForCustomPolicy answers.
     */
    public List<String> contextKeys() {
        Map<String, String> keys = new LinkedHashMap<>();
        statements.stream()
                .flatMap(Statement::contextKeys)
                .forEach(key -> keys.putIfAbsent(ConditionKey.fold(key), key));
        return List.copyOf(keys.values());
    }

    /**
     * Whether some Allow may reach an action of the service, its resources and conditions aside.
     *
     * @param service {@code secretsmanager}
     */
    public boolean mayAllowService(String service) {
        String folded = ActionPattern.fold(service);
        return about(folded).allowances().stream().anyMatch(statement -> statement.reachesService(folded));
    }

    /**
     * Whether it lets in anybody at all: a statement allows everyone, and no condition holds that to fixed callers. Of
     * an identity policy it is never so.
     */
    public boolean grantsPublicAccess() {
        return statements.stream().anyMatch(PublicAccess::granted);
    }

    /** Whether an Allow names the requester, alone or among others, whatever it allows and under which conditions. */
    public boolean names(Requester requester) {
        return statements.stream()
                .filter(Statement::allow)
                .flatMap(statement -> statement.principals().stream())
                .anyMatch(principals -> principals.grant(requester) != Grant.NONE);
    }

    /** The ARNs of users, roles and sessions that its principals name, so that it can be asked whether they exist. */
    public Set<String> principalArns() {
        return Set.copyOf(statements.stream()
                .flatMap(statement -> statement.principals().stream())
                .flatMap(principals -> Stream.concat(principals.arns().stream(), principals.federated().stream()))
                .toList());
    }

    Sort sort() {
        return sort;
    }

    List<Statement> statements() {
        return statements;
    }

    /** @param service in lower case */
    Candidates about(String service) {
        return index.about(service);
    }
}
