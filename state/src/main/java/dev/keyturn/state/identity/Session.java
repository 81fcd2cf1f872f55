package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.keyturn.state.seal.SecretBytes;

/**
 * What a session token says: temporary credentials, for whom, and what narrows them. It is kept nowhere but in the
 * token. What its principal may do is not in it: that is looked up with every call, so that a change acts at once.
 *
 * @param accessKeyId {@code ASIA…}; says the account too ({@link UniqueIds})
 * @param principalId the unique id of the role or the user; empty for root
 * @param name the role session's or the federated user's name; empty for {@link Kind#SESSION_TOKEN}
 * @param issued to the second, as AWS compares {@code aws:TokenIssueTime}
 * @param policies inline session policies
 * @param policyArns managed policies used as session policies; their text is looked up with every call
 * @param tags session tags, those inherited along a role chain included; not the principal's own
 * @param transitiveTagKeys which of the tags the next session of a chain inherits
 * @param mfa when the caller proved a second factor; empty if not
 */
public record Session(
        String accessKeyId,
        SecretBytes secret,
        Kind kind,
        String account,
        String principalId,
        String name,
        Instant issued,
        Instant expires,
        List<SessionPolicy> policies,
        List<String> policyArns,
        Map<String, String> tags,
        Set<String> transitiveTagKeys,
        Optional<String> sourceIdentity,
        Optional<Instant> mfa,
        Optional<Federation> federation) {

    /** Which call made it. The order is part of the token's format: add at the end only. */
    public enum Kind {
        /** AssumeRole, AssumeRoleWithSAML, AssumeRoleWithWebIdentity. */
        ASSUMED_ROLE,
        /** GetSessionToken: the user, or root, itself. */
        SESSION_TOKEN,
        /** GetFederationToken. */
        FEDERATION,
        /** Signing in with a password: the user itself, who may do what a console session may. */
        SIGN_IN
    }

    /**
     * Where a web identity or SAML session came from.
     *
     * @param provider {@code aws:FederatedProvider}
     * @param keys the provider's condition keys, such as {@code token.example.com:sub}, which later calls see too
     */
    public record Federation(String provider, Map<String, List<String>> keys) {
        public Federation {
            keys = Map.copyOf(keys);
        }
    }

    public Session {
        policies = List.copyOf(policies);
        policyArns = List.copyOf(policyArns);
        tags = Map.copyOf(tags);
        transitiveTagKeys = Set.copyOf(transitiveTagKeys);
    }

    /** Whether anything was passed that can only narrow what the principal may do. */
    public boolean hasSessionPolicies() {
        return !policies.isEmpty() || !policyArns.isEmpty();
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expires);
    }
}
