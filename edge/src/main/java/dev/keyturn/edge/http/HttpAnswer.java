package dev.keyturn.edge.http;

import java.util.List;

import dev.keyturn.rules.sigv4.HttpMessage.Header;

/**
 * What goes back. The server adds {@code Date}, {@code Content-Length} and {@code x-amzn-RequestId}.
 *
 * @param headers without those three
 * @param body not copied: whoever makes an answer lets go of the array
 */
public record HttpAnswer(int status, List<Header> headers, byte[] body) {

    public HttpAnswer {
        headers = List.copyOf(headers);
    }

    /** Without the body: it can be a secret. */
    @Override
    public String toString() {
        return "HttpAnswer[" + status + ", " + body.length + " bytes]";
    }
}
