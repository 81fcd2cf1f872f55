package dev.keyturn.edge.gate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.state.identity.Principal;

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
        put(keys, "aws:PrincipalArn", principal.arn().toString());
        put(keys, "aws:PrincipalAccount", principal.account());
        put(keys, "aws:userid", principal.uniqueId());
        put(keys, "aws:SourceIp", caller.origin().sourceIp());
        put(keys, "aws:SecureTransport", Boolean.toString(caller.origin().tls()));
        put(keys, "aws:UserAgent", caller.origin().userAgent());
        put(keys, "aws:RequestedRegion", region);
        put(keys, "aws:CurrentTime", arrival.truncatedTo(ChronoUnit.SECONDS).toString());
        put(keys, "aws:EpochTime", Long.toString(arrival.getEpochSecond()));
        switch (principal) {
            case Principal.Root _ -> put(keys, "aws:PrincipalType", "Account");
            case Principal.RoleSession _, Principal.FederatedUser _, Principal.Federated _ -> {}
            case Principal.IamUser(var user) -> {
                put(keys, "aws:PrincipalType", "User");
                put(keys, "aws:username", user.name());
                user.tags().forEach((tag, value) -> put(keys, "aws:PrincipalTag/" + tag, value));
            }
        }
        return new ConditionContext(keys);
    }

    private static void put(Map<String, List<String>> keys, String key, String value) {
        keys.put(key, List.of(value));
    }
}
