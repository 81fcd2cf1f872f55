package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.services.sts.model.StsException;

import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.server.RawCall.Header;
import dev.keyturn.testbed.Certificates;
import dev.keyturn.testbed.PostgresServer;

/** How a server starts, refuses to, stops, and comes back. */
class StartTest {
    private static final int SIGTERM_EXIT = 128 + 15;

    @TempDir
    private Path home;

    private Settings settings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>();
        all.put("data", home.resolve("data").toString());
        all.put("listen", "127.0.0.1:0");
        all.putAll(more);
        return SettingsReader.read(Optional.empty(), all);
    }

    private KeyturnServer start(Map<String, String> more, Consumer<RootKey> tell) {
        return KeyturnServer.start(settings(more), RotationListener.NONE, tell);
    }

    private void assertRefused(Map<String, String> more, String... saying) {
        assertThatThrownBy(() -> start(more, key -> {}).close())
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(saying);
    }

    /** Row 26. */
    @Test
    void aMisspeltKeyInTheSettingsFileIsNamed() throws IOException {
        Path file = home.resolve("keyturn.properties");
        Files.writeString(file, "keyturn.data = " + home.resolve("data") + "\nkeyturn.lisen = 127.0.0.1:7071\n");
        CommandRun run = CommandRun.of("server", "--config", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("keyturn: ").contains("keyturn.lisen").doesNotContain("\tat ");
        assertThat(home.resolve("data")).doesNotExist();
    }

    @Test
    void anUnknownFlagIsNamed() {
        CommandRun run = CommandRun.of("server", "--data", home.resolve("data").toString(), "--lisen", "127.0.0.1:0");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'--lisen'");
        assertThat(home.resolve("data")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:port", "127.0.0.1:65536", ":7071"})
    void aListenAddressThatIsNoneIsRefused(String listen) {
        assertThatThrownBy(() -> settings(Map.of("listen", listen)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("keyturn.listen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:0", "[::]:0"})
    void beyondLoopbackOnlyWithTls(String listen) {
        assertRefused(Map.of("listen", listen), listen, "TLS", "keyturn.tls.certificate");
        assertThat(home.resolve("data")).doesNotExist();
    }

    @Test
    void halfATlsPairIsRefused() {
        assertRefused(Map.of("tls.certificate", "server.crt"), "keyturn.tls.certificate", "keyturn.tls.key");
    }

    @Test
    void anAddressInUseIsRefusedInOneSentence() {
        try (TestServer first = TestServer.start()) {
            String listen = "127.0.0.1:" + first.endpoint().getPort();
            assertRefused(Map.of("listen", listen), listen, "in use");
        }
    }

    @Test
    void twoServersOnOneDataDirectory() {
        List<RootKey> told = new ArrayList<>();
        try (KeyturnServer first = start(Map.of(), told::add)) {
            assertRefused(Map.of(), home.resolve("data").toString());
            assertThat(first.validateTrail()).isEmpty();
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void theRootKeyIsToldOnceAndWrittenForItsOwnerOnly() throws IOException {
        Path file = home.resolve("credentials");
        List<RootKey> told = new ArrayList<>();
        try (KeyturnServer server = start(Map.of("credentials-file", file.toString()), told::add)) {
            assertThat(told).hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            AwsCredentials written = asTheSdkReads(file);
            assertThat(written).isEqualTo(TestServer.credentials(told.getFirst()));
            try (AwsClients clients = AwsClients.of(
                    server.endpoint(), AwsBasicCredentials.create(written.accessKeyId(), written.secretAccessKey()))) {
                assertThat(clients.sts().getCallerIdentity().arn())
                        .isEqualTo("arn:aws:iam::" + server.account() + ":root");
            }
        }
        Files.delete(file);
        start(Map.of("credentials-file", file.toString()), told::add).close();
        assertThat(told).hasSize(1);
        assertThat(file).doesNotExist();
        try (var left = Files.list(home)) {
            assertThat(left).as("no draft of the file").containsExactly(home.resolve("data"));
        }
    }

    private static AwsCredentials asTheSdkReads(Path file) {
        try (var provider = ProfileCredentialsProvider.builder()
                .profileFile(ProfileFile.builder()
                        .content(file)
                        .type(ProfileFile.Type.CREDENTIALS)
                        .build())
                .profileName("default")
                .build()) {
            AwsCredentials read = provider.resolveCredentials();
            return AwsBasicCredentials.create(read.accessKeyId(), read.secretAccessKey());
        }
    }

    @Test
    void aRootKeyThatCouldNotBeToldIsReplaced() {
        AtomicReference<RootKey> lost = new AtomicReference<>();
        assertThatThrownBy(() -> start(Map.of(), key -> {
                    lost.set(key);
                    throw new IllegalStateException("standard output is gone");
                }))
                .hasMessage("standard output is gone");
        AtomicReference<RootKey> told = new AtomicReference<>();
        try (KeyturnServer server = start(Map.of(), told::set);
                AwsClients withTold = AwsClients.of(server.endpoint(), TestServer.credentials(told.get()));
                AwsClients withLost = AwsClients.of(server.endpoint(), TestServer.credentials(lost.get()))) {
            assertThat(withTold.sts().getCallerIdentity().account()).isEqualTo(server.account());
            assertThatThrownBy(() -> withLost.sts().getCallerIdentity())
                    .isInstanceOfSatisfying(
                            StsException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
        }
    }

    /** What is broken beyond an exception must not hold the data: the process would neither serve nor end. */
    @Test
    void anErrorAtTheStartLeavesNothingOpen() {
        assertThatThrownBy(() -> start(Map.of(), key -> {
                    throw new LinkageError("half an installation");
                }))
                .isInstanceOf(LinkageError.class);
        start(Map.of(), key -> {}).close();
    }

    @Test
    void anotherAccountIsRefused() {
        assertRefused(Map.of("account", "12345"), "12345");
        start(Map.of("account", "111122223333"), key -> {}).close();
        assertRefused(Map.of("account", "444455556666"), "444455556666", "111122223333");
        start(Map.of("account", "111122223333"), key -> {}).close();
        start(Map.of(), key -> {}).close();
    }

    /** Row 36's other half: with another key nothing opens, so nothing starts. */
    @Test
    void anotherSealKeyIsRefused() throws IOException {
        Path key = home.resolve("keys").resolve("seal.key");
        Files.createDirectory(
                key.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        start(Map.of("key-file", key.toString()), root -> {}).close();
        Files.delete(key);
        assertThatThrownBy(() ->
                        start(Map.of("key-file", key.toString()), root -> {}).close())
                .isInstanceOf(StartRefusedException.class);
    }

    @Test
    void aKilledServerComesBackWithWhatItAcknowledged() {
        try (ServerProcess first = ServerProcess.start(home);
                AwsClients clients = first.root()) {
            for (int i = 0; i < 10; i++) {
                String name = "kept-" + i;
                clients.secrets().createSecret(create -> create.name(name).secretString("value of " + name));
            }
            first.kill9();
        }
        try (ServerProcess second = ServerProcess.start(home);
                AwsClients clients = second.root()) {
            for (int i = 0; i < 10; i++) {
                String name = "kept-" + i;
                assertThat(clients.secrets()
                                .getSecretValue(get -> get.secretId(name))
                                .secretString())
                        .isEqualTo("value of " + name);
            }
            assertThat(second.output()).doesNotContain("aws_secret_access_key");
            assertThat(second.terminate()).isEqualTo(SIGTERM_EXIT);
            assertThat(second.output()).contains("KeyturnServer stopped").doesNotContain("Exception");
        }
        CommandRun validate = CommandRun.of(
                "trail", "validate", "--data", home.resolve("data").toString());
        assertThat(validate.exitCode()).as(validate.out() + validate.err()).isZero();
        assertThat(validate.out()).contains("the trail is intact");
    }

    @Test
    void listensWithTls() throws IOException, GeneralSecurityException {
        Certificates certificates = Certificates.issue(home);
        AtomicReference<RootKey> told = new AtomicReference<>();
        try (KeyturnServer server = start(
                Map.of(
                        "listen",
                        "0.0.0.0:0",
                        "tls.certificate",
                        certificates.certificate().toString(),
                        "tls.key",
                        certificates.key().toString()),
                told::set)) {
            assertThat(server.endpoint().getScheme()).isEqualTo("https");
            URI endpoint = URI.create("https://localhost:" + server.endpoint().getPort());
            RawCall signed = HandSigner.of(TestServer.credentials(told.get()), "sts")
                    .sign(new RawCall(
                            "POST",
                            "/",
                            List.of(
                                    new Header("host", endpoint.getAuthority()),
                                    new Header("content-type", "application/x-www-form-urlencoded")),
                            "Action=GetCallerIdentity&Version=2011-06-15"));
            RawCall.Answer answer = signed.send(endpoint, trusting(certificates.authority()));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThatThrownBy(() -> signed.send(endpoint)).isInstanceOf(UncheckedIOException.class);
        }
    }

    private static SocketFactory trusting(Path authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (InputStream pem = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    @Test
    void keepsItsStateInPostgres() throws IOException, SQLException {
        try (PostgresServer database = PostgresServer.start()) {
            database.createLogin("keyturn", "store-password");
            database.createDatabase("keyturn", "keyturn");
            Path passwordFile = home.resolve("store-password");
            Files.writeString(passwordFile, "store-password\n");
            Map<String, String> store = Map.of(
                    "store.url",
                    database.jdbcUrl("keyturn"),
                    "store.user",
                    "keyturn",
                    "store.password-file",
                    passwordFile.toString());
            AtomicReference<RootKey> told = new AtomicReference<>();
            try (KeyturnServer server = start(store, told::set);
                    AwsClients clients = AwsClients.of(server.endpoint(), TestServer.credentials(told.get()))) {
                clients.secrets().createSecret(create -> create.name("kept").secretString("in PostgreSQL"));
            }
            try (KeyturnServer server = start(store, told::set);
                    AwsClients clients = AwsClients.of(server.endpoint(), TestServer.credentials(told.get()))) {
                assertThat(clients.secrets()
                                .getSecretValue(get -> get.secretId("kept"))
                                .secretString())
                        .isEqualTo("in PostgreSQL");
                assertThat(server.validateTrail()).isEmpty();
            }
            assertThat(home.resolve("data").resolve("keyturn.db")).doesNotExist();
            Map<String, String> withoutUser = new HashMap<>(store);
            withoutUser.remove("store.user");
            assertRefused(withoutUser, "keyturn.store.user");
        }
    }
}
