package dev.keyturn.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.testbed.PostgresServer;

/** A rotation function of somebody else: changes a login's password as AWS's functions for PostgreSQL do. */
final class PostgresRotationFunction implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What a function's role is allowed; AWS's documentation asks for these. */
    static final String POLICY = """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":["secretsmanager:DescribeSecret","secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue","secretsmanager:UpdateSecretVersionStage"],"Resource":"*"},
              {"Effect":"Allow","Action":"secretsmanager:GetRandomPassword","Resource":"*"}]}""";

    private final HttpServer http;
    private final PostgresServer database;
    private final AtomicReference<Optional<SecretsManagerClient>> client = new AtomicReference<>(Optional.empty());
    final List<String> problems = new CopyOnWriteArrayList<>();

    PostgresRotationFunction(PostgresServer database) throws IOException {
        this.database = database;
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::invoked);
        http.start();
    }

    String url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort()
                        + "/2015-03-31/functions/function/invocations")
                .toString();
    }

    /** With credentials of its own. */
    void use(SecretsManagerClient secrets) {
        client.set(Optional.of(secrets));
    }

    private void invoked(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode event = JSON.readTree(exchange.getRequestBody());
            String answer = "null";
            try {
                step(
                        event.path("Step").stringValue(),
                        event.path("SecretId").stringValue(),
                        event.path("ClientRequestToken").stringValue());
            } catch (RuntimeException | SQLException e) {
                problems.add(event.path("Step").stringValue() + ": " + e);
                answer = "{\"errorMessage\":\"" + e.getClass() + "\",\"errorType\":\"Failure\"}";
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void step(String step, String arn, String token) throws SQLException {
        SecretsManagerClient secrets = client.get().orElseThrow();
        Map<String, List<String>> stages =
                secrets.describeSecret(r -> r.secretId(arn)).versionIdsToStages();
        if (!stages.containsKey(token)) {
            throw new IllegalStateException("the version has no stage for rotation");
        }
        if (stages.getOrDefault(token, List.of()).contains("AWSCURRENT")) {
            return;
        }
        switch (step) {
            case "createSecret" -> create(secrets, arn, token);
            case "setSecret" -> set(secrets, arn, token);
            case "testSecret" -> connect(value(secrets, arn, token)).close();
            case "finishSecret" -> {
                String current = stages.entrySet().stream()
                        .filter(version -> version.getValue().contains("AWSCURRENT"))
                        .findFirst()
                        .orElseThrow()
                        .getKey();
                secrets.updateSecretVersionStage(r -> r.secretId(arn)
                        .versionStage("AWSCURRENT")
                        .moveToVersionId(token)
                        .removeFromVersionId(current));
            }
            default -> throw new IllegalStateException("unknown step " + step);
        }
    }

    private static void create(SecretsManagerClient secrets, String arn, String token) {
        ObjectNode value = (ObjectNode)
                JSON.readTree(secrets.getSecretValue(r -> r.secretId(arn)).secretString());
        try {
            value(secrets, arn, token);
        } catch (ResourceNotFoundException e) {
            value.put(
                    "password",
                    secrets.getRandomPassword(r -> r.excludePunctuation(true)).randomPassword());
            secrets.putSecretValue(r -> r.secretId(arn)
                    .clientRequestToken(token)
                    .secretString(value.toString())
                    .versionStages("AWSPENDING"));
        }
    }

    private void set(SecretsManagerClient secrets, String arn, String token) throws SQLException {
        JsonNode pending = value(secrets, arn, token);
        JsonNode current =
                JSON.readTree(secrets.getSecretValue(r -> r.secretId(arn)).secretString());
        try (Connection connection = connect(current);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER ROLE " + current.path("username").stringValue() + " PASSWORD '"
                    + pending.path("password").stringValue() + "'");
        }
    }

    private Connection connect(JsonNode login) throws SQLException {
        return database.connect(
                login.path("dbname").stringValue(),
                login.path("username").stringValue(),
                login.path("password").stringValue());
    }

    private static JsonNode value(SecretsManagerClient secrets, String arn, String token) {
        GetSecretValueResponse pending =
                secrets.getSecretValue(r -> r.secretId(arn).versionId(token).versionStage("AWSPENDING"));
        return JSON.readTree(pending.secretString());
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
