package dev.keyturn.edge.gate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.rules.policy.ConditionKey;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Session;
import dev.keyturn.state.identity.User;

/**
 * The condition keys that every request has, whatever it asks for. In three layers, of which an upper one hides a lower
 * one's keys: what the server itself knows, so that no request can forge it; what the request brings; what the session
 * knows, since what a request proves itself, as AssumeRole can, is newer.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">Global
 *     condition context keys</a>
 */
final class GlobalKeys {
    private static final ConditionKey PRINCIPAL_ARN = ConditionKey.of("aws:PrincipalArn");
    private static final ConditionKey PRINCIPAL_ACCOUNT = ConditionKey.of("aws:PrincipalAccount");
    private static final ConditionKey PRINCIPAL_TYPE = ConditionKey.of("aws:PrincipalType");
    private static final ConditionKey USER_ID = ConditionKey.of("aws:userid");
    private static final ConditionKey USER_NAME = ConditionKey.of("aws:username");
    private static final ConditionKey SOURCE_IP = ConditionKey.of("aws:SourceIp");
    private static final ConditionKey SECURE_TRANSPORT = ConditionKey.of("aws:SecureTransport");
    private static final ConditionKey USER_AGENT = ConditionKey.of("aws:UserAgent");
    private static final ConditionKey REQUESTED_REGION = ConditionKey.of("aws:RequestedRegion");
    private static final ConditionKey CURRENT_TIME = ConditionKey.of("aws:CurrentTime");
    private static final ConditionKey EPOCH_TIME = ConditionKey.of("aws:EpochTime");
    private static final ConditionKey FEDERATED_PROVIDER = ConditionKey.of("aws:FederatedProvider");
    private static final ConditionKey TOKEN_ISSUE_TIME = ConditionKey.of("aws:TokenIssueTime");
    private static final ConditionKey SOURCE_IDENTITY = ConditionKey.of("aws:SourceIdentity");
    private static final ConditionKey MFA_PRESENT = ConditionKey.of("aws:MultiFactorAuthPresent");
    private static final ConditionKey MFA_AGE = ConditionKey.of("aws:MultiFactorAuthAge");

    private final String region;

    GlobalKeys(String region) {
        this.region = region;
    }

    ConditionContext context(Demand demand, Caller caller) {
        ConditionContext context = known(caller).over(new ConditionContext(demand.keys()));
        return vouchedFor(caller).map(context::over).orElse(context);
    }

    private ConditionContext known(Caller caller) {
        Principal principal = caller.principal();
        Origin origin = caller.origin();
        Instant arrival = origin.arrival();
        ConditionContext.Builder keys = ConditionContext.builder()
                .put(PRINCIPAL_ACCOUNT, principal.account())
                .put(USER_ID, principal.uniqueId())
                .put(SOURCE_IP, origin.sourceIp())
                .put(SECURE_TRANSPORT, Boolean.toString(origin.tls()))
                .put(USER_AGENT, origin.userAgent())
                .put(REQUESTED_REGION, region)
                .putLazily(
                        CURRENT_TIME,
                        () -> arrival.truncatedTo(ChronoUnit.SECONDS).toString())
                .putLazily(EPOCH_TIME, () -> Long.toString(arrival.getEpochSecond()));
        ofPrincipal(keys, principal, caller.session());
        caller.session().ifPresent(session -> ofSession(keys, session));
        return keys.build();
    }

    private static void ofPrincipal(ConditionContext.Builder keys, Principal principal, Optional<Session> session) {
        Map<String, String> sessionTags = session.map(Session::tags).orElse(Map.of());
        switch (principal) {
            case Principal.Root root ->
                keys.put(PRINCIPAL_ARN, root.arn().toString()).put(PRINCIPAL_TYPE, "Account");
            case Principal.IamUser(var user) -> {
                keys.put(PRINCIPAL_ARN, user.arn().toString())
                        .put(PRINCIPAL_TYPE, "User")
                        .put(USER_NAME, user.name());
                tags(keys, user.tags(), sessionTags);
            }
            case Principal.RoleSession roleSession -> {
                // The role's, so that one condition holds for all its sessions.
                keys.put(PRINCIPAL_ARN, roleSession.role().arn().toString()).put(PRINCIPAL_TYPE, "AssumedRole");
                tags(keys, roleSession.role().tags(), sessionTags);
            }
            case Principal.FederatedUser federated -> {
                keys.put(PRINCIPAL_ARN, federated.arn().toString()).put(PRINCIPAL_TYPE, "FederatedUser");
                tags(keys, federated.issuer().map(User::tags).orElse(Map.of()), sessionTags);
            }
            case Principal.Federated federated ->
                keys.put(FEDERATED_PROVIDER, federated.provider().toString());
        }
    }

    /** Session tags win over the principal's own; keys that differ in case only are one. */
    private static void tags(ConditionContext.Builder keys, Map<String, String> own, Map<String, String> ofSession) {
        Map<String, String> all = own;
        if (!ofSession.isEmpty()) {
            all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            all.putAll(own);
            all.putAll(ofSession);
        }
        all.forEach((tag, value) -> keys.put("aws:PrincipalTag/" + tag, value));
    }

    /** Keys that only temporary credentials have. */
    private static void ofSession(ConditionContext.Builder keys, Session session) {
        keys.put(TOKEN_ISSUE_TIME, session.issued().toString());
        session.sourceIdentity().ifPresent(identity -> keys.put(SOURCE_IDENTITY, identity));
        session.federation().ifPresent(federation -> keys.put(FEDERATED_PROVIDER, federation.provider()));
    }

    /** What the session or an identity provider says; with long-term credentials even {@code false} is absent. */
    private static Optional<ConditionContext> vouchedFor(Caller caller) {
        if (caller.principal() instanceof Principal.Federated federated) {
            return Optional.of(new ConditionContext(federated.keys()));
        }
        return caller.session().map(session -> {
            ConditionContext.Builder keys = ConditionContext.builder()
                    .put(MFA_PRESENT, Boolean.toString(session.mfa().isPresent()));
            session.mfa()
                    .ifPresent(proved -> keys.putLazily(
                            MFA_AGE,
                            () -> Long.toString(
                                    Duration.between(proved, caller.origin().arrival())
                                            .toSeconds())));
            session.federation().ifPresent(federation -> federation.keys().forEach(keys::put));
            return keys.build();
        });
    }
}
