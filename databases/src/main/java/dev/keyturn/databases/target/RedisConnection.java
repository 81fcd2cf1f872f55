package dev.keyturn.databases.target;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands and answers of Redis in its oldest dialect, RESP2, which every server speaks.
 *
 * <p>Of our own, because the client libraries allocate whatever length the server announces: ten bytes of an untrusted
 * server would take all the memory of this one. Here an answer has bounds, and nothing is allocated before it arrives.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis serialization protocol</a>
 */
final class RedisConnection implements AutoCloseable {

    /** Of one answer; the longest are the lists of clients and of users. */
    private static final int ANSWER_BYTES = 16 << 20;

    private static final int ITEMS = 100_000;
    private static final int DEPTH = 6;
    private static final int CHUNK = 8192;

    private final Socket socket;
    private final InputStream in;
    private int left;

    RedisConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends one command and waits for its answer. */
    RedisReply ask(RedisCommand command) throws IOException {
        return ask(List.of(command)).getFirst();
    }

    /** Sends all commands at once, and waits for all answers. */
    List<RedisReply> ask(List<RedisCommand> commands) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        for (RedisCommand command : commands) {
            command.writeTo(request);
        }
        socket.getOutputStream().write(request.toByteArray());
        List<RedisReply> replies = new ArrayList<>();
        for (RedisCommand _ : commands) {
            left = ANSWER_BYTES;
            replies.add(reply(0));
        }
        return replies;
    }

    /** Without a word to the server, which needs none. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    private RedisReply reply(int depth) throws IOException {
        int kind = octet();
        String line = line();
        return switch (kind) {
            case '+' -> new RedisReply.Text(line);
            case '-' -> new RedisReply.Failure(line);
            case ':' -> new RedisReply.Number(number(line));
            case '$' -> line.equals("-1") ? new RedisReply.Nothing() : new RedisReply.Text(bulk(length(line)));
            case '*' -> line.equals("-1") ? new RedisReply.Nothing() : items(length(line), depth);
            default -> throw new RedisProtocolException("the answer is not one of Redis"); // any octet
        };
    }

    private RedisReply items(int count, int depth) throws IOException {
        if (count > ITEMS || depth == DEPTH) {
            throw new RedisProtocolException("the answer is too long");
        }
        List<RedisReply> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(reply(depth + 1));
        }
        return new RedisReply.Items(items);
    }

    private String bulk(int length) throws IOException {
        if (length > left) {
            throw new RedisProtocolException("the answer is too long");
        }
        left -= length;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int rest = length; rest > 0; ) {
            byte[] chunk = in.readNBytes(Math.min(rest, CHUNK));
            if (chunk.length == 0) {
                throw new EOFException("the server ended the session");
            }
            bytes.write(chunk);
            rest -= chunk.length;
        }
        if (!line().isEmpty()) {
            throw new RedisProtocolException("the answer is not one of Redis");
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = octet(); octet != '\r'; octet = octet()) {
            line.append((char) octet);
        }
        if (octet() != '\n') {
            throw new RedisProtocolException("the answer is not one of Redis");
        }
        return line.toString();
    }

    private int octet() throws IOException {
        if (--left < 0) {
            throw new RedisProtocolException("the answer is too long");
        }
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the server ended the session");
        }
        return octet;
    }

    private static int length(String line) throws IOException {
        long length = number(line);
        if (length < 0 || length > ANSWER_BYTES) {
            throw new RedisProtocolException("the answer is too long");
        }
        return (int) length;
    }

    private static long number(String line) throws IOException {
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            throw new RedisProtocolException("the answer is not one of Redis");
        }
    }
}
