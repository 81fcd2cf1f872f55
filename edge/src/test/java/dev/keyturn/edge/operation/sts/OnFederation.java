package dev.keyturn.edge.operation.sts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

import dev.keyturn.edge.AwsEndpoint;
import dev.keyturn.edge.federation.OidcIssuer;
import dev.keyturn.edge.http.HealthChecks;
import dev.keyturn.edge.http.HttpEdge;
import dev.keyturn.edge.http.HttpLimits;
import dev.keyturn.edge.operation.InProcessServer;

/** A server that listens, for callers without credentials; and an issuer of tokens. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
abstract class OnFederation extends OnSts {
    @TempDir
    static Path issuerFolder;

    static OidcIssuer issuer;

    private HttpEdge edge;
    private StsClient stranger;

    @BeforeAll
    static void startIssuer() {
        issuer = new OidcIssuer(issuerFolder);
    }

    @AfterAll
    static void stopIssuer() {
        issuer.close();
    }

    @Override
    protected InProcessServer start(Path folder) {
        try {
            Path authorities = Files.createDirectory(folder.resolve("issuers"));
            Files.copy(issuer.authority(), authorities.resolve("ca.crt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return super.start(folder);
    }

    @BeforeEach
    void listen() {
        edge = HttpEdge.start(
                new HttpEdge.Settings("127.0.0.1", 0, Optional.empty(), HttpLimits.DEFAULT),
                server.store()::now,
                UUID::randomUUID,
                new Healthy(),
                new AwsEndpoint(server.flow()));
        stranger = StsClient.builder()
                .endpointOverride(endpoint())
                .region(Region.of(InProcessServer.REGION))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
    }

    @AfterEach
    void stopListening() {
        stranger.close();
        edge.close();
    }

    final URI endpoint() {
        return URI.create("http://127.0.0.1:" + edge.port());
    }

    /** AWS's client, without credentials, over HTTP. */
    final StsClient stranger() {
        return stranger;
    }

    private record Healthy() implements HealthChecks {
        @Override
        public boolean alive() {
            return true;
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}
