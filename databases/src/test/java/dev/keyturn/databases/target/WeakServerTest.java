package dev.keyturn.databases.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/** What a server gets that would have the password, or our time, on its own terms. Each server here is a script. */
class WeakServerTest {
    private static final Arn SECRET = Arn.of("secretsmanager", "us-east-1", "123456789012", "secret:db-AbCdEf");
    private static final String PASSWORD = "the-password-canary";
    private static final Dialect DIALECT = new PostgresDialect(new TargetSettings(
            new AddressPolicy(true),
            Optional.empty(),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4)));

    /** What a script does with the connection; gives back all that the client sent after its first packet. */
    private interface Script {
        byte[] run(DataInputStream in, DataOutputStream out) throws IOException;
    }

    @Test
    void aCleartextRequestGetsNoPassword() throws Exception {
        refuses(false, (in, out) -> {
            startup(in);
            authentication(out, 3, new byte[0]);
            return rest(in);
        });
    }

    @Test
    void anMd5RequestGetsNoHash() throws Exception {
        refuses(false, (in, out) -> {
            startup(in);
            authentication(out, 5, new byte[] {1, 2, 3, 4});
            return rest(in);
        });
    }

    @Test
    void aServerThatAsksForNothingIsNotBelieved() throws Exception {
        refuses(false, (in, out) -> {
            startup(in);
            authentication(out, 0, new byte[0]);
            ready(out);
            return rest(in);
        });
    }

    @Test
    void aServerThatStopsInTheMiddleOfScramIsNotBelieved() throws Exception {
        refuses(false, (in, out) -> {
            startup(in);
            authentication(out, 10, "SCRAM-SHA-256\0\0".getBytes(StandardCharsets.US_ASCII));
            message(in);
            authentication(out, 0, new byte[0]);
            ready(out);
            return rest(in);
        });
    }

    @Test
    void twoToTheThirtyOneIterationsAreNotComputed() throws Exception {
        refuses(false, (in, out) -> {
            startup(in);
            authentication(out, 10, "SCRAM-SHA-256\0\0".getBytes(StandardCharsets.US_ASCII));
            String first = new String(message(in), StandardCharsets.ISO_8859_1);
            String nonce = first.substring(first.indexOf("r=") + 2);
            authentication(
                    out,
                    11,
                    ("r=" + nonce + "server,s=AAECAwQFBgcICQoLDA0ODw==,i=2147483647")
                            .getBytes(StandardCharsets.US_ASCII));
            return rest(in);
        });
    }

    @Test
    void aServerThatCannotProveItKnowsTheVerifierIsNotBelieved() throws Exception {
        refuses(false, (in, out) -> {
            startup(in);
            authentication(out, 10, "SCRAM-SHA-256\0\0".getBytes(StandardCharsets.US_ASCII));
            String first = new String(message(in), StandardCharsets.ISO_8859_1);
            String nonce = first.substring(first.indexOf("r=") + 2);
            authentication(
                    out,
                    11,
                    ("r=" + nonce + "server,s=AAECAwQFBgcICQoLDA0ODw==,i=4096").getBytes(StandardCharsets.US_ASCII));
            message(in);
            authentication(
                    out, 12, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".getBytes(StandardCharsets.US_ASCII));
            authentication(out, 0, new byte[0]);
            ready(out);
            return rest(in);
        });
    }

    @Test
    void aServerWithoutTlsGetsNoPlaintextInstead() throws Exception {
        byte[] sent = refuses(true, (in, out) -> {
            startup(in); // the SSLRequest
            out.writeByte('N');
            return rest(in);
        });
        assertThat(sent).isEmpty();
    }

    @Test
    void aServerThatSendsAByteNowAndThenIsCutOff() throws Exception {
        try (FakeServer server = new FakeServer((in, out) -> {
            startup(in);
            out.writeByte('E');
            out.writeInt(20_000);
            for (int i = 0; i < 60; i++) { // longer than a session lives
                out.writeByte('x');
                out.flush();
                pause();
            }
            return new byte[0];
        })) {
            assertThat(probe(server, false)).isEqualTo(LoginOutcome.UNREACHABLE);
        }
    }

    /** The login is refused as untrusted, and what the client sent holds no password. */
    private static byte[] refuses(boolean tls, Script script) throws Exception {
        try (FakeServer server = new FakeServer(script)) {
            assertThat(probe(server, tls)).isEqualTo(LoginOutcome.UNTRUSTED);
            byte[] sent = server.received.get(5, TimeUnit.SECONDS);
            assertThat(new String(sent, StandardCharsets.ISO_8859_1))
                    .doesNotContain(PASSWORD)
                    .doesNotContain("md5");
            return sent;
        }
    }

    private static LoginOutcome probe(FakeServer server, boolean tls) {
        RotationTarget target = RotationTarget.ofLogin(
                "123456789012", SECRET, Engine.POSTGRES, "127.0.0.1", server.port(), "postgres", "app", tls);
        return DIALECT.probe(target, SecretBytes.ofUtf8(PASSWORD), SessionTag.of(SECRET, "token"));
    }

    private static void startup(DataInputStream in) throws IOException {
        in.readNBytes(in.readInt() - 4);
    }

    private static byte[] message(DataInputStream in) throws IOException {
        in.readByte();
        return in.readNBytes(in.readInt() - 4);
    }

    private static void authentication(DataOutputStream out, int kind, byte[] body) throws IOException {
        out.writeByte('R');
        out.writeInt(8 + body.length);
        out.writeInt(kind);
        out.write(body);
        out.flush();
    }

    private static void ready(DataOutputStream out) throws IOException {
        out.writeByte('Z');
        out.writeInt(5);
        out.writeByte('I');
        out.flush();
    }

    private static byte[] rest(DataInputStream in) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            in.transferTo(rest);
        } catch (IOException e) {
            // A reset ends it as well.
        }
        return rest.toByteArray();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(200); // slow, but each byte well within the driver's timeout for an answer
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static final class FakeServer implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final CompletableFuture<byte[]> received = new CompletableFuture<>();

        FakeServer(Script script) throws IOException {
            Thread.ofPlatform().daemon().start(() -> {
                try (Socket client = listener.accept()) {
                    client.setTcpNoDelay(true);
                    received.complete(script.run(
                            new DataInputStream(client.getInputStream()),
                            new DataOutputStream(client.getOutputStream())));
                } catch (IOException e) {
                    received.completeExceptionally(e);
                }
            });
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
