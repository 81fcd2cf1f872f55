package dev.keyturn.edge.gate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Session;
import dev.keyturn.state.identity.User;

/**
 * The condition keys that every request has, whatever it asks for.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">Global
 *     condition context keys</a>
 */
final class GlobalKeys {
    private final String region;

    GlobalKeys(String region) {
        this.region = region;
    }

    /** The demand's keys together with the global ones; the global ones win, so that no request can forge them. */
    ConditionContext context(Demand demand, Caller caller) {
        Map<String, List<String>> keys = new HashMap<>(demand.keys());
        Principal principal = caller.principal();
        Instant arrival = caller.origin().arrival();
        put(keys, "aws:PrincipalAccount", principal.account());
        put(keys, "aws:userid", principal.uniqueId());
        put(keys, "aws:SourceIp", caller.origin().sourceIp());
        put(keys, "aws:SecureTransport", Boolean.toString(caller.origin().tls()));
        put(keys, "aws:UserAgent", caller.origin().userAgent());
        put(keys, "aws:RequestedRegion", region);
        put(keys, "aws:CurrentTime", arrival.truncatedTo(ChronoUnit.SECONDS).toString());
        put(keys, "aws:EpochTime", Long.toString(arrival.getEpochSecond()));
        ofPrincipal(keys, principal, caller.session());
        caller.session().ifPresent(session -> ofSession(keys, session, arrival));
        return new ConditionContext(keys);
    }

    private static void ofPrincipal(Map<String, List<String>> keys, Principal principal, Optional<Session> session) {
        Map<String, String> sessionTags = session.map(Session::tags).orElse(Map.of());
        switch (principal) {
            case Principal.Root root -> {
                put(keys, "aws:PrincipalArn", root.arn().toString());
                put(keys, "aws:PrincipalType", "Account");
            }
            case Principal.IamUser(var user) -> {
                put(keys, "aws:PrincipalArn", user.arn().toString());
                put(keys, "aws:PrincipalType", "User");
                put(keys, "aws:username", user.name());
                tags(keys, user.tags(), sessionTags);
            }
            case Principal.RoleSession roleSession -> {
                // The role's, so that one condition holds for all its sessions.
                put(keys, "aws:PrincipalArn", roleSession.role().arn().toString());
                put(keys, "aws:PrincipalType", "AssumedRole");
                tags(keys, roleSession.role().tags(), sessionTags);
            }
            case Principal.FederatedUser federated -> {
                put(keys, "aws:PrincipalArn", federated.arn().toString());
                put(keys, "aws:PrincipalType", "FederatedUser");
                tags(keys, federated.issuer().map(User::tags).orElse(Map.of()), sessionTags);
            }
            case Principal.Federated federated -> {
                keys.putAll(federated.keys());
                put(keys, "aws:FederatedProvider", federated.provider().toString());
            }
        }
    }

    /** Session tags win over the principal's own; keys that differ in case only are one. */
    private static void tags(Map<String, List<String>> keys, Map<String, String> own, Map<String, String> ofSession) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(own);
        all.putAll(ofSession);
        all.forEach((tag, value) -> put(keys, "aws:PrincipalTag/" + tag, value));
    }

    /** Keys that only temporary credentials have; with long-term ones even {@code false} is absent, as AWS has it. */
    private static void ofSession(Map<String, List<String>> keys, Session session, Instant arrival) {
        put(keys, "aws:TokenIssueTime", session.issued().toString());
        // What the request proves itself, as AssumeRole can, is newer than what the session knows.
        keys.putIfAbsent(
                "aws:MultiFactorAuthPresent",
                List.of(Boolean.toString(session.mfa().isPresent())));
        session.mfa()
                .ifPresent(proved -> keys.putIfAbsent(
                        "aws:MultiFactorAuthAge",
                        List.of(Long.toString(Duration.between(proved, arrival).toSeconds()))));
        session.sourceIdentity().ifPresent(identity -> put(keys, "aws:SourceIdentity", identity));
        session.federation().ifPresent(federation -> {
            federation.keys().forEach(keys::putIfAbsent);
            put(keys, "aws:FederatedProvider", federation.provider());
        });
    }

    private static void put(Map<String, List<String>> keys, String key, String value) {
        keys.put(key, List.of(value));
    }
}
