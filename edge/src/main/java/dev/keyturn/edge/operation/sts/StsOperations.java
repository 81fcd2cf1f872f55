package dev.keyturn.edge.operation.sts;

import java.util.List;

import dev.keyturn.edge.federation.IdentityProviders;
import dev.keyturn.edge.gate.DenialMessages;
import dev.keyturn.edge.operation.Operation;
import dev.keyturn.state.identity.Authority;

/** The operations of AWS STS. */
public final class StsOperations {
    private StsOperations() {}

    public static List<Operation<?, ?, ?>> all(
            Authority authority,
            SessionMaker sessions,
            SecondFactor secondFactor,
            IdentityProviders providers,
            DenialMessages messages) {
        return List.of(
                new AssumeRole(authority, sessions, secondFactor),
                new AssumeRoleWithSAML(authority, sessions, providers),
                new AssumeRoleWithWebIdentity(authority, sessions, providers),
                new DecodeAuthorizationMessage(messages),
                new GetAccessKeyInfo(authority),
                new GetCallerIdentity(),
                new GetFederationToken(sessions),
                new GetSessionToken(sessions, secondFactor));
    }
}
