package dev.keyturn.edge.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.keyturn.rules.sigv4.HttpMessage;
import dev.keyturn.rules.sigv4.HttpMessage.Header;

/**
 * One request, complete, as it came over the wire.
 *
 * @param message method, raw path, raw query, headers and body, nothing decoded
 * @param remoteAddress the peer's IP address; never taken from a header
 * @param tls what was negotiated; empty on a cleartext connection
 * @param requestId ours, a fresh UUID, echoed as {@code x-amzn-RequestId}
 * @param arrivedAt when the request was complete
 */
public record HttpCall(
        HttpMessage message, String remoteAddress, Optional<Tls> tls, String requestId, Instant arrivedAt) {

    /**
     * @param version as CloudTrail's {@code tlsDetails} spells it, {@code TLSv1.3}
     * @param cipherSuite the IANA name
     */
    public record Tls(String version, String cipherSuite) {}

    public String method() {
        return message.method();
    }

    public List<Header> headers() {
        return message.headers();
    }

    public byte[] body() {
        return message.body();
    }

    /**
     * The first header of that name.
     *
     * @param lowerCaseName for example {@code x-amz-target}
     */
    public Optional<String> header(String lowerCaseName) {
        for (Header header : message.headers()) {
            if (header.name().equals(lowerCaseName)) {
                return Optional.of(header.value());
            }
        }
        return Optional.empty();
    }

    /** Whether it looks like a JSON protocol's, as far as that can be told before it is routed. */
    public boolean speaksJson() {
        return speaksJson(header("x-amz-target"), header("content-type"));
    }

    static boolean speaksJson(Optional<String> target, Optional<String> contentType) {
        return target.isPresent()
                || contentType
                        .filter(type -> type.startsWith("application/x-amz-json"))
                        .isPresent();
    }

    /** Without path, query, headers and body: each of them can carry a secret. */
    @Override
    public String toString() {
        return "HttpCall[" + method() + " " + requestId + "]";
    }
}
