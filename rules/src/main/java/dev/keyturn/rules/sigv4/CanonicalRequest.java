package dev.keyturn.rules.sigv4;

import java.util.Arrays;
import java.util.List;

/**
 * The bytes whose hash is signed. Written byte by byte into one buffer: this is most of the work of a verification.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a
 *     signed API request, step 1</a>
 */
final class CanonicalRequest {
    private final HttpMessage message;
    private final PresentedSignature presented;
    private final String bodyHash;
    private byte[] buffer = new byte[1024];
    private int length;

    CanonicalRequest(HttpMessage message, PresentedSignature presented, String bodyHash) {
        this.message = message;
        this.presented = presented;
        this.bodyHash = bodyHash;
    }

    /** @param canonicalPath one of {@link CanonicalPath#candidates} */
    byte[] bytes(String canonicalPath) {
        length = 0;
        appendWire(message.method());
        append('\n');
        appendWire(canonicalPath);
        append('\n');
        appendQuery();
        append('\n');
        for (String name : presented.signedHeaders()) {
            appendHeader(name);
        }
        append('\n');
        appendJoined(presented.signedHeaders());
        append('\n');
        appendWire(bodyHash);
        return Arrays.copyOf(buffer, length);
    }

    private void appendQuery() {
        if (message.query().isEmpty()) {
            return;
        }
        List<QueryParameter> parameters = QueryParameter.parse(message.query());
        parameters.removeIf(parameter -> parameter.name().equals(SignatureReader.SIGNATURE));
        parameters.sort(QueryParameter.ORDER);
        boolean first = true;
        for (QueryParameter parameter : parameters) {
            if (!first) {
                append('&');
            }
            first = false;
            appendWire(parameter.name());
            append('=');
            appendWire(parameter.value());
        }
    }

    /** Name, colon, the values of all lines with a comma between them, line feed. */
    private void appendHeader(String name) {
        appendWire(name);
        append(':');
        boolean present = false;
        for (HttpMessage.Header header : message.headers()) {
            if (header.name().equals(name)) {
                if (present) {
                    append(',');
                }
                present = true;
                appendCollapsed(header.value());
            }
        }
        if (!present) {
            throw new SignatureException(SignatureException.Reason.MISMATCH, SignatureV4.DOES_NOT_MATCH);
        }
        append('\n');
    }

    /** Trimmed, each run of white space as one space. */
    private void appendCollapsed(String value) {
        int start = length;
        boolean pendingSpace = false;
        for (byte b : Wire.bytes(value)) {
            if (b == ' ' || b >= '\t' && b <= '\r') {
                pendingSpace = length > start;
            } else {
                if (pendingSpace) {
                    append(' ');
                    pendingSpace = false;
                }
                append(b);
            }
        }
    }

    private void appendJoined(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (i > 0) {
                append(';');
            }
            appendWire(names.get(i));
        }
    }

    private void appendWire(String text) {
        byte[] bytes = Wire.bytes(text);
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void append(int b) {
        ensure(1);
        buffer[length++] = (byte) b;
    }

    private void ensure(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
