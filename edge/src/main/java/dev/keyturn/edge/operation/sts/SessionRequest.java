package dev.keyturn.edge.operation.sts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;

import dev.keyturn.edge.federation.AttestedSession;
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

    /** A session of that name and, until more is said, nothing else. */
    static Builder named(String name) {
        return new Builder(name);
    }

    /** @param seconds as in the request; null where it has none */
    @SuppressWarnings("NullAway") // the SDK's getters of absent numbers give null
    static Optional<Duration> seconds(Integer seconds) {
        return Optional.ofNullable(seconds).map(Duration::ofSeconds);
    }

    /** Takes what is asked, bit by bit; what is not said stays empty. */
    static final class Builder {
        private final String name;
        private Optional<Duration> duration = Optional.empty();
        private Optional<String> policy = Optional.empty();
        private List<String> policyArns = List.of();
        private Map<String, String> tags = Map.of();
        private Set<String> transitiveTagKeys = Set.of();
        private Map<String, String> inherited = Map.of();
        private Optional<String> sourceIdentity = Optional.empty();
        private Optional<Instant> mfa = Optional.empty();
        private Optional<Session.Federation> federation = Optional.empty();
        private boolean chained;

        private Builder(String name) {
            this.name = name;
        }

        Builder lasting(Optional<Duration> asked) {
            duration = asked;
            return this;
        }

        /** @param inline as in the request; null where it has none */
        Builder narrowedBy(@Nullable String inline, List<PolicyDescriptorType> managed) {
            policy = Optional.ofNullable(inline);
            policyArns = managed.stream().map(PolicyDescriptorType::arn).toList();
            return this;
        }

        /** @param transitive in any case */
        Builder tagged(Map<String, String> asked, List<String> transitive) {
            tags = asked;
            transitiveTagKeys = SessionTags.spelt(asked.keySet(), transitive);
            return this;
        }

        Builder from(Optional<String> identity) {
            sourceIdentity = identity;
            return this;
        }

        /** With the tags and the source identity that an identity provider says. */
        Builder attestedBy(AttestedSession attested) {
            return tagged(attested.tags(), List.copyOf(attested.transitiveTagKeys()))
                    .from(attested.sourceIdentity());
        }

        Builder vouchedForBy(Session.Federation provider) {
            federation = Optional.of(provider);
            return this;
        }

        Builder provedAt(Optional<Instant> secondFactor) {
            mfa = secondFactor;
            return this;
        }

        /** Asked with that session's credentials: what is transitive goes on, and so does the source identity. */
        Builder chainedFrom(Session calling) {
            inherited = SessionTags.goingOn(calling);
            sourceIdentity = sourceIdentity.or(calling::sourceIdentity);
            chained = true;
            return this;
        }

        SessionRequest build() {
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
                    federation,
                    chained);
        }
    }
}
