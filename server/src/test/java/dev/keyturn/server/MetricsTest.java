package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.testbed.PostgresServer;

/** What Prometheus gets over HTTP from a server whose rotations succeed and fail in a real PostgreSQL. */
class MetricsTest {
    private static final String PASSWORD = "canary-first-password";
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{[^}]*})?) ([-+0-9.eE]+|NaN|[+-]Inf)");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void everythingIsCountedAndNothingIsNamed() throws Exception {
        try (PostgresServer database = PostgresServer.start();
                TestServer server = TestServer.start(Map.of(
                        "metrics.listen",
                        "127.0.0.1:0",
                        "targets.ca",
                        database.caCertificate().toString()))) {
            database.createLogin("works", PASSWORD);
            database.createLogin("fails", "another-password");
            SecretsManagerClient secrets = server.root().secrets();
            rotate(secrets, database, "works", server.account());
            rotate(secrets, database, "fails", server.account());
            refused(secrets);
            URI metrics = server.server().metrics().orElseThrow();

            Map<String, Double> counted = awaitFailure(metrics);
            assertThat(counted)
                    .containsEntry(
                            "keyturn_rotations_total{engine=\"postgres\",method=\"single-user\",outcome=\"succeeded\"}",
                            1.0)
                    .containsEntry(
                            "keyturn_rotation_duration_seconds_count{engine=\"postgres\",method=\"single-user\"}", 1.0)
                    .containsEntry(
                            "keyturn_requests_total{operation=\"RotateSecret\",outcome=\"ok\",service=\"secretsmanager\"}",
                            2.0)
                    .containsEntry(
                            "keyturn_requests_total{operation=\"GetSecretValue\",outcome=\"refused\",service=\"secretsmanager\"}",
                            1.0)
                    .containsEntry(
                            "keyturn_request_duration_seconds_count{operation=\"CreateSecret\",service=\"secretsmanager\"}",
                            2.0)
                    .containsEntry(
                            "keyturn_rotation_secrets{environment=\"" + server.account() + "\",state=\"drifted\"}", 0.0)
                    .containsEntry("keyturn_rotation_overlaps{state=\"open\"}", 0.0)
                    .containsEntry("keyturn_store_reachable", 1.0)
                    .containsKeys(
                            "keyturn_store_queue",
                            "keyturn_trail_chains",
                            "keyturn_trail_records",
                            "jvm_threads_current",
                            "process_open_fds");
            assertThat(counted.get("keyturn_store_commit_duration_seconds_count"))
                    .isPositive();
            assertThat(counted.keySet()).anyMatch(name -> name.startsWith("jvm_memory_used_bytes{area=\"heap\""));
            assertThat(counted.keySet())
                    .as("names are no labels")
                    .noneMatch(name -> name.contains("works") || name.contains("fails") || name.contains("canary"));
        }
    }

    @Test
    void answersNothingButMetrics() throws Exception {
        try (TestServer server = TestServer.start(Map.of("metrics.listen", "127.0.0.1:0"))) {
            URI metrics = server.server().metrics().orElseThrow();
            for (String path : new String[] {"/", "/metrics/x", "/-/healthy", "/metricsx"}) {
                assertThat(status("GET", metrics.resolve(path))).as(path).isEqualTo(404);
            }
            assertThat(status("POST", metrics)).isEqualTo(405);
            assertThat(status("HEAD", metrics)).isEqualTo(200);
            assertThat(raw(metrics, "GET /metrics\r\n\r\n")).as("no HTTP").doesNotContain("keyturn_");
            // Without a signature the API stays as it is.
            assertThat(status("GET", server.endpoint().resolve("/metrics"))).isNotEqualTo(200);
        }
        try (TestServer server = TestServer.start()) {
            assertThat(server.server().metrics()).as("off by default").isEmpty();
        }
    }

    private static void rotate(SecretsManagerClient secrets, PostgresServer database, String login, String account) {
        secrets.createSecret(r -> r.name(login + "/db")
                .secretString(JsonMapper.builder()
                        .build()
                        .createObjectNode()
                        .put("engine", "postgres")
                        .put("host", database.host())
                        .put("port", database.port())
                        .put("username", login)
                        .put("password", PASSWORD)
                        .toString()));
        secrets.rotateSecret(r -> r.secretId(login + "/db")
                .rotationLambdaARN("arn:aws:lambda:us-east-1:" + account
                        + ":function:SecretsManagerRDSPostgreSQLRotationSingleUser")
                .rotationRules(rules -> rules.automaticallyAfterDays(7L)));
    }

    private static void refused(SecretsManagerClient secrets) {
        try {
            secrets.getSecretValue(r -> r.secretId("nobody-made-it"));
        } catch (SecretsManagerException e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ResourceNotFoundException");
        }
    }

    /** Both rotations were tried, and the one state that is looked up again says so too. */
    private Map<String, Double> awaitFailure(URI metrics) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        Map<String, Double> counted = scrape(metrics);
        while (counted.keySet().stream()
                        .filter(name -> name.startsWith("keyturn_rotations_total"))
                        .count()
                < 2) {
            assertThat(Instant.now()).as(counted.toString()).isBefore(deadline);
            Thread.sleep(50); // between two looks
            counted = scrape(metrics);
        }
        assertThat(counted)
                .containsEntry(
                        "keyturn_rotations_total{engine=\"postgres\",method=\"single-user\",outcome=\"failed\"}", 1.0);
        return counted;
    }

    /** Strictly read: every line is a comment or a sample. */
    private Map<String, Double> scrape(URI metrics) throws Exception {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        Map<String, Double> samples = new TreeMap<>();
        answer.body().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            samples.put(sample.group(1), number(sample.group(2)));
        });
        return samples;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text); // an open set: numbers
        };
    }

    private int status(String method, URI uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static String raw(URI at, String text) throws Exception {
        try (Socket socket = new Socket(at.getHost(), at.getPort())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
