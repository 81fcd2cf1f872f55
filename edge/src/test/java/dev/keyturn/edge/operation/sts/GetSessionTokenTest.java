package dev.keyturn.edge.operation.sts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.trail.TrailRecord;

final class GetSessionTokenTest extends OnSts {
    private static final String INVALID = "The security token included in the request is invalid";

    @Test
    void aUserGetsCredentialsOfItsOwn() {
        Credentials credentials = admin().getSessionToken().credentials();

        assertThat(credentials.accessKeyId()).startsWith("ASIA");
        assertThat(credentials.expiration()).isEqualTo(START.plus(Duration.ofHours(12)));
        assertThat(stsAs(credentials).getCallerIdentity().arn()).isEqualTo(userArn("admin"));
        assertThat(server.as(credentials, SecretsManagerClient.class)
                        .listSecrets()
                        .secretList())
                .isEmpty();
    }

    @Test
    void itNeedsNoPermissionAndNoPolicyForbidsIt() {
        StsClient denied = user("denied", policy("Deny", "*", "*"));

        assertThat(denied.getSessionToken(r -> r.durationSeconds(900))
                        .credentials()
                        .expiration())
                .isEqualTo(START.plusSeconds(900));
    }

    @Test
    void rootGetsNoMoreThanAnHour() {
        StsClient root = server.sts(new Principal.Root(ACCOUNT));

        assertThat(root.getSessionToken().credentials().expiration()).isEqualTo(START.plusSeconds(3_600));
        assertThat(root.getSessionToken(r -> r.durationSeconds(129_600))
                        .credentials()
                        .expiration())
                .isEqualTo(START.plusSeconds(3_600));
        assertThat(root.getSessionToken(r -> r.durationSeconds(900))
                        .credentials()
                        .expiration())
                .isEqualTo(START.plusSeconds(900));
    }

    @Test
    void theSecondFactorIsKnownToLaterCalls() {
        iam.createUser(r -> r.userName("careful"));
        iam.putUserPolicy(r -> r.userName("careful").policyName("mfa").policyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{
                 "Bool":{"aws:MultiFactorAuthPresent":"true"},
                 "NumericLessThan":{"aws:MultiFactorAuthAge":"60"}}}}"""));
        StsClient careful = server.sts(server.principal("careful"));
        Credentials plain = careful.getSessionToken().credentials();
        Credentials proved = careful.getSessionToken(
                        r -> r.serialNumber(InProcessServer.MFA_SERIAL).tokenCode(InProcessServer.MFA_CODE))
                .credentials();

        assertThat(deniedWhy(() -> server.secrets(server.principal("careful")).listSecrets()))
                .contains("because no identity-based policy");
        assertThat(deniedWhy(() -> server.as(plain, SecretsManagerClient.class).listSecrets()))
                .contains("because no identity-based policy");
        assertThat(server.as(proved, SecretsManagerClient.class).listSecrets().secretList())
                .isEmpty();
        pass(Duration.ofSeconds(60));
        assertThat(deniedWhy(() -> server.as(proved, SecretsManagerClient.class).listSecrets()))
                .contains("because no identity-based policy");
    }

    /** With long-term keys the key is absent: a Deny for {@code false} does not meet them, BoolIfExists does. */
    @Test
    void theKeyOfMfaIsAbsentWithLongTermCredentials() {
        iam.createUser(r -> r.userName("plain"));
        iam.putUserPolicy(r -> r.userName("plain").policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Effect":"Deny","Action":"*","Resource":"*","Condition":{
                  "Bool":{"aws:MultiFactorAuthPresent":"false"}}}]}"""));
        Principal plain = server.principal("plain");
        Credentials session = server.sts(plain).getSessionToken().credentials();

        assertThat(server.secrets(plain).listSecrets().secretList()).isEmpty();
        assertThat(deniedWhy(
                        () -> server.as(session, SecretsManagerClient.class).listSecrets()))
                .endsWith("with an explicit deny in an identity-based policy");
    }

    @Test
    void theWrongCodeGivesNothing() {
        StsClient admin = admin();

        assertRefused(
                () -> admin.getSessionToken(
                        r -> r.serialNumber(InProcessServer.MFA_SERIAL).tokenCode("654321")),
                "AccessDenied",
                "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
        assertRefused(
                () -> admin.getSessionToken(r -> r.serialNumber(InProcessServer.MFA_SERIAL)),
                "AccessDenied",
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
    }

    /** As AWS: no IAM without a second factor, and of STS only AssumeRole and GetCallerIdentity. */
    @Test
    void suchASessionIsNotGoodForEverything() {
        role("deputy", TRUST_ACCOUNT);
        StsClient admin = admin();
        Credentials plain = admin.getSessionToken().credentials();
        Credentials proved = admin.getSessionToken(
                        r -> r.serialNumber(InProcessServer.MFA_SERIAL).tokenCode(InProcessServer.MFA_CODE))
                .credentials();

        assertRefused(() -> server.as(plain, IamClient.class).listUsers(), "InvalidClientTokenId", INVALID);
        assertThat(server.as(proved, IamClient.class).listUsers().users()).hasSize(1);
        for (Credentials session : new Credentials[] {plain, proved}) {
            StsClient sts = stsAs(session);
            assertThat(sts.getCallerIdentity()).isNotNull();
            assertThat(assumed(sts, roleArn("ops/deputy"))).isNotNull();
            assertRefused(sts::getSessionToken, "AccessDenied", "Cannot call GetSessionToken with session credentials");
            assertRefused(
                    () -> sts.getFederationToken(r -> r.name("somebody")),
                    "AccessDenied",
                    "Cannot call GetFederationToken with session credentials");
            assertRefused(
                    () -> sts.getAccessKeyInfo(r -> r.accessKeyId(session.accessKeyId())),
                    "AccessDenied",
                    "Cannot call GetAccessKeyInfo with session credentials");
        }
    }

    /** Threat 59. */
    @Test
    void noSessionOfARoleGetsAnother() {
        role("deputy", TRUST_ACCOUNT, ALLOW_ALL);
        StsClient session = stsAs(assumed(admin(), roleArn("ops/deputy")));

        assertRefused(session::getSessionToken, "AccessDenied", "Cannot call GetSessionToken with session credentials");
        assertRefused(
                () -> session.getFederationToken(r -> r.name("somebody")),
                "AccessDenied",
                "Cannot call GetFederationToken with session credentials");
        assertThat(session.getAccessKeyInfo(r -> r.accessKeyId("AKIA" + "Q".repeat(16)))
                        .account())
                .isNotNull();
    }

    @Test
    void aSessionEndsWithItsUser() {
        Credentials credentials = admin().getSessionToken().credentials();
        server.store().write(tx -> {
            Users users = new Users(tx);
            var user = users.find(ACCOUNT, "admin").orElseThrow();
            new Policies(tx).deleteInline(user, "own");
            users.delete(user);
            return true;
        });

        assertThat(server.authority().principalOf(server.session(credentials))).isEmpty();
    }

    @Test
    void itIsRecordedWithoutSecrets() {
        Credentials credentials = admin().getSessionToken(
                        r -> r.serialNumber(InProcessServer.MFA_SERIAL).tokenCode(InProcessServer.MFA_CODE))
                .credentials();

        TrailRecord record = server.trail().last();
        assertThat(record.responseElements().orElseThrow())
                .contains(credentials.accessKeyId())
                .doesNotContain(credentials.secretAccessKey())
                .doesNotContain(credentials.sessionToken());

        stsAs(credentials).getCallerIdentity();
        TrailRecord.UserIdentity who = server.trail().last().userIdentity();
        assertThat(who.type()).isEqualTo("IAMUser");
        assertThat(who.userName()).isEqualTo("admin");
        assertThat(who.session().orElseThrow().mfaAuthenticated()).isTrue();
        assertThat(who.session().orElseThrow().issuer()).isEqualTo(Optional.empty());
    }

    @Test
    void onceRootHasASecondFactorItsPlainSessionsAreGoodForNothing() {
        StsClient root = server.sts(new Principal.Root(ACCOUNT));
        Credentials plain = root.getSessionToken().credentials();
        Credentials proved = root.getSessionToken(
                        r -> r.serialNumber(InProcessServer.MFA_SERIAL).tokenCode(InProcessServer.MFA_CODE))
                .credentials();
        assertThat(server.as(plain, SecretsManagerClient.class).listSecrets()).isNotNull();

        server.rootHasMfa();

        assertThat(server.as(proved, SecretsManagerClient.class).listSecrets()).isNotNull();
        assertThat(stsAs(plain).getCallerIdentity()).isNotNull();
        assertRefused(
                () -> server.as(plain, SecretsManagerClient.class).listSecrets(),
                "AccessDeniedException",
                "User: arn:aws:iam::" + ACCOUNT + ":root is not authorized to perform: secretsmanager:ListSecrets"
                        + " because the root user has an MFA device: GetSessionToken with its code first");
        // From inside the server, where no key can have leaked, root still has all.
        assertThat(server.secrets(new Principal.Root(ACCOUNT)).listSecrets()).isNotNull();
    }

    @Test
    void everyUseOfRootIsMarked() {
        server.sts(new Principal.Root(ACCOUNT)).getCallerIdentity();
        assertThat(server.trail().last().additionalEventData()).containsEntry("alarm", "RootActivity");
        stsAs(server.sts(new Principal.Root(ACCOUNT)).getSessionToken().credentials())
                .getCallerIdentity();
        assertThat(server.trail().last().additionalEventData()).containsEntry("alarm", "RootActivity");

        admin().getCallerIdentity();
        assertThat(server.trail().last().additionalEventData()).isEmpty();
    }
}
