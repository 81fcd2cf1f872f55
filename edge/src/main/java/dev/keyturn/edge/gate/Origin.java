package dev.keyturn.edge.gate;

import java.time.Instant;

import dev.keyturn.edge.http.HttpCall;

/**
 * Where and when a call came in.
 *
 * @param sourceIp textual address, without port
 * @param tls whether the connection is encrypted ({@code aws:SecureTransport})
 * @param arrival by the server's clock
 */
public record Origin(String requestId, String sourceIp, String userAgent, boolean tls, Instant arrival) {

    public static Origin of(HttpCall call) {
        return new Origin(
                call.requestId(),
                call.remoteAddress(),
                call.header("user-agent").orElse(""),
                call.tls().isPresent(),
                call.arrivedAt());
    }
}
