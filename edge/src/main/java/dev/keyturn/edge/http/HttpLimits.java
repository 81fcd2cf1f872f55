package dev.keyturn.edge.http;

import java.time.Duration;

/**
 * How much is taken from a caller who is not known yet.
 *
 * @param bodyBytes of one request; more gets 413
 * @param headerBytes all header lines together; more gets 431
 * @param requestLineBytes method, target and version; more gets 414
 * @param bufferedBytes of all bodies being received at once; more gets 503
 * @param arrival from the request's first byte to its last; later gets 408 and a closed connection
 * @param idle a connection on which nothing moves for so long is closed
 * @param connections at once; one more is closed at once
 * @param inFlight requests being answered at once; one more gets 503
 * @param drain how long {@link HttpEdge#close} waits for requests in flight
 */
public record HttpLimits(
        int bodyBytes,
        int headerBytes,
        int requestLineBytes,
        long bufferedBytes,
        Duration arrival,
        Duration idle,
        int connections,
        int inFlight,
        Duration drain) {

    public static final HttpLimits DEFAULT = new HttpLimits(
            1 << 20,
            16 << 10,
            8 << 10,
            64 << 20,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            10_000,
            1_024,
            Duration.ofSeconds(10));
}
