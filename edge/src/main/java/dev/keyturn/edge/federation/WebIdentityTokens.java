package dev.keyturn.edge.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;

/**
 * Verifies OpenID Connect ID tokens: Kubernetes' service accounts, GitHub's workflows, any registered issuer's.
 *
 * <p>The issuer that a token names is taken from it before it is verified, but only to look up the provider; the
 * signature is then checked with that provider's published keys and nothing that the token brings. No claim is
 * believed, and none reported on, before that.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">
 *     AssumeRoleWithWebIdentity</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725, JSON Web Token Best Current Practices</a>
 */
public final class WebIdentityTokens {
    /** Asymmetric ones only: with an HMAC, a published key would be the secret. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final int MIN_RSA_BITS = 2048;

    /** Keys that are tried for one token, when it does not say which. */
    private static final int MAX_TRIED = 8;

    /** Between the issuer's clock and ours. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final IssuerKeys issuerKeys;

    /**
     * @param authorities PEM certificates of authorities of issuers, such as a Kubernetes cluster's, besides the
     *     platform's
     * @param loopbackAllowed whether an issuer may be on this very machine
     */
    public WebIdentityTokens(Optional<Path> authorities, boolean loopbackAllowed) {
        this(authorities, loopbackAllowed, PATIENCE);
    }

    /** @param patience for each document of an issuer, from connecting to the last byte */
    public WebIdentityTokens(Optional<Path> authorities, boolean loopbackAllowed, Duration patience) {
        this(new IssuerKeys(new IssuerDocuments(authorities, loopbackAllowed, patience)::get));
    }

    WebIdentityTokens(IssuerKeys issuerKeys) {
        this.issuerKeys = issuerKeys;
    }

    /**
     * Who the token says that it is from. Not to be believed: it is there to look up a provider with.
     *
     * @throws AwsFailure InvalidIdentityToken
     */
    public static String claimedIssuer(String token) {
        return issuer(claims(parse(token)));
    }

    /**
     * Verifies a token against the provider that it claims to be from.
     *
     * @throws AwsFailure InvalidIdentityToken, ExpiredTokenException, IDPCommunicationError, IDPRejectedClaim
     */
    public WebIdentity verify(String token, TrustedIssuer issuer, Instant now) {
        SignedJWT jwt = parse(token);
        JWTClaimsSet claims = claims(jwt);
        if (!issuer(claims).equals(issuer.url())) {
            throw FederationFailure.invalidToken(
                    "No OpenIDConnect provider found in your account for " + issuer(claims));
        }
        checkSignature(jwt, issuer, now);
        checkTimes(claims, now);
        String subject = required(claims.getSubject(), "sub");
        String audience = audience(claims, issuer);
        return new WebIdentity(
                issuer.url(), subject, audience, keys(issuer, claims, subject, audience), TokenTags.of(claims));
    }

    private static SignedJWT parse(String token) {
        try {
            // Not for plain or encrypted tokens, which are no SignedJWT.
            return SignedJWT.parse(token);
        } catch (ParseException e) {
            throw FederationFailure.notAJwt();
        }
    }

    private static JWTClaimsSet claims(SignedJWT jwt) {
        try {
            return jwt.getJWTClaimsSet();
        } catch (ParseException e) {
            throw FederationFailure.notAJwt();
        }
    }

    private static String issuer(JWTClaimsSet claims) {
        return required(claims.getIssuer(), "iss");
    }

    private void checkSignature(SignedJWT jwt, TrustedIssuer issuer, Instant now) {
        JWSHeader header = jwt.getHeader();
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            throw FederationFailure.invalidToken("The ID Token is signed with an algorithm that is not supported");
        }
        List<JWK> candidates = issuerKeys.of(issuer, fitting(header), now);
        if (candidates.stream().limit(MAX_TRIED).noneMatch(key -> verifies(jwt, key))) {
            throw FederationFailure.invalidToken("The ID Token's signature is invalid");
        }
    }

    /** INVARIANT: the kind of key decides, not the token; a key published for something else verifies nothing. */
    private static Predicate<JWK> fitting(JWSHeader header) {
        JWSAlgorithm algorithm = header.getAlgorithm();
        KeyType type = KeyType.forAlgorithm(algorithm);
        return key -> key.getKeyType().equals(type)
                && (header.getKeyID() == null || header.getKeyID().equals(key.getKeyID()))
                && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                && (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
                && !(key instanceof RSAKey rsa && rsa.size() < MIN_RSA_BITS);
    }

    private static boolean verifies(SignedJWT jwt, JWK key) {
        try {
            JWSVerifier verifier = switch (key) {
                case RSAKey rsa -> new RSASSAVerifier(rsa.toRSAPublicKey());
                case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
                // Of the kinds that the algorithms above have there are no others.
                default -> throw new IllegalStateException("a key of kind " + key.getKeyType());
            };
            return jwt.verify(verifier);
        } catch (JOSEException e) {
            return false; // such as a curve that is not the algorithm's
        }
    }

    private static void checkTimes(JWTClaimsSet claims, Instant now) {
        Instant expiry = requiredTime(claims.getExpirationTime(), "exp");
        Instant issued = requiredTime(claims.getIssueTime(), "iat");
        if (!now.isBefore(expiry)) {
            throw FederationFailure.expired(now, expiry);
        }
        if (issued.isAfter(now.plus(SKEW))) {
            throw FederationFailure.invalidToken("The ID Token is issued in the future");
        }
        if (claims.getNotBeforeTime() != null
                && claims.getNotBeforeTime().toInstant().isAfter(now.plus(SKEW))) {
            throw FederationFailure.invalidToken("The ID Token is not valid yet");
        }
    }

    /**
     * As AWS has it: who the token was issued to ({@code azp}) where that is said, otherwise any of those it is meant
     * for.
     */
    private static String audience(JWTClaimsSet claims, TrustedIssuer issuer) {
        if (claims.getAudience().isEmpty()) {
            throw FederationFailure.missingClaim("aud");
        }
        List<String> candidates = text(claims, "azp").map(List::of).orElse(claims.getAudience());
        return candidates.stream()
                .filter(issuer.clientIds()::contains)
                .findFirst()
                .orElseThrow(() -> FederationFailure.invalidToken("Incorrect token audience"));
    }

    /**
     * The claims that policies can ask for.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif">
     *     Available keys for AWS OIDC federation</a>
     */
    private static Map<String, List<String>> keys(
            TrustedIssuer issuer, JWTClaimsSet claims, String subject, String audience) {
        Map<String, List<String>> keys = new HashMap<>();
        String prefix = issuer.name() + ":";
        keys.put(prefix + "sub", List.of(subject));
        keys.put(prefix + "aud", text(claims, "azp").isPresent() ? List.of(audience) : claims.getAudience());
        keys.put(prefix + "oaud", claims.getAudience());
        text(claims, "azp").ifPresent(azp -> keys.put(prefix + "azp", List.of(azp)));
        text(claims, "email").ifPresent(email -> keys.put(prefix + "email", List.of(email)));
        texts(claims, "amr").ifPresent(amr -> keys.put(prefix + "amr", amr));
        return keys;
    }

    private static Optional<String> text(JWTClaimsSet claims, String name) {
        try {
            return Optional.ofNullable(claims.getStringClaim(name));
        } catch (ParseException e) {
            throw FederationFailure.rejectedClaim("The claim " + name + " is not a string");
        }
    }

    private static Optional<List<String>> texts(JWTClaimsSet claims, String name) {
        try {
            return Optional.ofNullable(claims.getStringListClaim(name)).map(List::copyOf);
        } catch (ParseException e) {
            return text(claims, name).map(List::of);
        }
    }

    private static String required(@Nullable String value, String claim) {
        if (value == null || value.isEmpty()) {
            throw FederationFailure.missingClaim(claim);
        }
        return value;
    }

    private static Instant requiredTime(@Nullable Date value, String claim) {
        if (value == null) {
            throw FederationFailure.missingClaim(claim);
        }
        return value.toInstant();
    }
}
