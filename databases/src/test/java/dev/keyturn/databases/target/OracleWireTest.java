package dev.keyturn.databases.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.testbed.Certificates;

/** Oracle's own driver, out of a folder as an operator puts it there, against a listener that knows no service. */
class OracleWireTest {
    private static final Arn SECRET = Arn.of("secretsmanager", "us-east-1", "123456789012", "secret:db-AbCdEf");

    @TempDir
    private static Path folder;

    private static Certificates certificates;
    private static DropInDriver driver;

    @BeforeAll
    static void putTheDriverThere() throws Exception {
        certificates = Certificates.issue(folder);
        Path drivers = Files.createDirectory(folder.resolve("drivers"));
        Path jar = Path.of(Class.forName("oracle.jdbc.OracleDriver", false, OracleWireTest.class.getClassLoader())
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.createSymbolicLink(drivers.resolve("ojdbc17.jar"), jar);
        driver = DropInDriver.oracle(drivers);
    }

    @Test
    void withoutTheDriverItIsSaidWhatToPutWhere() {
        Path empty = folder.resolve("nothing");
        Dialect dialect = new OracleDialect(DropInDriver.oracle(empty), settings(true), Clock.systemUTC());
        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> dialect.open(target("127.0.0.1", 1, false), SecretBytes.ofUtf8("p"), tag()))
                .withMessageContaining("put ojdbc17.jar into `" + empty + "`")
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNSUITABLE));
    }

    @Test
    void theListenersRefusalIsReadOverTlsAndWithout() throws Exception {
        try (Listener plain = new Listener(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()));
                Listener secure = new Listener(certificates
                        .serverContext()
                        .getServerSocketFactory()
                        .createServerSocket(0, 5, InetAddress.getLoopbackAddress()))) {
            assertThat(failure("127.0.0.1", plain.port(), false, true))
                    .hasMessageContaining("ORA-12514")
                    .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNREACHABLE));
            assertThat(failure("localhost", secure.port(), true, true))
                    .hasMessageContaining("ORA-12514")
                    .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNREACHABLE));
            assertThat(secure.connects).singleElement().asString().contains("(SERVICE_NAME=shop)");
        }
    }

    @Test
    void aStrangerIsUntrustedAndAClosedPortIsUnreachable() throws Exception {
        try (Listener secure = new Listener(certificates
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress()))) {
            assertThat(failure("localhost", secure.port(), true, false))
                    .as("an authority that is not ours")
                    .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNTRUSTED));
            assertThat(failure("127.1", secure.port(), true, true))
                    .as("a name that the certificate is not for")
                    .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNTRUSTED));
            assertThat(secure.connects).isEmpty();
        }
        assertThat(failure("localhost", 1, true, true))
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNREACHABLE));
    }

    @Test
    void aServiceNameThatIsNoneReachesNoDriver() {
        RotationTarget odd = RotationTarget.ofLogin(
                "123456789012", SECRET, Engine.ORACLE, "127.0.0.1", 1, "x)(SERVER=other", "APP", false);
        Dialect dialect = new OracleDialect(driver, settings(true), Clock.systemUTC());
        assertThat(dialect.probe(odd, SecretBytes.ofUtf8("p"), tag())).isEqualTo(LoginOutcome.NO_PERMISSION);
    }

    private static TargetException failure(String host, int port, boolean tls, boolean trusting) throws Exception {
        Dialect dialect = new OracleDialect(driver, settings(trusting), Clock.systemUTC());
        try {
            dialect.open(target(host, port, tls), SecretBytes.ofUtf8("canary"), tag())
                    .close();
        } catch (TargetException e) {
            assertThat(e).hasMessageNotContaining("canary");
            return e;
        }
        throw new AssertionError("a login");
    }

    private static SessionTag tag() {
        return SessionTag.of(SECRET, "token");
    }

    private static RotationTarget target(String host, int port, boolean tls) {
        return RotationTarget.ofLogin("123456789012", SECRET, Engine.ORACLE, host, port, "shop", "APP", tls);
    }

    private static TargetSettings settings(boolean trusting) {
        return new TargetSettings(
                new AddressPolicy(true),
                trusting ? Optional.of(certificates.authority()) : Optional.empty(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(4),
                Duration.ofSeconds(8));
    }

    /** Answers each TNS CONNECT with REFUSE, as a listener does that does not know the service. */
    private static final class Listener implements AutoCloseable {
        private static final int REFUSE = 4;

        private final ServerSocket socket;
        private final List<String> connects = new CopyOnWriteArrayList<>();

        Listener(ServerSocket socket) {
            this.socket = socket;
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) {
                        Socket client = socket.accept();
                        Thread.ofPlatform().daemon().start(() -> refuse(client));
                    }
                } catch (IOException e) {
                    // closed
                }
            });
        }

        int port() {
            return socket.getLocalPort();
        }

        private void refuse(Socket client) {
            try (client) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                byte[] packet = in.readNBytes(in.readUnsignedShort() - 2);
                connects.add(new String(packet, StandardCharsets.ISO_8859_1));
                byte[] reason = ("(DESCRIPTION=(TMP=)(VSNNUM=318767104)(ERR=12514)(ERROR_STACK=(ERROR=(CODE=12514)"
                                + "(EMFI=4))))")
                        .getBytes(StandardCharsets.US_ASCII);
                ByteBuffer answer = ByteBuffer.allocate(12 + reason.length);
                answer.putShort((short) answer.capacity())
                        .putShort((short) 0)
                        .put((byte) REFUSE)
                        .put((byte) 0);
                answer.putShort((short) 0)
                        .put((byte) 34)
                        .put((byte) 0)
                        .putShort((short) reason.length)
                        .put(reason);
                client.getOutputStream().write(answer.array());
                client.getOutputStream().flush();
                in.read();
            } catch (IOException e) {
                // The client has gone.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
