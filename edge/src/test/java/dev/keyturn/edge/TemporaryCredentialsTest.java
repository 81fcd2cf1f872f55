package dev.keyturn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsGetSessionTokenCredentialsProvider;
import software.amazon.awssdk.services.sts.model.Credentials;

import dev.keyturn.edge.http.HealthChecks;
import dev.keyturn.edge.http.HttpEdge;
import dev.keyturn.edge.http.HttpLimits;
import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.Session;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.seal.SecretBytes;

/** Temporary credentials as AWS's own clients get and use them, over HTTP; and what others try with them. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
final class TemporaryCredentialsTest extends OnInProcessServer {
    private static final String QUERY_INVALID = "The security token included in the request is invalid.";
    private static final String OTHER_ACCOUNT = InProcessServer.OTHER_ACCOUNT;

    private final Random random = new Random(20261124);
    private HttpEdge edge;
    private AwsBasicCredentials key;
    private Role deputy;

    @BeforeEach
    void aUserAndARole() {
        edge = HttpEdge.start(
                new HttpEdge.Settings("127.0.0.1", 0, Optional.empty(), HttpLimits.DEFAULT),
                InstantSource.system(),
                UUID::randomUUID,
                ALWAYS_WELL,
                new AwsEndpoint(server.flow()));
        userWith("caller", policy("Allow", "sts:*", "*"));
        var made = iam.createAccessKey(r -> r.userName("caller")).accessKey();
        key = AwsBasicCredentials.create(made.accessKeyId(), made.secretAccessKey());
        server.secrets(new Principal.Root(ACCOUNT))
                .createSecret(r -> r.name("mine").secretString("v"));
        server.secrets(new Principal.Root(ACCOUNT))
                .createSecret(r -> r.name("other").secretString("v"));
        deputy = role(ACCOUNT, "deputy", "arn:aws:iam::" + ACCOUNT + ":root", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*",
                 "Action":["secretsmanager:GetSecretValue","sts:AssumeRole"]}}""");
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void anApplicationAssumesARoleAndReadsExactlyOneSecret() {
        String mine = server.secrets(new Principal.Root(ACCOUNT))
                .describeSecret(r -> r.secretId("mine"))
                .arn();
        try (StsClient sts = sts(key);
                var provider = StsAssumeRoleCredentialsProvider.builder()
                        .stsClient(sts)
                        .refreshRequest(r -> r.roleArn(deputy.arn().toString())
                                .roleSessionName("application")
                                .policy(policy("Allow", "secretsmanager:GetSecretValue", mine)))
                        .build();
                SecretsManagerClient secrets = secrets(provider)) {

            assertThat(secrets.getSecretValue(r -> r.secretId("mine")).secretString())
                    .isEqualTo("v");
            assertRefused(
                    () -> secrets.getSecretValue(r -> r.secretId("other")),
                    "AccessDeniedException",
                    "User: arn:aws:sts::" + ACCOUNT + ":assumed-role/deputy/application is not authorized to perform:"
                            + " secretsmanager:GetSecretValue on resource: other because no session policy allows the"
                            + " secretsmanager:GetSecretValue action");
        }
    }

    @Test
    void aChainLeadsIntoAnotherAccount() {
        role(OTHER_ACCOUNT, "guest", deputy.arn().toString(), policy("Allow", "secretsmanager:ListSecrets", "*"));
        try (StsClient sts = sts(key);
                var first = assuming(sts, deputy.arn().toString());
                StsClient asDeputy = sts(first.resolveCredentials());
                var second = assuming(asDeputy, "arn:aws:iam::" + OTHER_ACCOUNT + ":role/guest");
                StsClient asGuest = sts(second.resolveCredentials());
                SecretsManagerClient secrets = secrets(second)) {

            assertThat(asGuest.getCallerIdentity().arn())
                    .isEqualTo("arn:aws:sts::" + OTHER_ACCOUNT + ":assumed-role/guest/work");
            assertThat(secrets.listSecrets().secretList()).isEmpty();
        }
    }

    @Test
    void aUserGetsASessionToken() {
        try (StsClient sts = sts(key);
                var provider = StsGetSessionTokenCredentialsProvider.builder()
                        .stsClient(sts)
                        .build();
                StsClient session = sts(provider.resolveCredentials())) {

            assertThat(session.getCallerIdentity().arn()).isEqualTo(userArn("caller"));
        }
    }

    /** Threat 11: without its token, with another's, with a part of it, and a long-term key with any. */
    @Test
    void aTemporaryKeyIsNothingWithoutItsOwnToken() {
        Credentials mine = assumed();
        Credentials others = assumed();
        List<AwsCredentials> wrong = List.of(
                AwsBasicCredentials.create(mine.accessKeyId(), mine.secretAccessKey()),
                session(mine.accessKeyId(), mine.secretAccessKey(), others.sessionToken()),
                session(mine.accessKeyId(), others.secretAccessKey(), others.sessionToken()),
                session(
                        mine.accessKeyId(),
                        mine.secretAccessKey(),
                        mine.sessionToken().substring(1)),
                session(mine.accessKeyId(), mine.secretAccessKey(), "FwoGZXIvYXdzEXAMPLETOKEN"),
                session(key.accessKeyId(), key.secretAccessKey(), mine.sessionToken()));

        for (AwsCredentials credentials : wrong) {
            try (StsClient sts = sts(credentials);
                    SecretsManagerClient secrets = secrets(StaticCredentialsProvider.create(credentials))) {
                assertRefused(sts::getCallerIdentity, "InvalidClientTokenId", QUERY_INVALID);
                assertRefused(secrets::listSecrets, "UnrecognizedClientException", QUERY_INVALID);
            }
        }
    }

    @Test
    void theTokensSecretMustHaveSigned() {
        Credentials mine = assumed();
        try (StsClient sts = sts(session(mine.accessKeyId(), "wrong" + mine.secretAccessKey(), mine.sessionToken()))) {
            assertRefused(
                    sts::getCallerIdentity,
                    "SignatureDoesNotMatch",
                    "The request signature we calculated does not match the signature you provided. Check your AWS"
                            + " Secret Access Key and signing method. Consult the service documentation for details.");
        }
    }

    /** Threat 12. */
    @Test
    void anExpiredSessionIsRefused() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Session expired = minted(now.minusSeconds(900), now.minusSeconds(1));
        AwsCredentials credentials = session(
                expired.accessKeyId(),
                expired.secret().revealUtf8(SecretBytes.Reason.ANSWER_CALLER),
                server.tokens().issue(expired));
        try (StsClient sts = sts(credentials);
                SecretsManagerClient secrets = secrets(StaticCredentialsProvider.create(credentials))) {
            assertRefused(
                    sts::getCallerIdentity, "ExpiredToken", "The security token included in the request is expired");
            assertRefused(
                    secrets::listSecrets,
                    "ExpiredTokenException",
                    "The security token included in the request is expired");
        }
    }

    @Test
    void whoeverIsDeletedHasNoSessionsAnyMore() {
        Credentials mine = assumed();
        try (StsClient sts = sts(session(mine.accessKeyId(), mine.secretAccessKey(), mine.sessionToken()))) {
            assertThat(sts.getCallerIdentity().arn()).contains("assumed-role/deputy");

            server.store().write(tx -> {
                new Policies(tx).deleteInline(deputy, "policy");
                new Roles(tx).delete(deputy);
                return true;
            });

            assertRefused(sts::getCallerIdentity, "InvalidClientTokenId", QUERY_INVALID);
        }
    }

    @Test
    void onceRootHasASecondFactorItsKeyOnlyBringsThatFactor() {
        var made = iam.createAccessKey().accessKey();
        AwsBasicCredentials rootKey = AwsBasicCredentials.create(made.accessKeyId(), made.secretAccessKey());
        server.rootHasMfa();
        try (StsClient sts = sts(rootKey);
                SecretsManagerClient plain = secrets(StaticCredentialsProvider.create(rootKey))) {
            assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":root");
            assertRefused(
                    plain::listSecrets,
                    "AccessDeniedException",
                    "User: arn:aws:iam::" + ACCOUNT + ":root is not authorized to perform: secretsmanager:ListSecrets"
                            + " because the root user has an MFA device: GetSessionToken with its code first");

            Credentials proved = sts.getSessionToken(
                            r -> r.serialNumber(InProcessServer.MFA_SERIAL).tokenCode(InProcessServer.MFA_CODE))
                    .credentials();
            try (SecretsManagerClient secrets = secrets(StaticCredentialsProvider.create(
                    session(proved.accessKeyId(), proved.secretAccessKey(), proved.sessionToken())))) {
                assertThat(secrets.listSecrets().secretList()).hasSize(2);
            }
        }
    }

    private Credentials assumed() {
        return server.sts(server.principal("caller"))
                .assumeRole(r -> r.roleArn(deputy.arn().toString()).roleSessionName("work"))
                .credentials();
    }

    private Session minted(Instant issued, Instant expires) {
        return new Session(
                "ASIA" + "A".repeat(16),
                SecretBytes.ofUtf8("x".repeat(40)),
                Session.Kind.ASSUMED_ROLE,
                ACCOUNT,
                deputy.id(),
                "work",
                issued,
                expires,
                List.of(),
                List.of(),
                Map.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Role role(String account, String name, String trusted, String policy) {
        Role role = new Role(
                account,
                name,
                "/",
                UniqueIds.role(random),
                Instant.now(),
                "",
                """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},\
                "Action":"sts:AssumeRole"}}""".formatted(trusted),
                Duration.ofHours(1),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        server.store().write(tx -> {
            new Roles(tx).insert(role);
            new Policies(tx).putInline(role, "policy", policy);
            return true;
        });
        return role;
    }

    private static StsAssumeRoleCredentialsProvider assuming(StsClient sts, String roleArn) {
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(r -> r.roleArn(roleArn).roleSessionName("work"))
                .build();
    }

    private static AwsSessionCredentials session(String keyId, String secret, String token) {
        return AwsSessionCredentials.create(keyId, secret, token);
    }

    private StsClient sts(AwsCredentials credentials) {
        return StsClient.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    private SecretsManagerClient secrets(AwsCredentialsProvider provider) {
        return SecretsManagerClient.builder()
                .endpointOverride(endpoint())
                .region(Region.of(InProcessServer.REGION))
                .credentialsProvider(provider)
                .build();
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + edge.port());
    }

    private static final HealthChecks ALWAYS_WELL = new HealthChecks() {
        @Override
        public boolean alive() {
            return true;
        }

        @Override
        public boolean ready() {
            return true;
        }
    };
}
