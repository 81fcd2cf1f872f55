package dev.keyturn.rules.policy;

import java.util.List;

/**
 * A parsed, validated and compiled policy. Immutable. docs/design/policy.md has the grammar.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar of the IAM
 *     JSON policy language</a>
 */
public final class PolicyDocument {
    private final String json;
    private final boolean namesPrincipals;
    private final List<Statement> denials;
    private final List<Statement> allowances;

    PolicyDocument(String json, boolean namesPrincipals, List<Statement> statements) {
        this.json = json;
        this.namesPrincipals = namesPrincipals;
        this.denials =
                statements.stream().filter(statement -> !statement.allow()).toList();
        this.allowances = statements.stream().filter(Statement::allow).toList();
    }

    /**
     * An identity policy: what its holder may do. Also for boundaries and session policies.
     *
     * @throws MalformedPolicyException with AWS's wording, when the document breaks the policy grammar
     */
    public static PolicyDocument parse(String json) {
        return new PolicyCompiler(json, false).compile();
    }

    /**
     * A resource policy: who may do what to the resource; every statement names its principals.
     *
     * @throws MalformedPolicyException with AWS's wording, when the document breaks the policy grammar
     */
    public static PolicyDocument parseResourcePolicy(String json) {
        return new PolicyCompiler(json, true).compile();
    }

    /** The document as it was given, byte for byte. */
    public String json() {
        return json;
    }

    /** Whether it is a resource policy. */
    public boolean namesPrincipals() {
        return namesPrincipals;
    }

    List<Statement> denials() {
        return denials;
    }

    List<Statement> allowances() {
        return allowances;
    }
}
