package dev.keyturn.edge.federation;

import static dev.keyturn.edge.federation.SamlIdp.AUDIENCE;
import static dev.keyturn.edge.federation.SamlIdp.RECIPIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignatureMethod;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.edge.federation.SamlIdentity.RolePair;

/**
 * Responses that are right in everything but one thing, each refused for that. Long because there are that many things;
 * what is wrapped around a signature is in {@link SignatureWrappingTest}.
 */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
final class SamlAssertionsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String ENTITY = "https://idp.example/metadata";
    private static final String ROLE = "arn:aws:iam::111122223333:role/dba";
    private static final String PROVIDER = "arn:aws:iam::111122223333:saml-provider/idp";
    private static final String INVALID_RESPONSE = "Your request included an invalid SAML response";
    private static final String INVALID_SIGNATURE = "Response signature invalid";

    @TempDir
    static Path folder;

    private static SamlIdp idp;
    private static SamlIdp ecIdp;
    private static SamlIdp stranger;

    private final SamlAssertions assertions = new SamlAssertions(Set.of(RECIPIENT), Set.of(AUDIENCE));

    @BeforeAll
    static void keys() {
        idp = SamlIdp.rsa(folder, ENTITY);
        ecIdp = SamlIdp.ec(folder, ENTITY);
        stranger = SamlIdp.rsa(folder, ENTITY);
    }

    @Test
    void aSignedAssertionIsBelieved() {
        SamlIdentity identity = verify(signed(xml -> xml));

        assertThat(identity.assertionId()).isEqualTo("_assertion");
        assertThat(identity.usableUntil()).isEqualTo(NOW.plusSeconds(360));
        assertThat(identity.issuer()).isEqualTo(ENTITY);
        assertThat(identity.subject()).isEqualTo("bob");
        assertThat(identity.subjectType()).isEqualTo("persistent");
        assertThat(identity.recipient()).isEqualTo(RECIPIENT);
        assertThat(identity.roleSessionName()).isEqualTo("bob@example.com");
        assertThat(identity.roles()).containsExactly(new RolePair(ROLE, PROVIDER));
        assertThat(identity.duration()).isEmpty();
        assertThat(identity.sessionEnd()).isEmpty();
        assertThat(identity.attested()).isEqualTo(new AttestedSession(Map.of(), Set.of(), Optional.empty()));
        // BASE64(SHA1("https://idp.example/metadata111122223333/idp"))
        assertThat(identity.nameQualifier()).isEqualTo(qualifier());
        assertThat(identity.keys())
                .containsOnly(
                        Map.entry("saml:aud", List.of(RECIPIENT)),
                        Map.entry("saml:iss", List.of(ENTITY)),
                        Map.entry("saml:sub", List.of("bob")),
                        Map.entry("saml:sub_type", List.of("persistent")),
                        Map.entry("saml:namequalifier", List.of(qualifier())),
                        Map.entry("saml:doc", List.of("111122223333/idp")));
    }

    @Test
    void aSignedResponseIsBelieved() {
        assertThat(verify(idp.signed(xml(), "_response")).subject()).isEqualTo("bob");
    }

    @Test
    void bothSignedIsBelieved() {
        String both = idp.signed(idp.signed(xml(), "_assertion"), "_response");

        assertThat(verify(both).subject()).isEqualTo("bob");
    }

    @Test
    void ellipticCurvesAreBelieved() {
        assertThat(verify(ecIdp.signed(xml(), "_assertion"), ecIdp).subject()).isEqualTo("bob");
    }

    @Test
    void oneOfTwoSignaturesIsNotEnough() {
        String both = stranger.signed(idp.signed(xml(), "_assertion"), "_response");

        assertInvalid(both, INVALID_SIGNATURE);
    }

    @Test
    void anUnsignedResponseIsRefused() {
        assertInvalid(xml(), INVALID_SIGNATURE);
    }

    /** With the stranger's own certificate in KeyInfo, which is not looked at. */
    @Test
    void aStrangersSignatureIsRefused() {
        assertInvalid(stranger.signed(xml(), "_assertion"), INVALID_SIGNATURE);
    }

    @Test
    void sha1IsRefused() {
        assertInvalid(
                idp.signed(xml(), "_assertion", SamlIdp.RSA_SHA1, DigestMethod.SHA256, _ -> {}), INVALID_SIGNATURE);
        assertInvalid(
                idp.signed(xml(), "_assertion", SignatureMethod.RSA_SHA256, SamlIdp.SHA1, _ -> {}), INVALID_SIGNATURE);
    }

    /** The algorithm is named in the document: another name must not make the certificate a secret. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
                "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
                "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
                "urn:none"
            })
    void anotherAlgorithmIsRefused(String algorithm) {
        assertInvalid(signed(xml -> xml).replace(SignatureMethod.RSA_SHA256, algorithm), INVALID_SIGNATURE);
    }

    @Test
    void aChangeAfterSigningIsRefused() {
        assertInvalid(signed(xml -> xml).replace(">bob<", ">alice<"), INVALID_SIGNATURE);
        assertInvalid(idp.signed(xml(), "_response").replace("role/dba", "role/root"), INVALID_SIGNATURE);
    }

    @Test
    void anotherReferenceIsRefused() {
        assertInvalid(signed(xml -> xml).replace("URI=\"#_assertion\"", "URI=\"\""), INVALID_SIGNATURE);
        assertInvalid(signed(xml -> xml).replace("URI=\"#_assertion\"", "URI=\"#_response\""), INVALID_SIGNATURE);
        assertInvalid(
                signed(xml -> xml).replace("URI=\"#_assertion\"", "URI=\"https://idp.example/other.xml\""),
                INVALID_SIGNATURE);
    }

    /** A transform could select what is digested, or run for ever. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://www.w3.org/TR/1999/REC-xpath-19991116",
                "http://www.w3.org/2002/06/xmldsig-filter2",
                "http://www.w3.org/TR/1999/REC-xslt-19991116",
                "http://www.w3.org/2000/09/xmldsig#base64"
            })
    void aTransformThatSelectsIsRefused(String transform) {
        assertInvalid(
                signed(xml -> xml)
                        .replace(
                                "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>",
                                "<ds:Transform Algorithm=\"" + transform + "\"/>"),
                INVALID_SIGNATURE);
    }

    @Test
    void aDocumentTypeIsRefused() {
        assertInvalid("<!DOCTYPE x>" + signed(xml -> xml), INVALID_RESPONSE);
        assertInvalid(
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>"
                        + signed(xml -> xml.replace(">bob<", ">&#98;ob<")).replace(">bob<", ">&e;<"),
                INVALID_RESPONSE);
    }

    @Test
    void entitiesThatExplodeAreRefused() {
        StringBuilder entities = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            entities.append("<!ENTITY a")
                    .append(i)
                    .append(" \"&a")
                    .append(i - 1)
                    .append(";&a")
                    .append(i - 1)
                    .append(";\">");
        }

        assertInvalid(entities + "]><x>&a29;</x>", INVALID_RESPONSE);
    }

    @Test
    void depthIsBounded() {
        assertInvalid("<a>".repeat(10_000) + "</a>".repeat(10_000), INVALID_RESPONSE);
    }

    @Test
    void lengthIsBounded() {
        assertInvalid(signed(xml -> xml) + " ".repeat(100_001), INVALID_RESPONSE);
    }

    /** Comments are not signed: they could be put where a text is then cut off. */
    @Test
    void commentsAndInstructionsAreRefused() {
        assertInvalid(signed(xml -> xml).replace(">bob<", ">b<!-- -->ob<"), INVALID_RESPONSE);
        assertInvalid(signed(xml -> xml) + "<!-- -->", INVALID_RESPONSE);
        assertInvalid(signed(xml -> xml).replace(">bob<", ">b<?x?>ob<"), INVALID_RESPONSE);
    }

    @Test
    void anElementInsideATextIsRefused() {
        assertInvalid(signed(xml -> xml.replace(">bob<", ">b<b xmlns=\"\">o</b>b<")), INVALID_RESPONSE);
    }

    @Test
    void anEncryptedAssertionIsRefused() {
        assertInvalid(
                signed(xml -> xml.replace(
                        "</samlp:Status>", "</samlp:Status><saml:EncryptedAssertion>x</saml:EncryptedAssertion>")),
                INVALID_RESPONSE);
    }

    @Test
    void anythingButASuccessIsRefused() {
        assertInvalid(signed(xml -> xml.replace("status:Success", "status:Responder")), INVALID_RESPONSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!!!", "PHg+", "eA=="})
    void garbageIsRefused(String response) {
        Refusals.assertRefused(
                () -> assertions.verify(response, provider(idp), NOW), "InvalidIdentityToken", INVALID_RESPONSE);
    }

    @Test
    void anotherIssuerIsRefused() {
        String message = "Issuer not present in specified provider";

        assertInvalid(signed(xml -> xml.replace(ENTITY, "https://other.example")), message);
        assertInvalid(signed(xml -> xml.replaceFirst(ENTITY, "https://other.example")), message);
    }

    @Test
    void anotherAudienceIsRefused() {
        assertInvalid(signed(xml -> xml.replace(AUDIENCE, "urn:amazon:webservices")), "Incorrect token audience");
    }

    /** Each restriction has to be met: SAML 2.0 core, section 2.5.1.4. */
    @Test
    void anotherAudienceBesideOursIsRefusedUnlessInTheSameRestriction() {
        String other = "<saml:Audience>urn:other</saml:Audience>";

        assertThat(verify(signed(xml -> xml.replace("<saml:Audience>", other + "<saml:Audience>")))
                        .subject())
                .isEqualTo("bob");
        assertInvalid(
                signed(xml -> xml.replace(
                        "</saml:Conditions>",
                        "<saml:AudienceRestriction>" + other + "</saml:AudienceRestriction></saml:Conditions>")),
                "Incorrect token audience");
    }

    @Test
    void anotherRecipientIsRefused() {
        assertInvalid(
                signed(xml ->
                        xml.replace("Recipient=\"" + RECIPIENT, "Recipient=\"https://signin.aws.amazon.com/saml")),
                INVALID_RESPONSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " NotOnOrAfter=\"[^\"]*\" Recipient",
                "Recipient=\"[^\"]*\"",
                "<saml:Conditions.*</saml:Conditions>",
                "<saml:AudienceRestriction>.*</saml:AudienceRestriction>",
                "<saml:Subject>.*</saml:Subject>",
                "<saml:SubjectConfirmation .*</saml:SubjectConfirmation>",
                "<saml:NameID.*</saml:NameID>",
                "<samlp:Status>.*</samlp:Status>"
            })
    void whatIsRequiredIsRequired(String part) {
        assertInvalid(
                signed(xml -> xml.replaceFirst(part, part.endsWith("Recipient") ? " Recipient" : "")),
                INVALID_RESPONSE);
    }

    @Test
    void aConditionThatIsUnknownIsRefused() {
        assertInvalid(
                signed(xml ->
                        xml.replace("</saml:Conditions>", "<x:OnlyAtFullMoon xmlns:x=\"urn:x\"/></saml:Conditions>")),
                INVALID_RESPONSE);
    }

    @Test
    void anotherConfirmationThanTheBearersIsRefused() {
        assertInvalid(signed(xml -> xml.replace("cm:bearer", "cm:holder-of-key")), INVALID_RESPONSE);
    }

    @Test
    void anAssertionExpires() {
        String response = SamlIdp.encode(signed(
                xml -> xml.replace("IssueInstant=\"" + NOW + "\"", "IssueInstant=\"" + NOW.plusSeconds(200) + "\"")));
        Instant end = NOW.plusSeconds(360);

        Refusals.assertRefused(
                () -> assertions.verify(response, provider(idp), end),
                "ExpiredTokenException",
                "Token expired: current date/time " + end.getEpochSecond()
                        + " must be before the expiration date/time "
                        + NOW.plusSeconds(300).getEpochSecond());
        assertThat(assertions
                        .verify(response, provider(idp), end.minusMillis(1))
                        .subject())
                .isEqualTo("bob");
    }

    @Test
    void anAssertionIsRedeemedWithinFiveMinutes() {
        String response =
                SamlIdp.encode(signed(xml -> xml.replace(NOW.plusSeconds(300).toString(), "2026-11-24T18:00:00Z")));

        Refusals.assertRefused(
                () -> assertions.verify(response, provider(idp), NOW.plusSeconds(360)),
                "ExpiredTokenException",
                "Token must be redeemed within 5 minutes of issuance");
    }

    @Test
    void theFutureIsRefused() {
        String response = SamlIdp.encode(signed(xml -> xml));

        Refusals.assertRefused(
                () -> assertions.verify(response, provider(idp), NOW.minusSeconds(61)),
                "InvalidIdentityToken",
                INVALID_RESPONSE);
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        assertInvalid(signed(xml -> xml.replace("NotBefore=\"" + NOW, "NotBefore=\"yesterday")), INVALID_RESPONSE);
    }

    @Test
    void metadataThatHasExpiredVerifiesNothing() {
        TrustedSamlProvider provider = new TrustedSamlProvider(
                "111122223333", "idp", SamlMetadata.parse(idp.metadata(" validUntil=\"2026-11-24T12:00:00Z\"")));

        Refusals.assertRefused(
                () -> assertions.verify(SamlIdp.encode(signed(xml -> xml)), provider, NOW),
                "InvalidIdentityToken",
                "The metadata of the specified provider has expired");
    }

    @Test
    void theRoleMayComeAfterTheProvider() {
        assertThat(verify(signed(xml -> xml.replace(ROLE + "," + PROVIDER, PROVIDER + " , " + ROLE)))
                        .roles())
                .containsExactly(new RolePair(ROLE, PROVIDER));
    }

    @Test
    void attributesSayWhatTheSessionIs() {
        SamlIdentity identity = verify(signed(xml -> withAttributes(
                xml,
                attribute("https://aws.amazon.com/SAML/Attributes/SessionDuration", "1800"),
                attribute("https://aws.amazon.com/SAML/Attributes/PrincipalTag:team", "blue"),
                attribute("https://aws.amazon.com/SAML/Attributes/TransitiveTagKeys", "team", "stage"),
                attribute("https://aws.amazon.com/SAML/Attributes/SourceIdentity", "Bob"),
                attribute("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "staff", "member"),
                attribute("urn:whatever", "x"))));

        assertThat(identity.duration()).contains(Duration.ofSeconds(1800));
        assertThat(identity.attested())
                .isEqualTo(new AttestedSession(Map.of("team", "blue"), Set.of("team", "stage"), Optional.of("Bob")));
        assertThat(identity.keys()).hasSize(7).containsEntry("saml:edupersonaffiliation", List.of("staff", "member"));
    }

    @Test
    void theProviderMayEndTheSession() {
        String end = "<saml:AuthnStatement SessionNotOnOrAfter=\"2026-11-24T12:30:00Z\" ";

        assertThat(verify(signed(xml -> xml.replace("<saml:AuthnStatement ", end)))
                        .sessionEnd())
                .contains(Instant.parse("2026-11-24T12:30:00Z"));
    }

    @Test
    void aSessionNameIsNeeded() {
        assertInvalid(
                signed(xml -> xml.replace("Attributes/RoleSessionName", "Attributes/Other")),
                "RoleSessionName is required in AuthnResponse");
        assertInvalid(
                signed(xml -> xml.replace("bob@example.com", "bob the builder")),
                "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"899", "43201", "-900", "1e3", "99999999999999999999"})
    void aSessionDurationHasBounds(String duration) {
        assertInvalid(
                signed(xml -> withAttributes(
                        xml, attribute("https://aws.amazon.com/SAML/Attributes/SessionDuration", duration))),
                "SessionDuration in AuthnResponse must be between 900 and 43200 seconds");
    }

    private static String withAttributes(String xml, String... attributes) {
        return xml.replace("</saml:AttributeStatement>", String.join("", attributes) + "</saml:AttributeStatement>");
    }

    private static String attribute(String name, String... values) {
        StringBuilder xml = new StringBuilder("<saml:Attribute Name=\"" + name + "\">");
        for (String value : values) {
            xml.append("<saml:AttributeValue>").append(value).append("</saml:AttributeValue>");
        }
        return xml + "</saml:Attribute>";
    }

    private static String xml() {
        return idp.xml(NOW, ROLE + "," + PROVIDER);
    }

    private static String signed(UnaryOperator<String> edit) {
        String response = idp.response(NOW, ROLE + "," + PROVIDER, edit);
        return new String(Base64.getDecoder().decode(response), StandardCharsets.UTF_8);
    }

    private SamlIdentity verify(String xml) {
        return verify(xml, idp);
    }

    private SamlIdentity verify(String xml, SamlIdp by) {
        return assertions.verify(SamlIdp.encode(xml), provider(by), NOW);
    }

    private static TrustedSamlProvider provider(SamlIdp by) {
        return new TrustedSamlProvider("111122223333", "idp", SamlMetadata.parse(by.metadata()));
    }

    private void assertInvalid(String xml, String message) {
        Refusals.assertRefused(() -> verify(xml), "InvalidIdentityToken", message);
    }

    private static String qualifier() {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((ENTITY + "111122223333/idp").getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
