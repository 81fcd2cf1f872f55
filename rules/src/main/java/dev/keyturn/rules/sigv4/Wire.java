package dev.keyturn.rules.sigv4;

import java.nio.charset.StandardCharsets;

/** The bytes a text of an {@link HttpMessage} had on the wire. */
final class Wire {
    private Wire() {}

    /** One byte per character; UTF-8 for a text that no wire can have carried that way. */
    static byte[] bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
