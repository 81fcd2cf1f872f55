package dev.keyturn.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.edge.http.RawConnection.Answer;
import dev.keyturn.rules.sigv4.HttpMessage.Header;

/**
 * Requests byte by byte, well-formed and hostile, against a listening server: each has its answer and none more. Long
 * because the ways to break a message are many, and are told apart only side by side.
 */
class HttpEdgeTest {
    private static final HttpLimits LIMITS = new HttpLimits(
            10_000,
            16 << 10,
            8 << 10,
            15_000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            100,
            2,
            Duration.ofSeconds(10));
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final RecordingHandler handler = new RecordingHandler();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private boolean ready = true;
    private HttpEdge edge = start();

    private HttpEdge start() {
        return start(LIMITS);
    }

    private HttpEdge start(HttpLimits limits) {
        HealthChecks health = new HealthChecks() {
            @Override
            public boolean alive() {
                return true;
            }

            @Override
            public boolean ready() {
                return ready;
            }
        };
        return HttpEdge.start(
                new HttpEdge.Settings("127.0.0.1", 0, Optional.empty(), limits),
                InstantSource.fixed(NOW),
                UUID::randomUUID,
                health,
                handler);
    }

    private RawConnection connect() throws IOException {
        return new RawConnection(edge.port());
    }

    private static ch.qos.logback.classic.Logger rootLogger() {
        return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    @BeforeEach
    void listenToTheLog() {
        log.start();
        rootLogger().addAppender(log);
    }

    @AfterEach
    void close() {
        handler.gate.countDown();
        rootLogger().detachAppender(log);
        edge.close();
    }

    @Test
    void aRequestArrivesAsItWasSent() throws Exception {
        try (RawConnection connection = connect()) {
            Answer answer = connection
                    .send("POST /base/%2e%2e//x?q=%20&r HTTP/1.1\r\nHost: localhost\r\nX-Amz-B: two\r\nx-amz-a: one\r\n"
                            + "X-Amz-B: three\r\nContent-Length: 4\r\n\r\nbody")
                    .read();
            assertThat(answer.status()).isEqualTo(200);
            HttpCall call = handler.calls.take();
            assertThat(call.message().path()).isEqualTo("/base/%2e%2e//x");
            assertThat(call.message().query()).isEqualTo("q=%20&r");
            assertThat(call.headers())
                    .containsExactly(
                            new Header("host", "localhost"),
                            new Header("x-amz-b", "two"),
                            new Header("x-amz-a", "one"),
                            new Header("x-amz-b", "three"),
                            new Header("content-length", "4"));
            assertThat(call.body()).asString().isEqualTo("body");
            assertThat(call.remoteAddress()).isEqualTo("127.0.0.1");
            assertThat(call.tls()).isEmpty();
            assertThat(call.arrivedAt()).isEqualTo(NOW);
            assertThat(answer.headers())
                    .containsEntry("x-amzn-requestid", call.requestId())
                    .containsEntry("date", "Tue, 24 Nov 2026 08:00:00 GMT");
        }
    }

    @Test
    void aBodyInManyPiecesArrivesWhole() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\na");
            for (String piece : new String[] {"b", "cd", "ef"}) {
                connection.send(piece);
            }
            assertThat(connection.read().body()).isEqualTo("POST / 6");
            assertThat(handler.calls.take().body()).asString().isEqualTo("abcdef");
        }
    }

    @Test
    void aChunkedBodyArrivesWhole() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");
            assertThat(connection.read().body()).isEqualTo("POST / 6");
        }
    }

    /** Copied anew for each chunk, this one would take half a minute of the event loop that everybody shares. */
    @Test
    void aBodyInChunksOfOneByteCostsNoMoreThanItsLength() throws Exception {
        edge.close();
        edge = start(new HttpLimits(
                1 << 20,
                16 << 10,
                8 << 10,
                64 << 20,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                100,
                2,
                Duration.ofSeconds(10)));
        try (RawConnection connection = connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.send("1\r\nx\r\n".repeat(1 << 20) + "0\r\n\r\n");
            assertThat(connection.read().body()).isEqualTo("POST / " + (1 << 20));
        }
    }

    /** Or the answers would pile up in our memory for as long as he sends. */
    @Test
    void whoDoesNotReadHisAnswersGetsNoMoreOfThem() throws Exception {
        int requests = 1_000;
        try (RawConnection connection = connect()) {
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    connection.send(GET.replace("/a", "/large").repeat(requests));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            handler.calls.take();
            int before = -1;
            for (int answered = 0; answered != before; answered = handler.calls.size()) {
                before = answered;
                Thread.sleep(1_000); // until nothing moves any more, because the sockets' buffers are full
            }
            assertThat(handler.calls).hasSizeBetween(1, requests / 2);
            for (int i = 0; i < requests; i++) {
                assertThat(connection.read().body()).hasSize(RecordingHandler.LARGE);
            }
            sender.join();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(GET.replace("/a", "/one") + GET.replace("/a", "/two") + GET.replace("/a", "/three"));
            assertThat(connection.read().body()).startsWith("GET /one");
            assertThat(connection.read().body()).startsWith("GET /two");
            assertThat(connection.read().body()).startsWith("GET /three");
        }
    }

    @Test
    void expectContinueIsAnswered() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(100);
            assertThat(connection.send("abc").read().body()).isEqualTo("POST / 3");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: localhost\n\n",
                "GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: y\r\n\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Date: a\r\n b\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX : y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /\u0001 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /#x HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/9.9.9\r\nHost: localhost\r\n\r\n",
                "nonsense\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3, 4\r\n\r\nabcd",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: +3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 200-ok\r\n\r\nabc",
            })
    void whatIsNotExactlyHttpIsRefusedAndTheConnectionClosed(String request) throws Exception {
        try (RawConnection connection = connect()) {
            Answer answer = connection.send(request).read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers()).containsKeys("x-amzn-requestid", "date");
            assertThat(answer.body()).contains("<Code>MalformedInput</Code>");
            assertThat(connection.closedByServer()).isTrue();
            assertThat(handler.calls).isEmpty();
        }
    }

    @Test
    void aSmuggledSecondRequestIsNeverRun() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "0\r\n\r\n" + GET.replace("/a", "/smuggled"));
            assertThat(connection.read().status()).isEqualTo(400);
            assertThat(connection.closedByServer()).isTrue();
            assertThat(handler.calls).isEmpty();
        }
    }

    @Test
    void aMalformedRequestBehindAGoodOneIsRefusedAfterIt() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(GET + "GET / HTTP/1.1\nHost: localhost\n\n");
            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.read().status()).isEqualTo(400);
            assertThat(connection.closedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9223372036854775807\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\nExpect: 100-continue\r\n\r\n",
            })
    void aBodyAnnouncedOverTheLimitIsRefusedBeforeItIsSent(String request) throws Exception {
        try (RawConnection connection = connect()) {
            assertThat(connection.send(request).read().status()).isEqualTo(413);
            assertThat(handler.calls).isEmpty();
        }
    }

    @Test
    void aRefusedBodyMayStillBeSentSoThatTheAnswerIsRead() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n" + "x".repeat(20_000));
            Answer answer = connection.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(connection.closedByServer()).isTrue();
        }
    }

    @Test
    void aChunkedBodyOverTheLimitIsRefusedWhileItIsSent() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: a.b\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "2000\r\n" + "x".repeat(0x2000) + "\r\n" + "2000\r\n" + "x".repeat(0x2000) + "\r\n");
            Answer answer = connection.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("\"__type\":\"RequestEntityTooLargeException\"");
            assertThat(handler.calls).isEmpty();
        }
    }

    @Test
    void bodiesBufferedTogetherAreBounded() throws Exception {
        try (RawConnection first = connect();
                RawConnection second = connect()) {
            first.send("POST /one HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\n" + "x".repeat(9_999));
            second.send("POST /two HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\n" + "x".repeat(9_999));
            // One of them goes over the common 15,000 bytes; which, the event loops decide.
            while (!first.hasInput() && !second.hasInput()) {
                Thread.onSpinWait();
            }
            RawConnection refused = first.hasInput() ? first : second;
            RawConnection taken = refused == first ? second : first;
            assertThat(refused.read().status()).isEqualTo(503);
            assertThat(taken.send("x").read().status()).isEqualTo(200);
        }
        try (RawConnection third = connect()) {
            third.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\n" + "x".repeat(10_000));
            assertThat(third.read().status()).isEqualTo(200);
        }
    }

    @Test
    void longHeadersAreRefused() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(17_000) + "\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(431);
            assertThat(connection.closedByServer()).isTrue();
        }
    }

    @Test
    void manyHeadersAreRefused() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n" + "X-Amz-Y: z\r\n".repeat(2_000) + "\r\n");
            assertThat(connection.read().status()).isEqualTo(431);
        }
    }

    @Test
    void aLongRequestLineIsRefused() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(414);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n",
            })
    void aDrippingRequestIsRefusedAtItsDeadline(String start) throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(start);
            Thread dripper = Thread.startVirtualThread(() -> drip(connection));
            Answer answer = connection.read();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.headers()).containsKeys("x-amzn-requestid", "date");
            assertThat(connection.closedByServer()).isTrue();
            connection.close();
            dripper.join();
            assertThat(handler.calls).isEmpty();
        }
    }

    /** A byte every 50 ms: what the test is about is that moving does not help. */
    private static void drip(RawConnection connection) {
        try {
            while (true) {
                connection.send("x");
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            // The server has closed: done.
        }
    }

    @Test
    void aSlowAnswerIsNotTheCallersFault() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(GET.replace("/a", "/wait") + "GET /next HTTP/1.1\r\nHost: local");
            Thread.sleep(LIMITS.arrival().multipliedBy(2)); // Past the deadline of the half request.
            handler.gate.countDown();
            assertThat(connection.read().body()).startsWith("GET /wait");
            assertThat(connection.send("host\r\n\r\n").read().body()).startsWith("GET /next");
        }
    }

    @Test
    void encodedBodiesAreNotDecoded() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(connection.read().status()).isEqualTo(415);
            assertThat(handler.calls).isEmpty();
        }
    }

    @Test
    void oneRequestTooManyIsTurnedAwayAndHealthStillAnswers() throws Exception {
        try (RawConnection first = connect();
                RawConnection second = connect();
                RawConnection third = connect()) {
            first.send(GET.replace("/a", "/wait"));
            second.send(GET.replace("/a", "/wait"));
            assertThat(handler.calls.poll(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(handler.calls.poll(10, TimeUnit.SECONDS)).isNotNull();
            Answer answer = third.send(GET).read();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("<Code>Throttling</Code>");
            assertThat(third.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            handler.gate.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            assertThat(third.send(GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void readinessIsAskedOfTheCaller() throws Exception {
        try (RawConnection connection = connect()) {
            ready = false;
            assertThat(statusOf(connection, "/readyz")).isEqualTo(503);
            assertThat(statusOf(connection, "/healthz")).isEqualTo(503);
            assertThat(statusOf(connection, "/livez")).isEqualTo(200);
            ready = true;
            assertThat(statusOf(connection, "/readyz")).isEqualTo(200);
            assertThat(statusOf(connection, "/healthz")).isEqualTo(200);
        }
    }

    private static int statusOf(RawConnection connection, String path) throws IOException {
        return connection
                .send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .read()
                .status();
    }

    @Test
    void aBugIsAnsweredWithoutItsMessageAndLoggedWithoutIt() throws Exception {
        try (RawConnection connection = connect()) {
            Answer answer = connection.send(GET.replace("/a", "/bug")).read();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).contains("<Code>InternalFailure</Code>").doesNotContain("CANARY");
            String requestId = answer.headers().get("x-amzn-requestid");
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anySatisfy(message -> assertThat(message).contains(requestId, "RecordingHandler"))
                    .allSatisfy(message -> assertThat(message).doesNotContain("CANARY"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CANARY / HTTP/1.1\nHost: localhost\r\n\r\n",
                "GET /CANARY HTTP/CANARY\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization : CANARY\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: CANARY\u0000\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: CANARY\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nCANARY\r\n",
            })
    void nothingOfAMalformedRequestIsLoggedOrSentBack(String request) throws Exception {
        try (RawConnection connection = connect()) {
            Answer answer = connection.send(request).read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body() + answer.headers()).doesNotContain("CANARY");
            assertThat(connection.closedByServer()).isTrue();
        }
        edge.close();
        assertThat(log.list)
                .allSatisfy(event -> assertThat(event.getFormattedMessage() + event.getThrowableProxy())
                        .doesNotContain("CANARY"));
    }

    @Test
    void aCallShowsNothingOfItsContent() throws Exception {
        try (RawConnection connection = connect()) {
            connection
                    .send("POST /CANARY?CANARY HTTP/1.1\r\nHost: localhost\r\nAuthorization: CANARY\r\n"
                            + "Content-Length: 6\r\n\r\nCANARY")
                    .read();
            assertThat(handler.calls.take().toString()).doesNotContain("CANARY");
        }
    }

    @Test
    void closingLetsARequestInFlightFinishAndTakesNoMore() throws Exception {
        int port = edge.port();
        try (RawConnection busy = connect();
                RawConnection idle = connect()) {
            idle.send(GET).read();
            handler.calls.clear();
            busy.send(GET.replace("/a", "/wait"));
            assertThat(handler.calls.poll(10, TimeUnit.SECONDS)).isNotNull();
            Thread closer = Thread.startVirtualThread(edge::close);
            assertThat(idle.closedByServer()).isTrue();
            handler.gate.countDown();
            assertThat(busy.read().status()).isEqualTo(200);
            assertThat(busy.closedByServer()).isTrue();
            closer.join();
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> new RawConnection(port)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void oneConnectionTooManyIsClosed() throws Exception {
        RawConnection[] connections = new RawConnection[LIMITS.connections() + 1];
        try {
            for (int i = 0; i < LIMITS.connections(); i++) {
                connections[i] = connect();
                connections[i].send(GET).read();
            }
            connections[LIMITS.connections()] = connect();
            assertThat(connections[LIMITS.connections()].closedByServer()).isTrue();
            connections[0].close();
            connections[1].close();
        } finally {
            for (RawConnection connection : connections) {
                if (connection != null) {
                    connection.close();
                }
            }
        }
    }
}
