package dev.keyturn.edge.federation;

import static dev.keyturn.edge.federation.OidcIssuer.CLIENT_ID;
import static dev.keyturn.edge.federation.OidcIssuer.EC;
import static dev.keyturn.edge.federation.OidcIssuer.RSA;
import static dev.keyturn.edge.federation.OidcIssuer.header;
import static dev.keyturn.edge.federation.OidcIssuer.sign;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.edge.federation.OidcIssuer.Fault;

/** Threat 39, case by case, and what else a stranger or an issuer could try. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
final class WebIdentityTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    /** The machine may be busy; what is tested is not how fast it is. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final String NO_KEY = "Couldn't retrieve verification key from your identity provider,  please "
            + "reference AssumeRoleWithWebIdentity documentation for requirements";
    private static final String NOT_A_JWT =
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)";
    private static final String INVALID_SIGNATURE = "The ID Token's signature is invalid";
    private static final String UNSUPPORTED = "The ID Token is signed with an algorithm that is not supported";
    private static final String UNTRUSTED =
            "OpenIDConnect provider's HTTPS certificate doesn't match configured " + "thumbprint";
    private static final String UNREACHABLE = "Error communicating with the identity provider";

    @TempDir
    static Path folder;

    private static OidcIssuer issuer;

    private WebIdentityTokens tokens;

    @BeforeAll
    static void start() {
        issuer = new OidcIssuer(folder);
    }

    @AfterAll
    static void stop() {
        issuer.close();
    }

    @BeforeEach
    void nothingIsKnown() {
        issuer.fail(Fault.NONE);
        issuer.publish(RSA, EC);
        tokens = new WebIdentityTokens(Optional.of(issuer.authority()), true, PATIENCE);
    }

    @Test
    void aTokenOfTheIssuerIsBelieved() {
        WebIdentity identity = verify(issuer.token(NOW));

        assertThat(identity.issuer()).isEqualTo(issuer.url());
        assertThat(identity.provider()).isEqualTo("localhost:" + issuer.port());
        assertThat(identity.subject()).isEqualTo("system:serviceaccount:shop:web");
        assertThat(identity.audience()).isEqualTo(CLIENT_ID);
        assertThat(identity.keys())
                .containsOnly(
                        Map.entry(identity.provider() + ":sub", List.of("system:serviceaccount:shop:web")),
                        Map.entry(identity.provider() + ":aud", List.of(CLIENT_ID)),
                        Map.entry(identity.provider() + ":oaud", List.of(CLIENT_ID)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void rsaIsBelieved(String algorithm) {
        String token = sign(header(JWSAlgorithm.parse(algorithm), "rsa").build(), claims().build(), RSA);

        assertThat(verify(token).audience()).isEqualTo(CLIENT_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256:P-256", "ES384:P-384", "ES512:P-521"})
    void ellipticCurvesAreBelieved(String algorithmAndCurve) {
        String[] parts = algorithmAndCurve.split(":", -1);
        ECKey key = OidcIssuer.ec(Curve.parse(parts[1]), "curve");
        issuer.publish(RSA, key);

        String token = sign(header(JWSAlgorithm.parse(parts[0]), "curve").build(), claims().build(), key);

        assertThat(verify(token).audience()).isEqualTo(CLIENT_ID);
    }

    @Test
    void unsignedIsNotAJwt() {
        assertInvalid(new PlainJWT(claims().build()).serialize(), NOT_A_JWT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a.b.c", "....", "e30.e30.e30", "{}"})
    void garbageIsNotAJwt(String token) {
        Refusals.assertRefused(() -> WebIdentityTokens.claimedIssuer(token), "InvalidIdentityToken", NOT_A_JWT);
        assertInvalid(token, NOT_A_JWT);
    }

    @Test
    void aSignatureCutOffIsNotAJwt() {
        String token = issuer.token(NOW);

        assertInvalid(token.substring(0, token.lastIndexOf('.') + 1), NOT_A_JWT);
    }

    /** The published key as the secret of an HMAC: the classic confusion. */
    @Test
    void thePublishedKeyIsNoSecret() throws JOSEException {
        byte[] published = RSA.toRSAPublicKey().getEncoded();
        SignedJWT jwt = new SignedJWT(header(JWSAlgorithm.HS256, "rsa").build(), claims().build());
        jwt.sign(new MACSigner(published));

        assertInvalid(jwt.serialize(), UNSUPPORTED);
    }

    @Test
    void anAlgorithmOfAnotherKindThanTheKeyFindsNoKey() {
        assertInvalid(sign(header(JWSAlgorithm.ES256, "rsa").build(), claims().build(), EC), NO_KEY);
    }

    @Test
    void aKeyInTheHeaderIsNotLookedAt() {
        ECKey own = OidcIssuer.ec(Curve.P_256, "own");
        JWSHeader header =
                header(JWSAlgorithm.ES256, "own").jwk(own.toPublicJWK()).build();

        assertInvalid(sign(header, claims().build(), own), NO_KEY);
    }

    @Test
    void aKeyInTheHeaderUnderAPublishedNameIsNotLookedAt() {
        ECKey own = OidcIssuer.ec(Curve.P_256, "ec");
        JWSHeader header =
                header(JWSAlgorithm.ES256, "ec").jwk(own.toPublicJWK()).build();

        assertInvalid(sign(header, claims().build(), own), INVALID_SIGNATURE);
    }

    @Test
    void anAddressOfKeysInTheHeaderIsNotAsked() {
        int before = issuer.asked().size();
        ECKey own = OidcIssuer.ec(Curve.P_256, "own");
        JWSHeader header = header(JWSAlgorithm.ES256, "own")
                .jwkURL(URI.create(issuer.url() + "/jku"))
                .x509CertURL(URI.create(issuer.url() + "/x5u"))
                .build();

        assertInvalid(sign(header, claims().build(), own), NO_KEY);
        assertThat(issuer.asked().subList(before, issuer.asked().size()))
                .containsExactly("/.well-known/openid-configuration", "/keys");
    }

    @Test
    void aCriticalExtensionThatIsUnknownIsRefused() {
        JWSHeader header = header(JWSAlgorithm.ES256, "ec")
                .criticalParams(Set.of("exp-by-moon"))
                .customParam("exp-by-moon", true)
                .build();

        assertInvalid(sign(header, claims().build(), EC), INVALID_SIGNATURE);
    }

    @Test
    void aKeyForEncryptionVerifiesNothing() {
        issuer.publish(new ECKey.Builder(EC).keyUse(KeyUse.ENCRYPTION).build());

        assertInvalid(issuer.token(NOW), NO_KEY);
    }

    @Test
    void aKeyForAnotherAlgorithmVerifiesNothing() {
        issuer.publish(new RSAKey.Builder(RSA).algorithm(JWSAlgorithm.PS256).build());

        assertInvalid(sign(header(JWSAlgorithm.RS256, "rsa").build(), claims().build(), RSA), NO_KEY);
    }

    @Test
    void aShortRsaKeyVerifiesNothing() {
        RSAKey weak = OidcIssuer.rsa(1024, "weak");
        issuer.publish(weak);

        assertInvalid(sign(header(JWSAlgorithm.RS256, "weak").build(), claims().build(), weak), NO_KEY);
    }

    @Test
    void withoutAKeyIdThePublishedKeysAreTried() {
        issuer.publish(OidcIssuer.ec(Curve.P_256, "other"), EC);

        String token = sign(new JWSHeader(JWSAlgorithm.ES256), claims().build(), EC);

        assertThat(verify(token).audience()).isEqualTo(CLIENT_ID);
    }

    @Test
    void aChangedClaimBreaksTheSignature() {
        String[] parts = issuer.token(NOW).split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("shop:web", "shop:admin");
        String changed =
                Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8));

        assertInvalid(parts[0] + "." + changed + "." + parts[2], INVALID_SIGNATURE);
    }

    @Test
    void anotherIssuersTokenIsRefused() {
        assertInvalid(
                sign(claims().issuer("https://other.example").build()),
                "No OpenIDConnect provider found in your account for https://other.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/x", "."})
    void anIssuerOfAnotherSpellingIsAnotherIssuer(String suffix) {
        String spelled = issuer.url() + suffix;

        assertInvalid(
                sign(claims().issuer(spelled).build()),
                "No OpenIDConnect provider found in your account for " + spelled);
    }

    @Test
    void anotherAudienceIsRefused() {
        assertInvalid(sign(claims().audience("somebody-else").build()), "Incorrect token audience");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "sub", "aud", "exp", "iat"})
    void aMissingClaimIsNamed(String claim) {
        assertInvalid(sign(claims().claim(claim, null).build()), "Missing a required claim: " + claim);
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() {
        WebIdentity identity =
                verify(sign(claims().audience(List.of("other", CLIENT_ID)).build()));

        assertThat(identity.audience()).isEqualTo(CLIENT_ID);
        assertThat(identity.keys()).containsEntry(identity.provider() + ":aud", List.of("other", CLIENT_ID));
    }

    /** As AWS has it: whom the token was issued to counts, where that is said. */
    @Test
    void theAuthorisedPartyIsTheAudience() {
        WebIdentity identity =
                verify(sign(claims().audience("other").claim("azp", CLIENT_ID).build()));

        assertThat(identity.audience()).isEqualTo(CLIENT_ID);
        assertThat(identity.keys())
                .containsEntry(identity.provider() + ":aud", List.of(CLIENT_ID))
                .containsEntry(identity.provider() + ":azp", List.of(CLIENT_ID))
                .containsEntry(identity.provider() + ":oaud", List.of("other"));
        assertInvalid(sign(claims().claim("azp", "other").build()), "Incorrect token audience");
    }

    @Test
    void whatHowTheyAuthenticatedIsAKey() {
        WebIdentity identity =
                verify(sign(claims().claim("amr", List.of("pwd", "otp")).build()));

        assertThat(identity.keys()).containsEntry(identity.provider() + ":amr", List.of("pwd", "otp"));
    }

    @Test
    void expiredIsExpired() {
        JWTClaimsSet expired = claims().expirationTime(Date.from(NOW)).build();

        Refusals.assertRefused(
                () -> verify(sign(expired)),
                "ExpiredTokenException",
                "Token expired: current date/time " + NOW.getEpochSecond() + " must be before the expiration date/time "
                        + NOW.getEpochSecond());
        assertThat(verify(sign(claims().expirationTime(Date.from(NOW.plusSeconds(1)))
                                .build()))
                        .audience())
                .isEqualTo(CLIENT_ID);
    }

    @Test
    void theFutureIsRefusedBeyondTheSkewOfClocks() {
        assertInvalid(
                sign(claims().issueTime(Date.from(NOW.plusSeconds(61))).build()),
                "The ID Token is issued in the future");
        assertInvalid(
                sign(claims().notBeforeTime(Date.from(NOW.plusSeconds(61))).build()), "The ID Token is not valid yet");
        assertThat(verify(sign(claims().issueTime(Date.from(NOW.plusSeconds(59)))
                                .build()))
                        .audience())
                .isEqualTo(CLIENT_ID);
    }

    @Test
    void tagsAndSourceIdentityAreTakenNestedOrFlat() {
        AttestedSession expected =
                new AttestedSession(Map.of("team", "blue", "stage", "prod"), Set.of("team"), Optional.of("Bob"));
        JWTClaimsSet nested = claims().claim(
                        "https://aws.amazon.com/tags",
                        Map.of(
                                "principal_tags", Map.of("team", List.of("blue"), "stage", List.of("prod")),
                                "transitive_tag_keys", List.of("team")))
                .claim("https://aws.amazon.com/source_identity", "Bob")
                .build();
        JWTClaimsSet flat = claims().claim("https://aws.amazon.com/tags/principal_tags/team", "blue")
                .claim("https://aws.amazon.com/tags/principal_tags/stage", List.of("prod"))
                .claim("https://aws.amazon.com/tags/transitive_tag_keys", List.of("team"))
                .claim("https://aws.amazon.com/source_identity", "Bob")
                .build();

        assertThat(verify(sign(nested)).attested()).isEqualTo(expected);
        assertThat(verify(sign(flat)).attested()).isEqualTo(expected);
    }

    @Test
    void tagsOfAnotherShapeAreRefusedNotIgnored() {
        for (Object malformed : List.of("x", List.of(), Map.of("principal_tags", Map.of("a", List.of("1", "2"))))) {
            Refusals.assertRefused(
                    () -> verify(sign(claims().claim("https://aws.amazon.com/tags", malformed)
                            .build())),
                    "IDPRejectedClaim",
                    "The tags or the source identity in the ID Token are malformed");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_FOUND", "REDIRECTS", "NOT_JSON", "NAMES_ANOTHER_ISSUER", "KEYS_OVER_HTTP"})
    void anIssuerThatPublishesNoKeysVerifiesNothing(Fault fault) {
        issuer.fail(fault);

        assertInvalid(issuer.token(NOW), NO_KEY);
        assertThat(issuer.asked()).doesNotContain("/elsewhere/.well-known/openid-configuration");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"FAILS", "HANGS", "TOO_LONG"},
            mode = Mode.INCLUDE)
    void anIssuerThatDoesNotAnswerInBoundsIsUnreachable(Fault fault) {
        issuer.fail(fault);
        WebIdentityTokens impatient = new WebIdentityTokens(new IssuerKeys(
                new IssuerDocuments(Optional.of(issuer.authority()), true, Duration.ofMillis(800))::get));

        Refusals.assertRefused(
                () -> impatient.verify(issuer.token(NOW), issuer.trusted(), NOW), "IDPCommunicationError", UNREACHABLE);
    }

    @Test
    void anUnknownAuthorityIsNotBelieved() {
        WebIdentityTokens platformOnly = new WebIdentityTokens(Optional.empty(), true, PATIENCE);

        Refusals.assertRefused(
                () -> platformOnly.verify(issuer.token(NOW), issuer.trusted(), NOW), "InvalidIdentityToken", UNTRUSTED);
    }

    @Test
    void aThumbprintOfTheChainIsBelieved() {
        WebIdentityTokens platformOnly = new WebIdentityTokens(Optional.empty(), true, PATIENCE);
        TrustedIssuer listed = new TrustedIssuer(issuer.url(), Set.of(CLIENT_ID), Set.of(issuer.thumbprint()));

        assertThat(platformOnly.verify(issuer.token(NOW), listed, NOW).audience())
                .isEqualTo(CLIENT_ID);
    }

    @Test
    void anotherThumbprintIsNot() {
        WebIdentityTokens platformOnly = new WebIdentityTokens(Optional.empty(), true, PATIENCE);
        TrustedIssuer listed = new TrustedIssuer(issuer.url(), Set.of(CLIENT_ID), Set.of("a".repeat(40)));

        Refusals.assertRefused(
                () -> platformOnly.verify(issuer.token(NOW), listed, NOW), "InvalidIdentityToken", UNTRUSTED);
    }

    /** A thumbprint is of an authority, not a licence for whoever it has certified: the name is checked all the same. */
    @Test
    void aThumbprintDoesNotMakeUpForAnotherHostsName() {
        String url = "https://127.0.0.2:" + issuer.port();
        TrustedIssuer listed = new TrustedIssuer(url, Set.of(CLIENT_ID), Set.of(issuer.thumbprint()));
        int before = issuer.asked().size();

        Refusals.assertRefused(
                () -> tokens.verify(sign(claims().issuer(url).build()), listed, NOW),
                "InvalidIdentityToken",
                UNTRUSTED);
        assertThat(issuer.asked()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://169.254.169.254", "https://[fd00:ec2::254]", "https://[::169.254.169.254]"})
    void whereCredentialsAreServedIsNotAsked(String url) {
        String token = sign(claims().issuer(url).build());

        Refusals.assertRefused(
                () -> tokens.verify(token, new TrustedIssuer(url, Set.of(CLIENT_ID), Set.of()), NOW),
                "InvalidIdentityToken",
                NO_KEY);
    }

    @Test
    void thisMachineIsNotAskedUnlessConfigured() {
        int before = issuer.asked().size();
        WebIdentityTokens noLoopback = new WebIdentityTokens(Optional.of(issuer.authority()), false);

        Refusals.assertRefused(
                () -> noLoopback.verify(issuer.token(NOW), issuer.trusted(), NOW), "InvalidIdentityToken", NO_KEY);
        assertThat(issuer.asked()).hasSize(before);
    }

    private JWTClaimsSet.Builder claims() {
        return issuer.claims(NOW);
    }

    private WebIdentity verify(String token) {
        return tokens.verify(token, issuer.trusted(), NOW);
    }

    private void assertInvalid(String token, String message) {
        Refusals.assertRefused(() -> verify(token), "InvalidIdentityToken", message);
    }
}
