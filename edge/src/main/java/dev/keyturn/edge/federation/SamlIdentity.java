package dev.keyturn.edge.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who a verified SAML assertion is about.
 *
 * @param assertionId what it must not be presented under again until {@code usableUntil}
 * @param subjectType the name's format, AWS's way: {@code persistent}, {@code transient}, or a URI in full
 * @param recipient whom it was made for: AWS's {@code Audience}
 * @param roles the pairs of role and provider that it allows, as ARNs
 * @param duration of the session, when the provider says
 * @param sessionEnd when the session has to end at the latest, when the provider says
 * @param keys the condition keys, {@code saml:aud} and its like
 */
public record SamlIdentity(
        String assertionId,
        Instant usableUntil,
        String issuer,
        String subject,
        String subjectType,
        String nameQualifier,
        String recipient,
        String roleSessionName,
        Set<RolePair> roles,
        Optional<Duration> duration,
        Optional<Instant> sessionEnd,
        Map<String, List<String>> keys,
        AttestedSession attested) {

    /** A role that may be assumed through a provider. */
    public record RolePair(String role, String provider) {}

    public SamlIdentity {
        roles = Set.copyOf(roles);
        keys = Map.copyOf(keys);
    }
}
