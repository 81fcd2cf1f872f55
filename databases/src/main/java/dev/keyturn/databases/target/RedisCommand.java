package dev.keyturn.databases.target;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One command: words of any bytes, each sent with its length, so that nothing in one can become another. It has no
 * text form, as a word may be a password.
 */
final class RedisCommand {
    private final List<byte[]> words;

    private RedisCommand(List<byte[]> words) {
        this.words = words;
    }

    static RedisCommand of(String... words) {
        RedisCommand command = new RedisCommand(List.of());
        for (String word : words) {
            command = command.and(word.getBytes(StandardCharsets.UTF_8));
        }
        return command;
    }

    RedisCommand and(byte[] word) {
        List<byte[]> longer = new ArrayList<>(words);
        longer.add(word);
        return new RedisCommand(longer);
    }

    RedisCommand and(String word) {
        return and(word.getBytes(StandardCharsets.UTF_8));
    }

    void writeTo(ByteArrayOutputStream request) {
        header(request, '*', words.size());
        for (byte[] word : words) {
            header(request, '$', word.length);
            request.writeBytes(word);
            request.write('\r');
            request.write('\n');
        }
    }

    private static void header(ByteArrayOutputStream request, char kind, int count) {
        request.writeBytes((kind + String.valueOf(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
