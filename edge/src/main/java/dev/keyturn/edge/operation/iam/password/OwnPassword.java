package dev.keyturn.edge.operation.iam.password;

import dev.keyturn.edge.gate.Caller;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicyKind;

/** What a password policy that lets users change their own password allows them. An explicit deny wins all the same. */
final class OwnPassword {
    private OwnPassword() {}

    static NamedPolicy allowed(String action, Caller caller) {
        return new NamedPolicy("password-policy", PolicyKind.RESOURCE, PolicyDocument.parseResourcePolicy("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},
                 "Action":"%s","Resource":"*"}}""".formatted(
                        caller.principal().arn(), action)));
    }
}
