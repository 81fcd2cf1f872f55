package dev.keyturn.edge.http;

/** What the server answers by itself, without asking the handler. */
public enum Refusal {
    /** Not HTTP, or framed so that two readers could disagree about where it ends. The connection is closed. */
    MALFORMED(400),
    /** The request did not arrive in full before its deadline. The connection is closed. */
    TOO_SLOW(408),
    BODY_TOO_LARGE(413),
    URI_TOO_LONG(414),
    /** A Content-Encoding: bodies are never decompressed. */
    ENCODED_BODY(415),
    HEADERS_TOO_LARGE(431),
    /** The handler threw. */
    INTERNAL(500),
    /** As many requests in flight as the server takes, or it is stopping. */
    BUSY(503);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
