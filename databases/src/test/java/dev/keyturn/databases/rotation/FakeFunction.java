package dev.keyturn.databases.rotation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.databases.function.FunctionEndpoint;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;

/**
 * A rotation function behind HTTP that does to the store what one does through the API, each step repeatable, and to a
 * map what one does to a database. Its answers can go wrong, once for each fault that was asked for.
 */
final class FakeFunction implements AutoCloseable {
    static final String NAME = "rotate-app";
    static final String ARN = "arn:aws:lambda:eu-west-1:999999999999:function:" + NAME + ":live";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What goes wrong with a step; all but the first three after its work was done. */
    enum Fault {
        ERROR_IN_BODY,
        ERROR_IN_HEADER,
        NO_WORK,
        STATUS_500,
        REDIRECT,
        NO_JSON,
        GIANT,
        HALF,
        RESET,
        SILENCE
    }

    final RotationWorld world;
    final HttpServer http;
    final List<JsonNode> events = new CopyOnWriteArrayList<>();
    final Map<String, ConcurrentLinkedQueue<Fault>> faults = new ConcurrentHashMap<>();

    /** The value that the "database" takes, by secret. */
    final Map<String, String> database = new ConcurrentHashMap<>();

    /** Silent steps end with this. */
    final CountDownLatch silence = new CountDownLatch(1);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    FakeFunction(RotationWorld world) {
        this.world = world;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/2015-03-31/functions/function/invocations", this::invoked);
        http.start();
    }

    URI url() {
        return URI.create(
                "http://127.0.0.1:" + http.getAddress().getPort() + "/2015-03-31/functions/function/invocations");
    }

    FunctionEndpoint endpoint(Duration timeout) {
        return endpoint(NAME, timeout);
    }

    FunctionEndpoint endpoint(String name, Duration timeout) {
        return new FunctionEndpoint(name, url(), timeout, Optional.empty(), false, 1);
    }

    void fail(String step, Fault... inTurn) {
        faults.computeIfAbsent(step, _ -> new ConcurrentLinkedQueue<>()).addAll(List.of(inTurn));
    }

    List<String> steps() {
        return events.stream().map(event -> event.path("Step").stringValue()).toList();
    }

    private void invoked(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode event = JSON.readTree(exchange.getRequestBody());
            String step = event.path("Step").stringValue();
            events.add(event);
            Fault fault =
                    faults.getOrDefault(step, new ConcurrentLinkedQueue<>()).poll();
            boolean refuses = fault == Fault.ERROR_IN_BODY || fault == Fault.ERROR_IN_HEADER || fault == Fault.NO_WORK;
            if (!refuses) {
                work(
                        step,
                        event.path("SecretId").stringValue(),
                        event.path("ClientRequestToken").stringValue());
            }
            answer(exchange, fault);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case null -> send(exchange, 200, "null");
            case NO_WORK -> send(exchange, 200, "null");
            case ERROR_IN_BODY ->
                send(exchange, 200, "{\"errorMessage\":\"hunter2 is wrong\",\"errorType\":\"ValueError\"}");
            case ERROR_IN_HEADER -> {
                exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
                send(exchange, 200, "{}");
            }
            case STATUS_500 -> send(exchange, 500, "{}");
            case REDIRECT -> {
                exchange.getResponseHeaders().set("Location", url().toString());
                send(exchange, 307, "");
            }
            case NO_JSON -> send(exchange, 200, "Task timed out after 3.00 seconds");
            case GIANT -> send(exchange, 200, "\"" + "x".repeat(1 << 20) + "\"");
            case HALF -> {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write("{\"half\":".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
            case RESET -> {} // closed without an answer
            case SILENCE -> {
                silence.await();
                send(exchange, 200, "null");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void work(String step, String arn, String token) {
        world.store.write(tx -> {
            Secrets secrets = new Secrets(tx);
            StoredSecret stored = secrets.find(RotationWorld.ACCOUNT, arn).orElseThrow();
            SecretVersion pending = stored.version(token).orElseThrow();
            switch (step) {
                case "createSecret" -> {
                    if (pending.value().isEmpty()) {
                        Binding binding = new Binding(RotationWorld.ACCOUNT, arn, token);
                        secrets.giveValue(
                                stored.secret(),
                                new SecretVersion(
                                        token,
                                        false,
                                        Optional.of(world.seal.seal(SecretBytes.ofUtf8("value of " + token), binding)),
                                        tx.now(),
                                        Optional.empty(),
                                        Set.of()));
                    }
                }
                case "setSecret" ->
                    database.put(arn, world.value(stored.secret().arn(), pending));
                case "testSecret" -> {
                    if (pending.value().isEmpty()) {
                        throw new IllegalStateException("nothing to test");
                    }
                }
                case "finishSecret" -> secrets.moveStage(stored.secret(), SecretVersion.CURRENT, token);
                default -> throw new IllegalStateException(step);
            }
            return true;
        });
    }

    @Override
    public void close() {
        silence.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
