package dev.keyturn.edge.operation.sts;

import static dev.keyturn.edge.federation.OidcIssuer.CLIENT_ID;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.trail.TrailRecord;

/** What a pod in Kubernetes does, with AWS's own client: a token in a file, a role, one secret. */
final class WebIdentityTokenFileTest extends OnFederation {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills the field
    Path pod;

    /** AWS's client signs by the real clock. */
    @Override
    protected InstantSource clock() {
        return InstantSource.system();
    }

    @Test
    void aPodReadsItsOneSecret() throws IOException {
        SecretsManagerClient root = server.secrets(new Principal.Root(ACCOUNT));
        String arn =
                root.createSecret(r -> r.name("shop/db").secretString("s3cret")).arn();
        root.createSecret(r -> r.name("bank/db").secretString("other"));
        String provider = iam.createOpenIDConnectProvider(
                        r -> r.url(issuer.url()).clientIDList(CLIENT_ID))
                .openIDConnectProviderArn();
        role("shop", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity",
                 "Principal":{"Federated":"%s"},
                 "Condition":{"StringEquals":{"localhost:%d:sub":"system:serviceaccount:shop:web"}}}}""".formatted(provider, issuer.port()), policy("Allow", "secretsmanager:GetSecretValue", arn));
        Path tokenFile = Files.writeString(pod.resolve("token"), issuer.token(Instant.now()));

        try (StsWebIdentityTokenFileCredentialsProvider credentials =
                        StsWebIdentityTokenFileCredentialsProvider.builder()
                                .stsClient(stranger())
                                .webIdentityTokenFile(tokenFile)
                                .roleArn(roleArn("ops/shop"))
                                .roleSessionName("shop-7d4b")
                                .build();
                SecretsManagerClient secrets = SecretsManagerClient.builder()
                        .endpointOverride(endpoint())
                        .region(Region.of(InProcessServer.REGION))
                        .credentialsProvider(credentials)
                        .build()) {
            assertThat(secrets.getSecretValue(r -> r.secretId("shop/db")).secretString())
                    .isEqualTo("s3cret");
            TrailRecord read = server.trail().last();
            assertThat(read.eventName()).isEqualTo("GetSecretValue");
            assertThat(read.userIdentity().arn()).isEqualTo("arn:aws:sts::111122223333:assumed-role/shop/shop-7d4b");
            assertThat(read.userIdentity().session().orElseThrow().federatedProvider())
                    .contains(provider);

            assertThat(deniedWhy(() -> secrets.getSecretValue(r -> r.secretId("bank/db"))))
                    .contains("assumed-role/shop/shop-7d4b is not authorized to perform:"
                            + " secretsmanager:GetSecretValue");
        }
    }
}
