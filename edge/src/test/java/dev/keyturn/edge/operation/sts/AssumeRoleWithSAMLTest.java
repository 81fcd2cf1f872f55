package dev.keyturn.edge.operation.sts;

import static dev.keyturn.edge.federation.SamlIdp.RECIPIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.ExpiredTokenException;
import software.amazon.awssdk.services.sts.model.InvalidIdentityTokenException;

import dev.keyturn.edge.federation.SamlIdp;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.trail.TrailRecord;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields
final class AssumeRoleWithSAMLTest extends OnFederation {
    private static final String ENTITY = "https://idp.example/metadata";
    private static final String PROVIDER = "arn:aws:iam::111122223333:saml-provider/idp";
    private static final String DENIED = "Not authorized to perform sts:AssumeRoleWithSAML";

    @TempDir
    static Path keys;

    private static SamlIdp idp;

    private int responses;

    @BeforeAll
    static void makeKeys() {
        idp = SamlIdp.rsa(keys, ENTITY);
    }

    @BeforeEach
    void register() {
        iam.createSAMLProvider(r -> r.name("idp").samlMetadataDocument(idp.metadata()));
    }

    @Test
    void aSignedResponseGetsTheRole() {
        Role role = role("dba", trustingProvider("sts:AssumeRoleWithSAML", ""));

        AssumeRoleWithSamlResponse answer = assume("dba", response("dba"));

        assertThat(answer.subject()).isEqualTo("bob");
        assertThat(answer.subjectType()).isEqualTo("persistent");
        assertThat(answer.issuer()).isEqualTo(ENTITY);
        assertThat(answer.audience()).isEqualTo(RECIPIENT);
        assertThat(answer.nameQualifier()).hasSize(28);
        assertThat(answer.assumedRoleUser().arn())
                .isEqualTo("arn:aws:sts::111122223333:assumed-role/dba/bob@example.com");
        assertThat(answer.assumedRoleUser().assumedRoleId()).isEqualTo(role.id() + ":bob@example.com");
        assertThat(answer.credentials().expiration()).isEqualTo(START.plus(Duration.ofHours(1)));
        assertThat(stsAs(answer.credentials()).getCallerIdentity().arn())
                .isEqualTo("arn:aws:sts::111122223333:assumed-role/dba/bob@example.com");
    }

    @Test
    void theTrailSaysWhoItWasAndKeepsNoAssertion() {
        role("dba", trustingProvider("sts:AssumeRoleWithSAML", ""));
        String response = response("dba");
        int before = server.trail().records().size();

        AssumeRoleWithSamlResponse answer = assume("dba", response);

        assertThat(server.trail().records()).hasSize(before + 1);
        TrailRecord record = server.trail().last();
        assertThat(record.eventName()).isEqualTo("AssumeRoleWithSAML");
        assertThat(record.userIdentity().type()).isEqualTo("SAMLUser");
        assertThat(record.userIdentity().principalId()).isEqualTo(answer.nameQualifier() + ":bob");
        assertThat(record.userIdentity().userName()).isEqualTo("bob");
        assertThat(record.requestParameters().orElseThrow()).contains(PROVIDER);
        assertThat(record.toString())
                .doesNotContain(response.substring(0, 100))
                .doesNotContain(answer.credentials().secretAccessKey())
                .doesNotContain(answer.credentials().sessionToken());
    }

    /** Whoever has seen an assertion, in a log or a proxy, gets nothing for it. */
    @Test
    void anAssertionIsGoodForOneSession() {
        role("dba", trustingProvider("sts:AssumeRoleWithSAML", ""));
        String response = response("dba");
        assume("dba", response);

        AwsServiceException refusal = thrownBy(() -> assume("dba", response));

        assertThat(refusal).isInstanceOf(InvalidIdentityTokenException.class);
        assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo("The SAML assertion was used before");
        assertThat(server.trail().last().userIdentity().type()).isEqualTo("SAMLUser");
        assertThat(assume("dba", response("dba")).subject()).isEqualTo("bob");
    }

    @Test
    void anAssertionThatWasDeniedIsNotUsedUp() {
        role(
                "dba",
                trustingProvider(
                        "sts:AssumeRoleWithSAML",
                        ",\"Condition\":{\"StringEquals\":{\"sts:RoleSessionName\":\"alice\"}}"));
        role("reader", trustingProvider("sts:AssumeRoleWithSAML", ""));
        String both = response(
                "dba",
                xml -> xml.replace(
                        "</saml:AttributeValue></saml:Attribute>"
                                + "<saml:Attribute Name=\"https://aws.amazon.com/SAML/Attributes/RoleSessionName\">",
                        "</saml:AttributeValue><saml:AttributeValue>" + roleArn("ops/reader") + "," + PROVIDER
                                + "</saml:AttributeValue></saml:Attribute>"
                                + "<saml:Attribute Name=\"https://aws.amazon.com/SAML/Attributes/RoleSessionName\">"));

        assertThat(deniedWhy(() -> assume("dba", both))).isEqualTo(DENIED);
        assertThat(assume("reader", both).subject()).isEqualTo("bob");
    }

    /** Threat 25: the provider names the role, and the role trusts the provider; one is not enough. */
    @Test
    void bothTheProviderAndTheRoleHaveToAgree() {
        role("dba", trustingProvider("sts:AssumeRoleWithSAML", ""));
        role("unnamed", trustingProvider("sts:AssumeRoleWithSAML", ""));
        role(
                "audience",
                trustingProvider(
                        "sts:AssumeRoleWithSAML",
                        ",\"Condition\":{\"StringEquals\":{\"saml:aud\":\"https://signin.aws.amazon.com/saml\"}}"));
        role(
                "provider",
                trustingProvider("sts:AssumeRoleWithSAML", "").replace("saml-provider/idp", "saml-provider/other"));
        role("action", trustingProvider("sts:AssumeRole", ""));

        assertThat(deniedWhy(() -> assume("unnamed", response("dba")))).isEqualTo(DENIED);
        for (String role : List.of("audience", "provider", "action", "absent")) {
            assertThat(deniedWhy(() -> assume(role, response(role)))).as(role).isEqualTo(DENIED);
        }
    }

    /** A confused deputy: our provider says nothing about another account's roles, whatever they trust. */
    @Test
    void anotherAccountsRoleNeedsItsOwnProvider() {
        role(OTHER_ACCOUNT, "dba", trustingProvider("sts:AssumeRoleWithSAML", ""), Map.of());
        String theirs = "arn:aws:iam::" + OTHER_ACCOUNT + ":role/ops/dba";
        String response = idp.response(START, theirs + "," + PROVIDER, xml -> xml);

        assertThat(deniedWhy(() -> stranger()
                        .assumeRoleWithSAML(
                                r -> r.roleArn(theirs).principalArn(PROVIDER).samlAssertion(response))))
                .isEqualTo(DENIED);
    }

    @Test
    void theTrustPolicyCanAskForTheSubject() {
        role(
                "dba",
                trustingProvider(
                        "sts:AssumeRoleWithSAML",
                        ",\"Condition\":{\"StringEquals\":{\"saml:sub\":\"bob\",\"saml:iss\":\"" + ENTITY
                                + "\",\"saml:doc\":\"" + ACCOUNT + "/idp\"}}"));

        assertThat(assume("dba", response("dba")).subject()).isEqualTo("bob");
        assertThat(deniedWhy(() -> assume("dba", response("dba", xml -> xml.replace(">bob<", ">alice<")))))
                .isEqualTo(DENIED);
    }

    @Test
    void aForgedResponseIsAStrangers() {
        role("dba", trustingProvider("sts:AssumeRoleWithSAML", ""));
        String forged = SamlIdp.rsa(keys, ENTITY).response(START, roleArn("ops/dba") + "," + PROVIDER, xml -> xml);

        assertThat(refusal(() -> assume("dba", forged))).isEqualTo("Response signature invalid");
        assertThat(server.trail().last().userIdentity().type()).isEqualTo("Unknown");
        assertThat(server.trail().last().errorCode()).contains("InvalidIdentityToken");
    }

    @Test
    void newMetadataIsWhatCounts() {
        role("dba", trustingProvider("sts:AssumeRoleWithSAML", ""));
        SamlIdp renewed = SamlIdp.ec(keys, ENTITY);
        iam.updateSAMLProvider(r -> r.samlProviderArn(PROVIDER).samlMetadataDocument(renewed.metadata()));

        assertThat(refusal(() -> assume("dba", response("dba")))).isEqualTo("Response signature invalid");
        assertThat(assume("dba", renewed.response(START, roleArn("ops/dba") + "," + PROVIDER, xml -> xml))
                        .subject())
                .isEqualTo("bob");
    }

    @Test
    void aProviderThatIsNotThereVouchesForNobody() {
        role("dba", trustingProvider("sts:AssumeRoleWithSAML", ""));
        iam.deleteSAMLProvider(r -> r.samlProviderArn(PROVIDER));

        assertThat(refusal(() -> assume("dba", response("dba")))).isEqualTo("Specified provider doesn't exist");
        assertThat(refusal(() -> stranger()
                        .assumeRoleWithSAML(r -> r.roleArn(roleArn("ops/dba"))
                                .principalArn("no-arn-of-a-provider")
                                .samlAssertion(response("dba")))))
                .isEqualTo("Principal ARN is invalid");
    }

    @Test
    void anOldAssertionIsExpired() {
        role("dba", trustingProvider("sts:AssumeRoleWithSAML", ""));
        String response = response("dba");
        pass(Duration.ofMinutes(6));

        assertThat(thrownBy(() -> assume("dba", response))).isInstanceOf(ExpiredTokenException.class);
    }

    @Test
    void theProviderMayShortenTheSession() {
        role("dba", trustingProvider("sts:AssumeRoleWithSAML", ""));
        String attribute = "<saml:Attribute Name=\"https://aws.amazon.com/SAML/Attributes/SessionDuration\">"
                + "<saml:AttributeValue>1800</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>";

        assertThat(assume("dba", response("dba", xml -> xml.replace("</saml:AttributeStatement>", attribute)))
                        .credentials()
                        .expiration())
                .isEqualTo(START.plusSeconds(1800));
        assertThat(assume(
                                "dba",
                                response(
                                        "dba",
                                        xml -> xml.replace(
                                                "<saml:AuthnStatement ",
                                                "<saml:AuthnStatement SessionNotOnOrAfter=\"" + START.plusSeconds(600)
                                                        + "\" ")))
                        .credentials()
                        .expiration())
                .isEqualTo(START.plusSeconds(600));
    }

    @Test
    void tagsOfTheAssertionAreTheSessionsIfTheRoleLetsThem() {
        role("tagged", trustingProvider("sts:AssumeRoleWithSAML\",\"sts:TagSession", ""));
        role("untagged", trustingProvider("sts:AssumeRoleWithSAML", ""));
        UnaryOperator<String> tag = xml -> xml.replace(
                "</saml:AttributeStatement>",
                "<saml:Attribute Name=\"https://aws.amazon.com/SAML/Attributes/PrincipalTag:team\">"
                        + "<saml:AttributeValue>blue</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>");

        Credentials credentials = assume("tagged", response("tagged", tag)).credentials();

        assertThat(server.session(credentials).tags()).containsExactly(Map.entry("team", "blue"));
        assertThat(server.session(credentials).federation().orElseThrow().keys())
                .containsOnlyKeys("saml:sub", "saml:sub_type", "saml:namequalifier");
        assertThat(deniedWhy(() -> assume("untagged", response("untagged", tag))))
                .isEqualTo("Not authorized to perform sts:TagSession");
    }

    @Test
    void whoCallsFromInsideIsNotWhoTheAssertionIsAbout() {
        role("dba", trustingProvider("sts:AssumeRoleWithSAML", ""));

        assertThat(refusal(() -> server.sts(new Principal.Root(ACCOUNT))
                        .assumeRoleWithSAML(r -> r.roleArn(roleArn("ops/dba"))
                                .principalArn(PROVIDER)
                                .samlAssertion(response("dba")))))
                .startsWith(DENIED);
    }

    private AssumeRoleWithSamlResponse assume(String role, String response) {
        return stranger()
                .assumeRoleWithSAML(r ->
                        r.roleArn(roleArn("ops/" + role)).principalArn(PROVIDER).samlAssertion(response));
    }

    private String response(String role) {
        return response(role, xml -> xml);
    }

    /** Each with an identifier of its own, as providers make them. */
    private String response(String role, UnaryOperator<String> edit) {
        responses++;
        String signed = "_assertion" + responses;
        return idp.response(START, roleArn("ops/" + role) + "," + PROVIDER, signed, edit);
    }

    private static String trustingProvider(String action, String condition) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"%s"},\
                "Action":["%s"]%s}]}""".formatted(PROVIDER, action, condition);
    }
}
