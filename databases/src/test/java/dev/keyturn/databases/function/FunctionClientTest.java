package dev.keyturn.databases.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.databases.function.FunctionAnswer.Failed;
import dev.keyturn.databases.function.FunctionAnswer.Returned;
import dev.keyturn.testbed.Certificates;

/** Where a function may be, and what its answers mean. */
class FunctionClientTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/latest/meta-data",
                "https://[fe80::1]/",
                "https://[fd00:ec2::254]/",
                "https://0.0.0.0/",
                "https://224.0.0.1/",
                "https://[::ffff:127.0.0.1]/",
                "http://169.254.169.254/",
                "http://10.0.0.1/"
            })
    void isRefusedBeforeAnythingIsSent(String url) {
        assertThat(FunctionAddress.resolve(endpoint(url, false)))
                .isInstanceOfSatisfying(FunctionAddress.Resolved.Refused.class, refused -> {
                    assertThat(refused.failure().failure()).isEqualTo("untrusted");
                    assertThat(refused.failure().passing()).isFalse();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080/f?a=b, false, http://127.0.0.1:8080/f?a=b",
        "http://127.0.0.1/f, false, http://127.0.0.1:80/f",
        "http://10.0.0.1:9000/f, true, http://10.0.0.1:9000/f",
        "https://10.0.0.1/f, false, https://10.0.0.1/f",
        "https://localhost/f, false, https://localhost/f"
    })
    void isCalledAtTheAddressThatWasChecked(String url, boolean plain, String called) {
        assertThat(FunctionAddress.resolve(endpoint(url, plain)))
                .isEqualTo(new FunctionAddress.Resolved.To(URI.create(called)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "\"done\"", "{\"statusCode\":200}", ""})
    void anyResultIsAReturn(String body) {
        assertThat(answer(200, "", body)).isEqualTo(new Returned());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|Unhandled|{}|function error",
                "200||{\"errorMessage\":\"no\"}|function error",
                "200||{\"errorType\":\"Runtime.ExitError\"}|function error",
                "200||Task timed out after 3.00 seconds|function answer",
                "301||{}|function redirects",
                "400||{}|function status",
                "502||{}|function status"
            })
    void anythingElseIsAFailure(int status, String header, String body, String failure) {
        assertThat(answer(status, header == null ? "" : header, body))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.failure()).isEqualTo(failure));
    }

    @Test
    void onlyAnExceptionsNameIsTakenFromAnAnswer() {
        assertThat(answer(200, "", "{\"errorType\":\"the password is: hunter2!\",\"errorMessage\":\"hunter2\"}")
                        .toString())
                .doesNotContain("hunter2");
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        http.start();
        String url = "http://127.0.0.1:" + http.getAddress().getPort() + "/here";
        try (FunctionClient client = new FunctionClient(endpoint(url, false))) {
            assertThat(client.invoke("{}".getBytes(StandardCharsets.UTF_8)).join())
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.failure()).isEqualTo("function redirects"));
        } finally {
            http.stop(0);
        }
        assertThat(asked).containsExactly("/here");
    }

    @Test
    void authoritiesThatAreNoneAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), "nothing");

        assertThatThrownBy(() -> new FunctionEndpoint(
                        "f", URI.create("https://localhost/"), Duration.ofSeconds(1), Optional.of(file), false, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ca.pem");
    }

    @Test
    void overTlsOnlyWhoShowsATrustedCertificateIsTold() throws Exception {
        Certificates right = Certificates.issue(Files.createDirectory(folder.resolve("right")));
        Certificates other = Certificates.issue(Files.createDirectory(folder.resolve("other")));
        List<String> told = new CopyOnWriteArrayList<>();
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(serverContext(right)));
        https.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        https.start();
        try {
            String url = "https://localhost:" + https.getAddress().getPort() + "/";

            assertThat(invoke(url, Optional.of(right.authority()))).isEqualTo(new Returned());
            assertThat(told).containsExactly("{}");
            assertUntrusted(invoke(url, Optional.of(other.authority())));
            assertUntrusted(invoke(url, Optional.empty()));
            assertThat(told).hasSize(1);
        } finally {
            https.stop(0);
        }
    }

    private static void assertUntrusted(FunctionAnswer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.failure()).isEqualTo("untrusted"));
    }

    private static FunctionAnswer invoke(String url, Optional<Path> ca) {
        var endpoint = new FunctionEndpoint("f", URI.create(url), Duration.ofSeconds(20), ca, false, 1);
        try (FunctionClient client = new FunctionClient(endpoint)) {
            return client.invoke("{}".getBytes(StandardCharsets.UTF_8)).join();
        }
    }

    private static SSLContext serverContext(Certificates certificates) throws Exception {
        char[] password = "changeit".toCharArray();
        String pem = Files.readString(certificates.key()).replaceAll("-----[A-Z ]+-----", "");
        Key key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificates.certificate())) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            store.setKeyEntry("server", key, password, new Certificate[] {certificate});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static FunctionAnswer answer(int status, String header, String body) {
        return FunctionAnswer.of(status, header, body.getBytes(StandardCharsets.UTF_8));
    }

    private static FunctionEndpoint endpoint(String url, boolean plain) {
        return new FunctionEndpoint("f", URI.create(url), Duration.ofSeconds(5), Optional.empty(), plain, 1);
    }
}
