package dev.keyturn.edge.operation.sts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.keyturn.state.identity.Session;

/**
 * What is asked of a new session, in the same terms whoever asks: AssumeRole, a web identity, SAML, GetFederationToken.
 *
 * @param name RoleSessionName, or the federated user's name
 * @param duration empty for the operation's default
 * @param policy inline session policy, as text
 * @param policyArns managed policies to use as session policies
 * @param tags session tags, those inherited along a role chain not among them
 * @param transitiveTagKeys which of {@code tags} the next session of a chain inherits
 * @param inherited transitive tags of the calling session, which go on
 * @param sourceIdentity asked for, or the calling session's
 * @param mfa when a second factor was proved, if it is to be known of the session
 * @param federation the identity provider, if one vouched
 * @param chained whether temporary credentials ask, so that an hour is the longest
 */
public record SessionRequest(
        String name,
        Optional<Duration> duration,
        Optional<String> policy,
        List<String> policyArns,
        Map<String, String> tags,
        Set<String> transitiveTagKeys,
        Map<String, String> inherited,
        Optional<String> sourceIdentity,
        Optional<Instant> mfa,
        Optional<Session.Federation> federation,
        boolean chained) {
    public SessionRequest {
        policyArns = List.copyOf(policyArns);
        tags = Map.copyOf(tags);
        transitiveTagKeys = Set.copyOf(transitiveTagKeys);
        inherited = Map.copyOf(inherited);
    }

    /** A session of that name and nothing else. */
    public static SessionRequest named(String name) {
        return new SessionRequest(
                name,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Map.of(),
                Set.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** @param seconds as in the request; null where it has none */
    @SuppressWarnings("NullAway") // the SDK's getters of absent numbers give null
    static Optional<Duration> seconds(Integer seconds) {
        return Optional.ofNullable(seconds).map(Duration::ofSeconds);
    }

    public SessionRequest lasting(Optional<Duration> asked) {
        return new SessionRequest(
                name,
                asked,
                policy,
                policyArns,
                tags,
                transitiveTagKeys,
                inherited,
                sourceIdentity,
                mfa,
                federation,
                chained);
    }

    public SessionRequest narrowedBy(Optional<String> inline, List<String> managed) {
        return new SessionRequest(
                name,
                duration,
                inline,
                managed,
                tags,
                transitiveTagKeys,
                inherited,
                sourceIdentity,
                mfa,
                federation,
                chained);
    }

    public SessionRequest tagged(Map<String, String> asked, Set<String> transitive) {
        return new SessionRequest(
                name,
                duration,
                policy,
                policyArns,
                asked,
                transitive,
                inherited,
                sourceIdentity,
                mfa,
                federation,
                chained);
    }

    public SessionRequest from(Optional<String> identity) {
        return new SessionRequest(
                name,
                duration,
                policy,
                policyArns,
                tags,
                transitiveTagKeys,
                inherited,
                identity,
                mfa,
                federation,
                chained);
    }

    public SessionRequest vouchedForBy(Session.Federation provider) {
        return new SessionRequest(
                name,
                duration,
                policy,
                policyArns,
                tags,
                transitiveTagKeys,
                inherited,
                sourceIdentity,
                mfa,
                Optional.of(provider),
                chained);
    }

    /** Asked with that session's credentials: what is transitive goes on, and so does the source identity. */
    SessionRequest chainedFrom(Session calling, Map<String, String> goingOn) {
        return new SessionRequest(
                name,
                duration,
                policy,
                policyArns,
                tags,
                transitiveTagKeys,
                goingOn,
                sourceIdentity.or(calling::sourceIdentity),
                mfa,
                federation,
                true);
    }
}
