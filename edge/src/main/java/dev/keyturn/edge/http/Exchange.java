package dev.keyturn.edge.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.http.HttpCall.Tls;
import dev.keyturn.rules.sigv4.HttpMessage;
import dev.keyturn.rules.sigv4.HttpMessage.Header;

/**
 * One request and its answer. Everything here runs on the connection's event loop; only {@link Desk#answer} runs
 * elsewhere.
 */
final class Exchange {
    private static final byte[] NO_BODY = {};

    private final Desk desk;
    private final Context context;
    private final HttpServerRequest request;
    private final RequestFraming framing;
    private final String requestId;
    private final Optional<Refusal> framingRefusal;

    private @Nullable Buffer body;
    /** Whether the body is a copy that can grow, and not a view on what came from the socket. */
    private boolean copied;

    private long received;
    /** What the common bound on buffered bodies was charged for this one. */
    private long charged;

    private boolean complete;
    private boolean refused;

    private Exchange(Desk desk, Context context, HttpServerRequest request) {
        this.desk = desk;
        this.context = context;
        this.request = request;
        framing = RequestFraming.of(request.connection());
        requestId = desk.newRequestId();
        framingRefusal = RequestFraming.refusalIn(request.uri());
    }

    /** Receives the body, has the request answered, and writes the answer. */
    static void begin(Desk desk, Context context, HttpServerRequest request) {
        Exchange exchange = new Exchange(desk, context, request);
        exchange.framing.watchBody(exchange::bodyFailed);
        request.exceptionHandler(_ -> exchange.release());
        request.handler(exchange::receive);
        request.endHandler(_ -> exchange.received());
        exchange.checkHead();
    }

    private void checkHead() {
        if (framingRefusal.isPresent()) {
            return; // Answered when its end has come, so that Vert.x closes the connection in its own order.
        }
        MultiMap headers = request.headers();
        if (!wellFormedTarget(request.uri()) || !wellFormedHost(headers)) {
            refuse(Refusal.MALFORMED);
            return;
        }
        if (headers.contains("content-encoding") && !"identity".equalsIgnoreCase(headers.get("content-encoding"))) {
            refuse(Refusal.ENCODED_BODY);
            return;
        }
        String length = headers.get("content-length");
        // Netty has checked that it is a number.
        if (length != null && Long.parseLong(length.trim()) > desk.limits().bodyBytes()) {
            refuse(Refusal.BODY_TOO_LARGE);
            return;
        }
        if (headers.contains("expect")) {
            if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
                request.response().writeContinue();
            } else {
                refuse(Refusal.MALFORMED);
            }
        }
    }

    /** Printable ASCII. */
    private static boolean wellFormedTarget(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '#') {
                return false;
            }
        }
        return true;
    }

    /** The signature covers a host; two of them would leave open which. */
    private boolean wellFormedHost(MultiMap headers) {
        int hosts = headers.getAll("host").size();
        return hosts == 1 || hosts == 0 && request.version() == HttpVersion.HTTP_1_0;
    }

    private void receive(Buffer chunk) {
        received += chunk.length();
        if (refused) {
            // The rest is read and dropped, so that the caller gets to read the answer; but not without end.
            if (received > 8L * desk.limits().bodyBytes()) {
                request.connection().close();
            }
            return;
        }
        if (received > desk.limits().bodyBytes()) {
            refuse(Refusal.BODY_TOO_LARGE);
            return;
        }
        charged += chunk.length();
        if (!desk.charge(chunk.length())) {
            refuse(Refusal.BUSY);
            return;
        }
        gather(chunk);
    }

    /**
     * The first chunk is a view on what came from the socket: it is only copied when there is a second one. From then
     * on the copy grows by doubling: copied anew for each chunk, a body in chunks of one byte would cost its length
     * squared.
     */
    private void gather(Buffer chunk) {
        if (body == null) {
            body = chunk;
            return;
        }
        if (!copied) {
            body = Buffer.buffer(2 * (body.length() + chunk.length())).appendBuffer(body);
            copied = true;
        }
        body.appendBuffer(chunk);
    }

    private void received() {
        if (refused) {
            request.connection().close();
            return;
        }
        complete = true;
        if (framingRefusal.isPresent()) {
            context.runOnContext(_ -> refuse(framingRefusal.get())
                    .onComplete(_ -> request.connection().close()));
            return;
        }
        HttpCall call = call();
        release();
        desk.answer(call, answer -> context.runOnContext(_ -> write(answer)));
    }

    private HttpCall call() {
        String target = request.uri();
        int question = target.indexOf('?');
        return new HttpCall(
                new HttpMessage(
                        request.method().name(),
                        question < 0 ? target : target.substring(0, question),
                        question < 0 ? "" : target.substring(question + 1),
                        headers(request.headers()),
                        body == null ? NO_BODY : body.getBytes()),
                request.remoteAddress().hostAddress(),
                request.isSSL() ? Optional.of(tls()) : Optional.empty(),
                requestId,
                desk.now());
    }

    private static List<Header> headers(MultiMap headers) {
        List<Header> list = new ArrayList<>(headers.size());
        for (Map.Entry<String, String> header : headers) {
            list.add(new Header(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        }
        return list;
    }

    private Tls tls() {
        return new Tls(request.sslSession().getProtocol(), request.sslSession().getCipherSuite());
    }

    private void bodyFailed(Refusal refusal) {
        if (complete) {
            return; // It is not about this request, but about one that waits behind it.
        }
        if (!refused) {
            refuse(refusal);
        }
        request.connection().close();
    }

    private Future<Void> refuse(Refusal refusal) {
        refused = true;
        body = null;
        release();
        HttpServerResponse response = request.response().putHeader("connection", "close");
        return end(desk, response, desk.refuse(refusal, speaksJson(request.headers()), requestId), requestId);
    }

    private void write(HttpAnswer answer) {
        framing.answered();
        HttpServerResponse response = request.response();
        if (!response.closed()) {
            end(desk, response, answer, requestId);
        }
    }

    private static Future<Void> end(Desk desk, HttpServerResponse response, HttpAnswer answer, String requestId) {
        response.setStatusCode(answer.status());
        MultiMap headers = response.headers();
        headers.add("x-amzn-RequestId", requestId).add("date", desk.date());
        for (Header header : answer.headers()) {
            headers.add(header.name(), header.value());
        }
        return response.end(Buffer.buffer(answer.body()));
    }

    private static boolean speaksJson(MultiMap headers) {
        return HttpCall.speaksJson(
                Optional.ofNullable(headers.get("x-amz-target")), Optional.ofNullable(headers.get("content-type")));
    }

    private void release() {
        desk.discharge(charged);
        charged = 0;
    }
}
