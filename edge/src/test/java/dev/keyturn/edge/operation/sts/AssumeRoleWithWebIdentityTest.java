package dev.keyturn.edge.operation.sts;

import static dev.keyturn.edge.federation.OidcIssuer.CLIENT_ID;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.ExpiredTokenException;
import software.amazon.awssdk.services.sts.model.InvalidIdentityTokenException;

import dev.keyturn.edge.federation.OidcIssuer;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.trail.TrailRecord;

final class AssumeRoleWithWebIdentityTest extends OnFederation {
    private static final String SUBJECT = "system:serviceaccount:shop:web";
    private static final String DENIED = "Not authorized to perform sts:AssumeRoleWithWebIdentity";

    private String issuerName;
    private String providerArn;

    @BeforeEach
    void register() {
        issuerName = "localhost:" + issuer.port();
        providerArn = iam.createOpenIDConnectProvider(r -> r.url(issuer.url()).clientIDList(CLIENT_ID))
                .openIDConnectProviderArn();
    }

    @Test
    void aPodsTokenGetsTheRole() {
        Role role = role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", forSubject(SUBJECT)));

        AssumeRoleWithWebIdentityResponse answer = assume("web", token());

        assertThat(providerArn).isEqualTo("arn:aws:iam::111122223333:oidc-provider/" + issuerName);
        assertThat(answer.provider()).isEqualTo(providerArn);
        assertThat(answer.audience()).isEqualTo(CLIENT_ID);
        assertThat(answer.subjectFromWebIdentityToken()).isEqualTo(SUBJECT);
        assertThat(answer.assumedRoleUser().arn()).isEqualTo("arn:aws:sts::111122223333:assumed-role/web/pod-1");
        assertThat(answer.assumedRoleUser().assumedRoleId()).isEqualTo(role.id() + ":pod-1");
        assertThat(answer.packedPolicySize()).isNull();
        assertThat(answer.credentials().expiration()).isEqualTo(START.plus(Duration.ofHours(1)));
        assertThat(stsAs(answer.credentials()).getCallerIdentity().arn())
                .isEqualTo("arn:aws:sts::111122223333:assumed-role/web/pod-1");
    }

    @Test
    void theTrailSaysWhoItWasAndKeepsNoToken() {
        role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""));
        String token = token();
        int before = server.trail().records().size();

        AssumeRoleWithWebIdentityResponse answer = assume("web", token);

        assertThat(server.trail().records()).hasSize(before + 1);
        TrailRecord record = server.trail().last();
        assertThat(record.eventName()).isEqualTo("AssumeRoleWithWebIdentity");
        assertThat(record.readOnly()).isTrue();
        assertThat(record.userIdentity().type()).isEqualTo("WebIdentityUser");
        assertThat(record.userIdentity().principalId()).isEqualTo(issuerName + ":" + CLIENT_ID + ":" + SUBJECT);
        assertThat(record.userIdentity().userName()).isEqualTo(SUBJECT);
        assertThat(record.resources())
                .extracting(TrailRecord.Resource::arnOrName)
                .contains(roleArn("ops/web"));
        assertThat(record.requestParameters().orElseThrow()).contains("pod-1");
        assertThat(record.responseElements().orElseThrow())
                .contains(answer.credentials().accessKeyId());
        assertThat(record.toString())
                .doesNotContain(token)
                .doesNotContain(token.substring(token.lastIndexOf('.') + 1))
                .doesNotContain(answer.credentials().secretAccessKey())
                .doesNotContain(answer.credentials().sessionToken());
    }

    @Test
    void aTokenThatIsNotBelievedIsAStrangers() {
        role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""));
        String token = OidcIssuer.sign(claims().audience("others").build());

        AwsServiceException refusal = thrownBy(() -> assume("web", token));

        assertThat(refusal).isInstanceOf(InvalidIdentityTokenException.class);
        assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo("Incorrect token audience");
        assertThat(server.trail().last().userIdentity().type()).isEqualTo("Unknown");
        assertThat(server.trail().last().errorCode()).contains("InvalidIdentityToken");
        assertThat(server.trail().last().toString()).doesNotContain(token);
    }

    @Test
    void anExpiredTokenIsSaidToBe() {
        role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""));
        String token = OidcIssuer.sign(
                claims().expirationTime(Date.from(START.minusSeconds(1))).build());

        assertThat(thrownBy(() -> assume("web", token))).isInstanceOf(ExpiredTokenException.class);
    }

    /** Threat 25: whoever has a token of a trusted issuer gets no role but those meant for it. */
    @Test
    void theTrustPolicyDecides() {
        role(
                "subject",
                trustingIssuer("sts:AssumeRoleWithWebIdentity", forSubject("system:serviceaccount:shop:admin")));
        role(
                "audience",
                trustingIssuer(
                        "sts:AssumeRoleWithWebIdentity",
                        ",\"Condition\":{\"StringEquals\":{\"" + issuerName + ":aud\":\"other\"}}"));
        role("action", trustingIssuer("sts:AssumeRole", ""));
        role("account", trusting("arn:aws:iam::" + ACCOUNT + ":root"));
        role("provider", trustingIssuer("sts:AssumeRoleWithWebIdentity", "").replace(issuerName, "other.example"));
        role(
                "name",
                trustingIssuer(
                        "sts:AssumeRoleWithWebIdentity",
                        ",\"Condition\":{\"StringEquals\":{\"sts:RoleSessionName\":\"pod-2\"}}"));

        for (String role : List.of("subject", "audience", "action", "account", "provider", "name", "absent")) {
            assertThat(deniedWhy(() -> assume(role, token()))).as(role).isEqualTo(DENIED);
            assertThat(server.trail().last().userIdentity().type()).isEqualTo("WebIdentityUser");
        }
    }

    /** A confused deputy: another account's role, whatever it trusts, needs that account's own provider. */
    @Test
    void anotherAccountsRoleNeedsItsOwnProvider() {
        role(OTHER_ACCOUNT, "web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""), Map.of());
        String theirs = "arn:aws:iam::" + OTHER_ACCOUNT + ":role/ops/web";

        assertThat(refusal(() -> assumeArn(theirs, token(), _ -> {})))
                .isEqualTo("No OpenIDConnect provider found in your account for " + issuer.url());

        server.otherRoot().createOpenIDConnectProvider(r -> r.url(issuer.url()).clientIDList("their-client"));
        assertThat(refusal(() -> assumeArn(theirs, token(), _ -> {}))).isEqualTo("Incorrect token audience");
        // The role trusts our provider, not theirs.
        String forThem = OidcIssuer.sign(claims().audience("their-client").build());
        assertThat(deniedWhy(() -> assumeArn(theirs, forThem, _ -> {}))).isEqualTo(DENIED);
    }

    @Test
    void aDeletedProviderVouchesForNobody() {
        role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""));
        assume("web", token());

        iam.deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(providerArn));

        assertThat(refusal(() -> assume("web", token())))
                .isEqualTo("No OpenIDConnect provider found in your account for " + issuer.url());
    }

    @Test
    void aRemovedClientIdIsNoAudienceAnyMore() {
        role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""));
        iam.removeClientIDFromOpenIDConnectProvider(
                r -> r.openIDConnectProviderArn(providerArn).clientID(CLIENT_ID));

        assertThat(refusal(() -> assume("web", token()))).isEqualTo("Incorrect token audience");
    }

    @Test
    void tagsOfTheTokenAreTheSessionsIfTheRoleLetsThem() {
        role(
                "tagged",
                trustingIssuer(
                        "sts:AssumeRoleWithWebIdentity\",\"sts:TagSession\",\"sts:SetSourceIdentity",
                        ",\"Condition\":{\"StringEquals\":{\"aws:RequestTag/team\":\"blue\"}}"));
        role("untagged", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""));
        String token = OidcIssuer.sign(tagged("blue").build());

        Credentials credentials = assume("tagged", token).credentials();

        assertThat(server.session(credentials).tags()).containsExactly(Map.entry("team", "blue"));
        assertThat(server.session(credentials).transitiveTagKeys()).containsExactly("team");
        assertThat(server.session(credentials).sourceIdentity()).contains("Bob");
        assertThat(deniedWhy(
                        () -> assume("tagged", OidcIssuer.sign(tagged("red").build()))))
                .isEqualTo(DENIED);
        assertThat(deniedWhy(() -> assume("untagged", token))).isEqualTo("Not authorized to perform sts:TagSession");
    }

    @Test
    void tagsThatNoRequestCouldHaveAreRejected() {
        role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""));

        for (Map<String, List<String>> tags : List.of(
                Map.of("a".repeat(129), List.of("v")),
                Map.of("k", List.of("v".repeat(257))),
                Map.of("k<", List.of("v")),
                Map.of("k", List.of("a"), "K", List.of("b")))) {
            String token = OidcIssuer.sign(claims().claim("https://aws.amazon.com/tags", Map.of("principal_tags", tags))
                    .build());
            assertThat(thrownBy(() -> assume("web", token)).awsErrorDetails().errorCode())
                    .isEqualTo("IDPRejectedClaim");
        }
    }

    @Test
    void aSessionLastsNoLongerThanTheRoleAllows() {
        role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""));

        assertThat(assumeArn(roleArn("ops/web"), token(), r -> r.durationSeconds(7200))
                        .credentials()
                        .expiration())
                .isEqualTo(START.plus(Duration.ofHours(2)));
        assertThat(refusal(() -> assumeArn(roleArn("ops/web"), token(), r -> r.durationSeconds(7201))))
                .isEqualTo("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }

    @Test
    void aSessionPolicyNarrows() {
        role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""), ALLOW_ALL);

        AssumeRoleWithWebIdentityResponse answer =
                assumeArn(roleArn("ops/web"), token(), r -> r.policy(policy("Allow", "iam:GetUser", "*")));

        assertThat(answer.packedPolicySize()).isPositive();
        assertThat(deniedWhy(
                        () -> server.as(answer.credentials(), IamClient.class).listUsers()))
                .endsWith("because no session policy allows the iam:ListUsers action");
    }

    /** What the provider vouched for stays known: a policy of the role can ask for it. */
    @Test
    void laterCallsKnowWhoItWas() {
        String ifItIsThem = """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:GetAccessKeyInfo","Resource":"*",
                 "Condition":{"StringEquals":{"%s:sub":"%s","aws:FederatedProvider":"%s"}}}}""".formatted(issuerName, SUBJECT, providerArn);
        role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""), ifItIsThem);
        role("own", TRUST_ACCOUNT, ifItIsThem);

        Credentials web = assume("web", token()).credentials();
        Credentials own = assumed(admin(), roleArn("ops/own"));

        assertThat(stsAs(web)
                        .getAccessKeyInfo(r -> r.accessKeyId(web.accessKeyId()))
                        .account())
                .isEqualTo(ACCOUNT);
        assertThat(deniedWhy(() -> stsAs(own).getAccessKeyInfo(r -> r.accessKeyId(web.accessKeyId()))))
                .contains("sts:GetAccessKeyInfo");
    }

    @Test
    void anAccessTokenOfAnotherKindIsNotTaken() {
        role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""));

        assertThat(refusal(() -> assumeArn(roleArn("ops/web"), token(), r -> r.providerId("www.amazon.com"))))
                .isEqualTo("OAuth 2.0 access tokens are not supported");
    }

    @Test
    void aRoleArnThatIsNoneIsAValidationError() {
        AwsServiceException refusal = thrownBy(() -> assumeArn("arn:aws:iam::111122223333:user/bob", token(), _ -> {}));

        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
    }

    /** Nobody else's standing, not even root's, makes up for the token's. */
    @Test
    void whoCallsFromInsideIsNotWhoTheTokenIsAbout() {
        role("web", trustingIssuer("sts:AssumeRoleWithWebIdentity", ""));
        StsClient root = server.sts(new Principal.Root(ACCOUNT));

        assertThat(refusal(() -> root.assumeRoleWithWebIdentity(r ->
                        r.roleArn(roleArn("ops/web")).roleSessionName("inside").webIdentityToken(token()))))
                .startsWith(DENIED);
    }

    private AssumeRoleWithWebIdentityResponse assume(String role, String token) {
        return assumeArn(roleArn("ops/" + role), token, _ -> {});
    }

    private AssumeRoleWithWebIdentityResponse assumeArn(
            String roleArn, String token, Consumer<AssumeRoleWithWebIdentityRequest.Builder> more) {
        return stranger().assumeRoleWithWebIdentity(r -> {
            r.roleArn(roleArn).roleSessionName("pod-1").webIdentityToken(token);
            more.accept(r);
        });
    }

    private JWTClaimsSet.Builder claims() {
        return issuer.claims(START);
    }

    private JWTClaimsSet.Builder tagged(String team) {
        return claims().claim(
                        "https://aws.amazon.com/tags",
                        Map.of("principal_tags", Map.of("team", List.of(team)), "transitive_tag_keys", List.of("team")))
                .claim("https://aws.amazon.com/source_identity", "Bob");
    }

    private String token() {
        return issuer.token(START);
    }

    private String trustingIssuer(String action, String condition) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"%s"},\
                "Action":["%s"]%s}]}""".formatted(providerArn, action, condition);
    }

    private String forSubject(String subject) {
        return ",\"Condition\":{\"StringEquals\":{\"" + issuerName + ":sub\":\"" + subject + "\",\"" + issuerName
                + ":aud\":\"" + CLIENT_ID + "\"}}";
    }
}
