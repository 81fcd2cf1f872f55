package dev.keyturn.edge.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.Set;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.aws.ServiceFacts;
import dev.keyturn.rules.sigv4.HttpMessage;
import dev.keyturn.rules.sigv4.PresentedSignature;
import dev.keyturn.rules.sigv4.SignatureException;
import dev.keyturn.rules.sigv4.SignatureV4;
import dev.keyturn.rules.sigv4.SigningKey;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.Authority.KeyHolder;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.seal.SecretBytes.Reason;

/** Finds out who calls: the access key's holder, once the signature is verified. */
public final class Authenticator {
    /** IAM and STS have one global endpoint, which SDKs sign for under either of these names. */
    private static final Set<String> GLOBAL_SERVICES = Set.of("iam", "sts");

    private static final Set<String> GLOBAL_REGIONS = Set.of("us-east-1", "aws-global");

    private final Authority authority;
    private final Seal seal;
    private final String region;

    /** Keyed by the sealed secret too: a key that was deleted and made anew must not verify with its old secret. */
    private final Cache<SigningKeyId, SigningKey> signingKeys =
            Caffeine.newBuilder().maximumSize(10_000).build();

    public Authenticator(Authority authority, Seal seal, String region) {
        this.authority = authority;
        this.seal = seal;
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
        KeyHolder holder = authority
                .holder(signature.accessKeyId())
                .filter(KeyHolder::active)
                // A long-term key has no session token; one that comes with it belongs to some other key.
                .filter(_ -> signature.sessionToken().isEmpty())
                .orElseThrow(() -> AwsFailure.of(
                        CommonError.INVALID_CLIENT_TOKEN_ID, "The security token included in the request is invalid."));
        checkScope(signature, service);
        try {
            SignatureV4.verify(message, signature, signingKey(holder, signature), origin.arrival());
        } catch (SignatureException refused) {
            throw failure(refused);
        }
        return new Caller(holder.principal(), Optional.of(holder.accessKeyId()), origin);
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

    private SigningKey signingKey(KeyHolder holder, PresentedSignature signature) {
        SigningKeyId id = new SigningKeyId(
                holder.accessKeyId(), holder.secret(), signature.date(), signature.region(), signature.service());
        return signingKeys.get(id, missing -> derive(holder, signature));
    }

    private SigningKey derive(KeyHolder holder, PresentedSignature signature) {
        Binding binding = AccessKey.binding(holder.principal().account(), holder.accessKeyId());
        byte[] secret = seal.open(holder.secret(), binding).reveal(Reason.VERIFY_SIGNATURE);
        return SigningKey.derive(secret, signature.date(), signature.region(), signature.service());
    }

    private static AwsFailure failure(SignatureException refused) {
        CommonError error = switch (refused.reason()) {
            case INCOMPLETE -> CommonError.INCOMPLETE_SIGNATURE;
            case MISMATCH, EXPIRED -> CommonError.SIGNATURE_DOES_NOT_MATCH;
        };
        return AwsFailure.of(error, String.valueOf(refused.getMessage()));
    }

    /** Sealed compares by identity of its array: a snapshot's rebuild costs one derivation, never a wrong answer. */
    private record SigningKeyId(String accessKeyId, Sealed secret, String date, String region, String service) {}
}
