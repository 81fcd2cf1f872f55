package dev.keyturn.edge.operation.sts;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sts.model.Credentials;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.MalformedPolicyException;
import dev.keyturn.state.identity.AccessKeyIds;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Session;
import dev.keyturn.state.identity.SessionPolicy;
import dev.keyturn.state.identity.SessionTokens;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * Makes temporary credentials, for whoever was allowed to have them. Nothing is stored: the token holds it all.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html">Temporary security
 *     credentials</a>
 */
public final class SessionMaker {
    private static final Duration LONGEST_CHAINED = Duration.ofHours(1);
    private static final Duration DEFAULT_OF_ROLES = Duration.ofHours(1);
    private static final int LONGEST_POLICY = 2_048;
    private static final int MOST_POLICY_ARNS = 10;
    private static final int SECRET_BYTES = 30;

    private final Authority authority;
    private final SessionTokens tokens;
    private final RandomGenerator random;

    /** @param random of cryptographic quality */
    public SessionMaker(Authority authority, SessionTokens tokens, RandomGenerator random) {
        this.authority = authority;
        this.tokens = tokens;
        this.random = random;
    }

    /**
     * Credentials just made.
     *
     * @param packedSize of policies and tags, in per cent of what is allowed; empty where nothing of the kind was asked
     */
    public record Made(Session session, String token, OptionalInt packedSize) {

        /** With the secret, for the caller alone. */
        public Credentials credentials() {
            return Credentials.builder()
                    .accessKeyId(session.accessKeyId())
                    .secretAccessKey(session.secret().revealUtf8(Reason.ANSWER_CALLER))
                    .sessionToken(token)
                    .expiration(session.expires())
                    .build();
        }

        @Override
        public String toString() {
            return "Made[" + session.accessKeyId() + "]";
        }
    }

    /**
     * A session of the role.
     *
     * @throws AwsFailure ValidationError for a session that would last too long, or what {@link #check} throws
     */
    public Made ofRole(Role role, SessionRequest request, Instant now) {
        Duration duration = request.duration().orElse(DEFAULT_OF_ROLES);
        if (request.chained() && duration.compareTo(LONGEST_CHAINED) > 0) {
            throw invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                    + " chaining");
        }
        if (duration.compareTo(role.maxSession()) > 0) {
            throw invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return make(Session.Kind.ASSUMED_ROLE, role.account(), role.id(), request, duration, now);
    }

    /** The user, or root, itself for a while. */
    Made ofUser(Principal holder, Duration duration, Optional<Instant> mfa, Instant now) {
        return ofUser(Session.Kind.SESSION_TOKEN, holder, duration, mfa, now);
    }

    /** A user who signed in with a password, for a while. */
    public Made ofSignIn(Principal.IamUser user, Duration duration, Optional<Instant> mfa, Instant now) {
        return ofUser(Session.Kind.SIGN_IN, user, duration, mfa, now);
    }

    private Made ofUser(Session.Kind kind, Principal holder, Duration duration, Optional<Instant> mfa, Instant now) {
        SessionRequest request = SessionRequest.named("").provedAt(mfa).build();
        return make(kind, holder.account(), id(holder), request, duration, now);
    }

    /** Somebody of that name, in whose stead the user, or root, asks. */
    Made federated(Principal issuer, SessionRequest request, Duration duration, Instant now) {
        return make(Session.Kind.FEDERATION, issuer.account(), id(issuer), request, duration, now);
    }

    private static String id(Principal holder) {
        return switch (holder) {
            case Principal.Root _ -> "";
            case Principal.IamUser(var user) -> user.id();
            case Principal.RoleSession _, Principal.FederatedUser _, Principal.Federated _ ->
                throw new IllegalArgumentException("`" + holder.arn() + "` has only temporary credentials");
        };
    }

    private Made make(
            Session.Kind kind,
            String account,
            String principalId,
            SessionRequest request,
            Duration duration,
            Instant now) {
        check(account, request);
        Map<String, String> tags = new HashMap<>(request.inherited());
        tags.putAll(request.tags());
        Set<String> transitive = new HashSet<>(request.inherited().keySet());
        transitive.addAll(request.transitiveTagKeys());
        List<String> policies = request.policy().map(List::of).orElse(List.of());
        int packedSize = SessionTokens.packedSize(policies, request.policyArns(), tags, transitive);
        if (packedSize > 100) {
            throw tooLarge(
                    packedSize, policies.isEmpty() && request.policyArns().isEmpty());
        }
        Instant issued = now.truncatedTo(ChronoUnit.SECONDS);
        Session session = new Session(
                AccessKeyIds.temporary(account, random),
                secret(),
                kind,
                account,
                principalId,
                request.name(),
                issued,
                issued.plus(duration),
                policies.stream().map(SessionPolicy::new).toList(),
                request.policyArns(),
                tags,
                transitive,
                request.sourceIdentity(),
                request.mfa(),
                request.federation());
        boolean nothingPacked = policies.isEmpty() && request.policyArns().isEmpty() && tags.isEmpty();
        return new Made(
                session, tokens.issue(session), nothingPacked ? OptionalInt.empty() : OptionalInt.of(packedSize));
    }

    /**
     * What can be wrong with policies and tags.
     *
     * @throws AwsFailure MalformedPolicyDocument, ValidationError, InvalidParameterValue
     */
    private void check(String account, SessionRequest request) {
        request.policy().ifPresent(SessionMaker::check);
        if (request.policyArns().size() > MOST_POLICY_ARNS) {
            throw invalid("1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must"
                    + " have length less than or equal to " + MOST_POLICY_ARNS);
        }
        request.policyArns().forEach(arn -> {
            if (managed(account, arn).isEmpty()) {
                throw invalid("The policy ARN " + arn + " does not exist or cannot be used as a session policy.");
            }
        });
        SessionTags.check(request);
    }

    private Optional<?> managed(String account, String arn) {
        try {
            return authority.managed(account, Arn.parse(arn));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static void check(String policy) {
        // AssumeRole's model leaves the length to the service; the others' models say the same.
        if (policy.length() > LONGEST_POLICY) {
            throw invalid("1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must"
                    + " have length less than or equal to " + LONGEST_POLICY);
        }
        try {
            new SessionPolicy(policy).document();
        } catch (MalformedPolicyException e) {
            throw AwsFailure.of("MalformedPolicyDocumentException", String.valueOf(e.getMessage()));
        }
    }

    private SecretBytes secret() {
        byte[] bits = new byte[SECRET_BYTES];
        random.nextBytes(bits);
        byte[] text = Base64.getEncoder().encode(bits);
        try {
            return SecretBytes.of(text);
        } finally {
            Arrays.fill(bits, (byte) 0);
            Arrays.fill(text, (byte) 0);
        }
    }

    private static AwsFailure tooLarge(int packedSize, boolean onlyTags) {
        return AwsFailure.of(
                "PackedPolicyTooLargeException",
                onlyTags
                        ? "Packed size of session tags consumes " + packedSize + "% of allotted space."
                        : "Packed policy consumes " + packedSize + "% of allotted space, please use smaller policy.");
    }

    private static AwsFailure invalid(String message) {
        return AwsFailure.of(CommonError.VALIDATION, message);
    }
}
