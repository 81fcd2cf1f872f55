package dev.keyturn.edge.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.aws.ServiceFacts;
import dev.keyturn.rules.sigv4.HttpMessage;
import dev.keyturn.rules.sigv4.PresentedSignature;
import dev.keyturn.rules.sigv4.SignatureException;
import dev.keyturn.rules.sigv4.SignatureV4;
import dev.keyturn.rules.sigv4.SigningKey;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.AccessKeyIds;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.Authority.KeyHolder;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Session;
import dev.keyturn.state.identity.SessionTokens;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * Finds out who calls: the access key's holder, once the signature is verified. Of temporary keys nothing is stored;
 * their token, which only this server can have made, says whose they are and holds their secret.
 */
public final class Authenticator {
    /** IAM and STS have one global endpoint, which SDKs sign for under either of these names. */
    private static final Set<String> GLOBAL_SERVICES = Set.of("iam", "sts");

    private static final Set<String> GLOBAL_REGIONS = Set.of("us-east-1", "aws-global");

    private final Authority authority;
    private final Seal seal;
    private final SessionTokens tokens;
    private final String region;

    /** Keyed by the secret too: a key that was deleted and made anew must not verify with its old secret. */
    private final Cache<SigningKeyId, SigningKey> signingKeys =
            Caffeine.newBuilder().maximumSize(10_000).build();

    public Authenticator(Authority authority, Seal seal, SessionTokens tokens, String region) {
        this.authority = authority;
        this.seal = seal;
        this.tokens = tokens;
        this.region = region;
    }

    /**
     * What the message says of its signature; empty when it carries none.
     *
     * @throws AwsFailure IncompleteSignature
     */
    public static Optional<PresentedSignature> presented(HttpMessage message) {
        try {
            return SignatureV4.read(message);
        } catch (SignatureException refused) {
            throw failure(refused);
        }
    }

    /** @throws AwsFailure one of the rows of "What is checked of a signature" in docs/design/request-flow.md */
    public Caller authenticate(
            HttpMessage message, Optional<PresentedSignature> presented, ServiceFacts service, Origin origin) {
        PresentedSignature signature = presented.orElseThrow(
                () -> AwsFailure.of(CommonError.MISSING_AUTHENTICATION_TOKEN, "Missing Authentication Token"));
        return AccessKeyIds.isTemporary(signature.accessKeyId())
                ? authenticateSession(message, signature, service, origin)
                : authenticateHolder(message, signature, service, origin);
    }

    private Caller authenticateHolder(
            HttpMessage message, PresentedSignature signature, ServiceFacts service, Origin origin) {
        KeyHolder holder = authority
                .holder(signature.accessKeyId())
                .filter(KeyHolder::active)
                // A long-term key has no session token; one that comes with it belongs to some other key.
                .filter(_ -> signature.sessionToken().isEmpty())
                .orElseThrow(Authenticator::invalidToken);
        checkScope(signature, service);
        verify(message, signature, origin, signingKey(signature, holder.secret(), () -> secret(holder)));
        return new Caller(holder.principal(), Optional.of(holder.accessKeyId()), origin);
    }

    private Caller authenticateSession(
            HttpMessage message, PresentedSignature signature, ServiceFacts service, Origin origin) {
        Session session = signature
                .sessionToken()
                .flatMap(token -> tokens.open(token, signature.accessKeyId(), origin.arrival()))
                .orElseThrow(Authenticator::invalidToken);
        if (session.isExpired(origin.arrival())) {
            throw AwsFailure.of(CommonError.EXPIRED_TOKEN, "The security token included in the request is expired");
        }
        // Who has been deleted since has no sessions any more.
        Principal principal = authority.principalOf(session).orElseThrow(Authenticator::invalidToken);
        checkScope(signature, service);
        SigningKey key =
                signingKey(signature, session.secret(), () -> session.secret().reveal(Reason.VERIFY_SIGNATURE));
        verify(message, signature, origin, key);
        return new Caller(principal, Optional.of(session), Optional.of(session.accessKeyId()), origin);
    }

    private static void verify(HttpMessage message, PresentedSignature signature, Origin origin, SigningKey key) {
        try {
            SignatureV4.verify(message, signature, key, origin.arrival());
        } catch (SignatureException refused) {
            throw failure(refused);
        }
    }

    private void checkScope(PresentedSignature signature, ServiceFacts service) {
        if (!signature.service().equals(service.signingName())) {
            throw AwsFailure.of(
                    CommonError.SIGNATURE_DOES_NOT_MATCH,
                    "Credential should be scoped to correct service: '" + service.signingName() + "'.");
        }
        boolean global = GLOBAL_SERVICES.contains(service.signingName()) && GLOBAL_REGIONS.contains(signature.region());
        if (!global && !signature.region().equals(region)) {
            throw AwsFailure.of(CommonError.SIGNATURE_DOES_NOT_MATCH, "Credential should be scoped to a valid region.");
        }
    }

    /** @param secret of which the key is made, in whatever form; it is what the key is kept by */
    private SigningKey signingKey(PresentedSignature signature, Object secret, Supplier<byte[]> revealed) {
        SigningKeyId id = new SigningKeyId(
                signature.accessKeyId(), secret, signature.date(), signature.region(), signature.service());
        return signingKeys.get(
                id, _ -> SigningKey.derive(revealed.get(), signature.date(), signature.region(), signature.service()));
    }

    private byte[] secret(KeyHolder holder) {
        Binding binding = AccessKey.binding(holder.principal().account(), holder.accessKeyId());
        return seal.open(holder.secret(), binding).reveal(Reason.VERIFY_SIGNATURE);
    }

    private static AwsFailure invalidToken() {
        return AwsFailure.of(
                CommonError.INVALID_CLIENT_TOKEN_ID, "The security token included in the request is invalid.");
    }

    private static AwsFailure failure(SignatureException refused) {
        CommonError error = switch (refused.reason()) {
            case INCOMPLETE -> CommonError.INCOMPLETE_SIGNATURE;
            case MISMATCH, EXPIRED -> CommonError.SIGNATURE_DOES_NOT_MATCH;
        };
        return AwsFailure.of(error, String.valueOf(refused.getMessage()));
    }

    /**
     * Sealed secrets compare by identity of their array: a snapshot's rebuild costs one derivation, never a wrong
     * answer. Secrets of sessions compare by their bytes, in constant time.
     */
    private record SigningKeyId(String accessKeyId, Object secret, String date, String region, String service) {}
}
