package dev.keyturn.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's request decoder, made strict and put against the clock. Where two readers of the same bytes could see two
 * different requests, there is no request: obsolete line folding, a bare line feed, Content-Length beside
 * Transfer-Encoding, a Transfer-Encoding other than {@code chunked} (RFC 9112, sections 2.2, 5.2, 6.1). And a request
 * has to be complete within {@link HttpLimits#arrival} of its first byte, however steadily it drips.
 *
 * <p>A refusal has to wait its turn behind the answers to earlier requests on the connection, so it travels as a request
 * of its own that ends the connection, see {@link #refusalIn}.
 *
 * <p>This is the one class that knows Vert.x's insides: the decoder's place in the pipeline and its class. All of it
 * runs on the connection's event loop. Longer than most files, so that nothing else has to know them.
 */
final class RequestFraming extends VertxHttpRequestDecoder {
    private static final AttributeKey<RequestFraming> KEY = AttributeKey.valueOf("keyturn.framing");

    /** Begins a target that no request on the wire gets away with: theirs begin with a slash. */
    private static final String REFUSAL_MARK = "!";

    private final long arrivalNanos;

    private boolean inHead = true;
    private boolean refused;
    /** Told when a body that is being received is malformed or late. */
    private Consumer<Refusal> bodyWatcher = _ -> {};

    /** How many of the unread bytes were looked at before. */
    private int scannedAhead;

    private boolean atStart = true;
    private boolean afterLineFeed;
    private boolean headScanned;
    private byte previous;

    private boolean clockRuns;
    private long deadline;
    private @Nullable Future<?> alarm;
    private int unanswered;

    private RequestFraming(HttpLimits limits) {
        super(new Http1ServerConfig()
                .setMaxInitialLineLength(limits.requestLineBytes())
                .setMaxHeaderSize(limits.headerBytes()));
        arrivalNanos = limits.arrival().toNanos();
    }

    /** Takes the place of Vert.x's own decoder, before the first byte is read. */
    static void install(HttpConnection connection, HttpLimits limits) {
        Channel channel = ((ConnectionBase) connection).channel();
        RequestFraming framing = new RequestFraming(limits);
        channel.attr(KEY).set(framing);
        channel.pipeline().replace(VertxHttpRequestDecoder.class, "httpDecoder", framing);
    }

    static RequestFraming of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(KEY).get();
    }

    /** From now on until the next call, a malformed or late body is that watcher's business. */
    void watchBody(Consumer<Refusal> watcher) {
        bodyWatcher = watcher;
    }

    /**
     * A request that was received in full has its answer: from now on a slow connection is the caller's fault, and one
     * that waited behind it has its whole time again.
     */
    void answered() {
        unanswered--;
        if (clockRuns && unanswered == 0) {
            deadline = System.nanoTime() + arrivalNanos;
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (inHead && in.isReadable()) {
            startClock(context);
            if (!scanHead(in)) {
                in.skipBytes(in.readableBytes()); // Netty takes a message made of no bytes for a bug.
                refuseHead(out, Refusal.MALFORMED);
                return;
            }
        }
        int scannedUpTo = in.readerIndex() + scannedAhead;
        super.decode(context, in, out);
        scannedAhead = Math.max(0, scannedUpTo - in.readerIndex());
        look(out);
    }

    /** Looks at every line end of the head once. False when the head must be refused. */
    private boolean scanHead(ByteBuf in) {
        int from = in.readerIndex() + scannedAhead;
        int end = in.writerIndex();
        while (atStart && from < end) {
            byte first = in.getByte(from);
            if (first == '\r' || first == '\n') {
                from++; // Empty lines before a request are to be ignored (RFC 9112, section 2.2).
            } else if (isLetter(first)) {
                atStart = false;
            } else {
                return false;
            }
        }
        while (!headScanned && from < end) {
            if (afterLineFeed) {
                byte first = in.getByte(from);
                if (first == ' ' || first == '\t' || first == '\n') {
                    return false;
                }
                headScanned = first == '\r';
                afterLineFeed = false;
            }
            int lineFeed = in.indexOf(from, end, (byte) '\n');
            if (lineFeed < 0) {
                break;
            }
            if ((lineFeed > from ? in.getByte(lineFeed - 1) : previous) != '\r') {
                return false;
            }
            afterLineFeed = true;
            from = lineFeed + 1;
        }
        if (end > in.readerIndex()) {
            previous = in.getByte(end - 1);
        }
        scannedAhead = end - in.readerIndex();
        return true;
    }

    private static boolean isLetter(byte b) {
        return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
    }

    private void look(List<Object> out) {
        for (int i = 0; i < out.size(); i++) {
            Object part = out.get(i);
            if (part instanceof HttpRequest request) {
                inHead = false;
                Optional<Refusal> refusal = whyNot(request);
                if (refusal.isPresent()) {
                    out.forEach(ReferenceCountUtil::release);
                    refuseHead(out, refusal.get());
                    return;
                }
            } else if (part instanceof HttpContent content
                    && content.decoderResult().isFailure()) {
                refused = true;
                stopClock();
                ReferenceCountUtil.release(out.remove(i));
                bodyWatcher.accept(Refusal.MALFORMED);
                return;
            } else if (part instanceof LastHttpContent) {
                endRequest();
            }
        }
    }

    private static Optional<Refusal> whyNot(HttpRequest request) {
        if (request.decoderResult().isSuccess()) {
            return wellFramed(request) ? Optional.empty() : Optional.of(Refusal.MALFORMED);
        }
        return Optional.of(
                switch (request.decoderResult().cause()) {
                    case TooLongHttpLineException _ -> Refusal.URI_TOO_LONG;
                    case TooLongHttpHeaderException _ -> Refusal.HEADERS_TOO_LARGE;
                    // Netty's other reasons all mean that it was not HTTP.
                    case null, default -> Refusal.MALFORMED;
                });
    }

    /** Netty itself refuses Content-Lengths that differ, and chunked in HTTP/1.0. */
    private static boolean wellFramed(HttpRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean chunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
        boolean oneLength = codings.isEmpty() || chunked && !request.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        return oneLength
                && (request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                        || request.protocolVersion().equals(HttpVersion.HTTP_1_0));
    }

    /** Netty would drop the Content-Length and go on; whoever stands before us may have kept it. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("Content-Length beside Transfer-Encoding");
    }

    private void endRequest() {
        inHead = true;
        atStart = true;
        afterLineFeed = false;
        headScanned = false;
        previous = 0;
        scannedAhead = 0;
        unanswered++;
        stopClock();
    }

    private void refuseHead(List<Object> out, Refusal refusal) {
        refused = true;
        stopClock();
        out.clear();
        out.add(refusedRequest(refusal));
        out.add(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static HttpRequest refusedRequest(Refusal refusal) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, REFUSAL_MARK + refusal);
        request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return request;
    }

    /** Why a request with such a target is none: either we refused it, or the target is not in origin form. */
    static Optional<Refusal> refusalIn(String target) {
        if (target.startsWith("/")) {
            return Optional.empty();
        }
        for (Refusal refusal : Refusal.values()) {
            if (target.equals(REFUSAL_MARK + refusal)) {
                return Optional.of(refusal);
            }
        }
        return Optional.of(Refusal.MALFORMED);
    }

    private void startClock(ChannelHandlerContext context) {
        if (!clockRuns) {
            clockRuns = true;
            deadline = System.nanoTime() + arrivalNanos;
            if (alarm == null) {
                setAlarm(context, arrivalNanos);
            }
        }
    }

    private void stopClock() {
        // The alarm stays set: a connection that is kept alive would otherwise set and cancel one per request.
        clockRuns = false;
    }

    private void setAlarm(ChannelHandlerContext context, long nanos) {
        alarm = context.executor().schedule(() -> alarm(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void alarm(ChannelHandlerContext context) {
        alarm = null;
        if (!clockRuns) {
            return;
        }
        long left = deadline - System.nanoTime();
        if (left > 0) {
            setAlarm(context, left);
        } else if (unanswered > 0) {
            // A pipelined request waits because the one before it is still being answered: that is our doing.
            deadline = System.nanoTime() + arrivalNanos;
            setAlarm(context, arrivalNanos);
        } else {
            tooSlow(context);
        }
    }

    private void tooSlow(ChannelHandlerContext context) {
        refused = true;
        stopClock();
        if (inHead) {
            context.fireChannelRead(refusedRequest(Refusal.TOO_SLOW));
            context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            context.fireChannelReadComplete();
        } else {
            bodyWatcher.accept(Refusal.TOO_SLOW);
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        if (alarm != null) {
            alarm.cancel(false);
        }
        super.handlerRemoved0(context);
    }
}
