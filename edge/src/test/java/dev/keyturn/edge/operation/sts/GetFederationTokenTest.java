package dev.keyturn.edge.operation.sts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;

import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.trail.TrailRecord;

final class GetFederationTokenTest extends OnSts {
    private static final String GETS = policy("Allow", "secretsmanager:GetSecretValue", "*");
    private static final String SOMEBODY = "arn:aws:sts::" + ACCOUNT + ":federated-user/somebody";

    @Test
    void somebodyMayDoWhatBothTheCallerAndTheSessionPolicyAllow() {
        server.secrets(new Principal.Root(ACCOUNT))
                .createSecret(r -> r.name("a").secretString("v"));
        GetFederationTokenResponse answer =
                user("proxy", """
                        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*",
                         "Action":["sts:GetFederationToken","secretsmanager:*"]}}""").getFederationToken(r -> r.name("somebody").policy(GETS));
        SecretsManagerClient somebody = server.as(answer.credentials(), SecretsManagerClient.class);

        assertThat(answer.federatedUser().arn()).isEqualTo(SOMEBODY);
        assertThat(answer.federatedUser().federatedUserId()).isEqualTo(ACCOUNT + ":somebody");
        assertThat(answer.packedPolicySize()).isBetween(1, 10);
        assertThat(answer.credentials().expiration()).isEqualTo(START.plus(Duration.ofHours(12)));
        assertThat(stsAs(answer.credentials()).getCallerIdentity().arn()).isEqualTo(SOMEBODY);
        assertThat(stsAs(answer.credentials()).getCallerIdentity().userId()).isEqualTo(ACCOUNT + ":somebody");
        assertThat(somebody.getSecretValue(r -> r.secretId("a")).secretString()).isEqualTo("v");
        assertThat(deniedWhy(somebody::listSecrets)).contains("because no session policy");
    }

    /** Threat 20. */
    @Test
    void aSessionPolicyGivesNothingThatTheCallerLacks() {
        StsClient proxy = user("proxy", policy("Allow", "sts:GetFederationToken", "*"));
        SecretsManagerClient somebody = server.as(
                proxy.getFederationToken(r -> r.name("somebody").policy(ALLOW_ALL))
                        .credentials(),
                SecretsManagerClient.class);

        assertThat(deniedWhy(somebody::listSecrets)).contains("because no identity-based policy");
    }

    @Test
    void withoutASessionPolicySomebodyMayDoNothing() {
        Credentials credentials =
                admin().getFederationToken(r -> r.name("somebody")).credentials();

        assertThat(deniedWhy(
                        () -> server.as(credentials, SecretsManagerClient.class).listSecrets()))
                .startsWith("User: " + SOMEBODY + " is not authorized to perform: secretsmanager:ListSecrets");
    }

    @Test
    void rootMayAndForNoMoreThanAnHour() {
        Credentials credentials = server.sts(new Principal.Root(ACCOUNT))
                .getFederationToken(r -> r.name("somebody")
                        .policy(policy("Allow", "secretsmanager:ListSecrets", "*"))
                        .durationSeconds(43_200))
                .credentials();
        SecretsManagerClient somebody = server.as(credentials, SecretsManagerClient.class);

        assertThat(credentials.expiration()).isEqualTo(START.plusSeconds(3_600));
        assertThat(somebody.listSecrets().secretList()).isEmpty();
        assertThat(deniedWhy(() -> somebody.getRandomPassword(r -> {}))).contains("because no session policy");
    }

    /** Also when the session policy allows it. */
    @Test
    void suchASessionCallsNeitherIamNorSts() {
        Credentials credentials = admin().getFederationToken(
                        r -> r.name("somebody").policy(ALLOW_ALL))
                .credentials();
        role("deputy", trusting("*"));
        StsClient sts = stsAs(credentials);

        assertRefused(
                () -> server.as(credentials, IamClient.class).listUsers(),
                "InvalidClientTokenId",
                "The security token included in the request is invalid");
        assertRefused(
                () -> assumed(sts, roleArn("ops/deputy")),
                "AccessDenied",
                "Cannot call AssumeRole with session credentials");
        assertRefused(sts::getSessionToken, "AccessDenied", "Cannot call GetSessionToken with session credentials");
    }

    @Test
    void itNeedsPermissionOnTheFederatedUserAndToTag() {
        StsClient nobody = user("nobody", policy("Allow", "sts:GetAccessKeyInfo", "*"));
        StsClient untagging = user("untagging", policy("Allow", "sts:GetFederationToken", SOMEBODY));

        assertNoPolicyAllows(
                () -> nobody.getFederationToken(r -> r.name("somebody")), "nobody", "sts:GetFederationToken", SOMEBODY);
        assertThat(untagging.getFederationToken(r -> r.name("somebody"))).isNotNull();
        assertNoPolicyAllows(
                () -> untagging.getFederationToken(
                        r -> r.name("somebody").tags(t -> t.key("a").value("b"))),
                "untagging",
                "sts:TagSession",
                SOMEBODY);
    }

    @Test
    void itIsRecordedWithWhoAskedForIt() {
        Credentials credentials = admin().getFederationToken(
                        r -> r.name("somebody").policy(ALLOW_ALL))
                .credentials();
        assertThat(server.trail().last().responseElements().orElseThrow())
                .contains(credentials.accessKeyId())
                .doesNotContain(credentials.secretAccessKey())
                .doesNotContain(credentials.sessionToken());

        stsAs(credentials).getCallerIdentity();
        TrailRecord.UserIdentity who = server.trail().last().userIdentity();
        assertThat(who.type()).isEqualTo("FederatedUser");
        assertThat(who.principalId()).isEqualTo(ACCOUNT + ":somebody");
        assertThat(who.session().orElseThrow().issuer().orElseThrow().arn()).isEqualTo(userArn("admin"));
    }
}
