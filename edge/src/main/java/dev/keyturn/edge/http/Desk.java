package dev.keyturn.edge.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.rules.sigv4.HttpMessage.Header;

/**
 * What all connections share: the handler with its virtual threads, the bounds on requests in flight and on buffered
 * bodies, the clock. For any thread.
 */
final class Desk {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEdge.class);

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
    private static final Header PLAIN_TEXT = new Header("content-type", "text/plain");

    /** A {@code Date} header's text, made once a second. */
    private record DateText(long second, String text) {}

    private final HttpLimits limits;
    private final InstantSource clock;
    private final Supplier<UUID> requestIds;
    private final HealthChecks health;
    private final HttpHandler handler;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong buffered = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile DateText date = new DateText(Long.MIN_VALUE, "");

    Desk(HttpLimits limits, InstantSource clock, Supplier<UUID> requestIds, HealthChecks health, HttpHandler handler) {
        this.limits = limits;
        this.clock = clock;
        this.requestIds = requestIds;
        this.health = health;
        this.handler = handler;
    }

    HttpLimits limits() {
        return limits;
    }

    Instant now() {
        return clock.instant();
    }

    String newRequestId() {
        return requestIds.get().toString();
    }

    String date() {
        Instant now = clock.instant();
        DateText current = date;
        if (current.second() != now.getEpochSecond()) {
            current = new DateText(now.getEpochSecond(), HTTP_DATE.format(now));
            date = current;
        }
        return current.text();
    }

    /** False when there are too many; call {@link #disconnected} either way. */
    boolean connected() {
        return connections.incrementAndGet() <= limits.connections();
    }

    void disconnected() {
        connections.decrementAndGet();
    }

    /** Charges a part of a body to the common bound, in any case; false when that is exceeded. */
    boolean charge(long bytes) {
        return buffered.addAndGet(bytes) <= limits.bufferedBytes();
    }

    void discharge(long bytes) {
        if (bytes > 0) {
            buffered.addAndGet(-bytes);
        }
    }

    /** Has the request answered on a virtual thread of its own, and gives the answer to {@code then} on that thread. */
    void answer(HttpCall call, Consumer<HttpAnswer> then) {
        if (isHealthPath(call)) {
            Thread.startVirtualThread(() -> then.accept(health(call)));
        } else if (inFlight.incrementAndGet() > limits.inFlight()) {
            inFlight.decrementAndGet();
            then.accept(refuse(Refusal.BUSY, call));
        } else {
            Thread.startVirtualThread(() -> {
                HttpAnswer answer = guarded(call);
                inFlight.decrementAndGet();
                then.accept(answer);
            });
        }
    }

    private HttpAnswer guarded(HttpCall call) {
        try {
            return handler.answer(call);
        } catch (Throwable bug) { // Whatever it was, the caller gets an answer and the log gets where it happened.
            LOG.error("request {} failed: {}", call.requestId(), withoutMessages(bug));
            return refuse(Refusal.INTERNAL, call);
        }
    }

    /** Classes and frames only: a message can quote what the request carried. */
    private static String withoutMessages(Throwable bug) {
        StringBuilder text = new StringBuilder();
        for (@Nullable Throwable cause = bug; cause != null; cause = cause.getCause()) {
            text.append(cause == bug ? "" : "\ncaused by ")
                    .append(cause.getClass().getName());
            for (StackTraceElement frame : cause.getStackTrace()) {
                text.append("\n    at ").append(frame);
            }
        }
        return text.toString();
    }

    private HttpAnswer refuse(Refusal refusal, HttpCall call) {
        return refuse(refusal, call.speaksJson(), call.requestId());
    }

    HttpAnswer refuse(Refusal refusal, boolean speaksJson, String requestId) {
        return handler.refuse(refusal, speaksJson, requestId);
    }

    private static boolean isHealthPath(HttpCall call) {
        String path = call.message().path();
        return call.method().equals("GET")
                && (path.equals("/livez") || path.equals("/readyz") || path.equals("/healthz"));
    }

    private HttpAnswer health(HttpCall call) {
        boolean good;
        try {
            good = switch (call.message().path()) {
                case "/livez" -> health.alive();
                case "/readyz" -> health.ready();
                // /healthz
                default -> health.alive() && health.ready();
            };
        } catch (RuntimeException bug) { // A check that cannot be made has failed.
            LOG.error("health check failed: {}", withoutMessages(bug));
            good = false;
        }
        byte[] body = (good ? "ok\n" : "unavailable\n").getBytes(StandardCharsets.US_ASCII);
        return new HttpAnswer(good ? 200 : 503, List.of(PLAIN_TEXT), body);
    }
}
