package dev.keyturn.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Something at the place of another region's server, with faults that can be switched. */
final class FakeRegion implements AutoCloseable {
    enum Mode {
        TAKES,
        FAILS,
        REFUSES_THE_KEY,
        NEVER_ANSWERS,
        ANSWERS_NONSENSE
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Mode mode;

    /** The bodies of the requests, in order. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    FakeRegion(Mode mode) throws IOException {
        this.mode = mode;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.setExecutor(threads);
        http.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    void set(Mode next) {
        mode = next;
    }

    private void answer(HttpExchange exchange) throws IOException {
        Mode now = mode;
        requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        try {
            switch (now) {
                case TAKES -> send(exchange, 200, "{\"MissingVersionIds\":[]}");
                case FAILS -> send(exchange, 500, "{\"__type\":\"InternalFailure\"}");
                case REFUSES_THE_KEY ->
                    send(exchange, 400, "{\"__type\":\"UnrecognizedClientException\",\"message\":\"who?\"}");
                case ANSWERS_NONSENSE -> send(exchange, 200, "<html>");
                case NEVER_ANSWERS -> closed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
