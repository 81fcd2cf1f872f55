package dev.keyturn.rules.sigv4;

import java.util.List;

/**
 * An HTTP request as it came over the wire, nothing decoded or normalised. Text holds one character per byte
 * (ISO 8859-1), which is how HTTP parsers hand headers over.
 *
 * @param path the request target up to the question mark, still percent-encoded
 * @param query what follows the question mark, still percent-encoded; empty when there is none
 * @param headers in the order of arrival, names in lower case, one entry per header line
 */
public record HttpMessage(String method, String path, String query, List<Header> headers, byte[] body) {

    /** @param name in lower case */
    public record Header(String name, String value) {}

    /** The values of all lines of that header, in the order of arrival. */
    public List<String> values(String name) {
        return headers.stream()
                .filter(header -> header.name().equals(name))
                .map(Header::value)
                .toList();
    }

    /** Without query, headers and body: they hold signatures, session tokens and secrets. */
    @Override
    public String toString() {
        return "HttpMessage[" + method + " " + path + "]";
    }
}
