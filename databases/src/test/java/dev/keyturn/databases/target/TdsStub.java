package dev.keyturn.databases.target;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Speaks enough TDS 7.4 for the real driver of SQL Server: login by password, with or without TLS, and batches, which it
 * writes down and answers from a script.
 *
 * @see <a href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/">MS-TDS</a>
 */
final class TdsStub implements AutoCloseable {
    private static final int BATCH = 1;
    private static final int RESPONSE = 4;

    /** What comes of a login or a batch. */
    sealed interface Answer {}

    record Done() implements Answer {}

    /** One row of one column. */
    record Value(String text) implements Answer {}

    record Refused(int number) implements Answer {}

    /** The connection dies in place of an answer. */
    record Lost() implements Answer {}

    /** What a batch comes to; {@code login …} is the login. */
    interface Script {
        Answer answer(String sql);
    }

    /** As LOGIN7 names it. */
    record Login(String user, String password, String program, String database) {}

    private final ServerSocket listener;
    private final List<Login> logins = new CopyOnWriteArrayList<>();
    private final List<String> batches = new CopyOnWriteArrayList<>();
    private final Optional<SSLContext> tls;
    private final Script script;

    /** @param tls without it the stub says that it does no encryption */
    TdsStub(String address, Optional<SSLContext> tls, Script script) throws IOException {
        this.listener = new ServerSocket(0, 5, InetAddress.getByName(address));
        this.tls = tls;
        this.script = script;
        Thread.ofPlatform().daemon().name("tds-stub").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    List<Login> logins() {
        return logins;
    }

    List<String> batches() {
        return batches;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofPlatform().daemon().name("tds-stub-session").start(() -> {
                    try (client) {
                        client.setTcpNoDelay(true);
                        serve(client);
                    } catch (IOException e) {
                        // The client has gone.
                    }
                });
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) throws IOException {
        Socket socket = client;
        message(new DataInputStream(client.getInputStream())); // PRELOGIN
        send(client.getOutputStream(), prelogin());
        if (tls.isPresent()) {
            TdsTlsSocket wrapped = new TdsTlsSocket(client);
            SSLSocket secure = (SSLSocket) tls.get().getSocketFactory().createSocket(wrapped, "client", 0, true);
            secure.setUseClientMode(false);
            secure.setEnabledProtocols(new String[] {"TLSv1.2"});
            secure.startHandshake();
            wrapped.handshaken();
            socket = secure;
        }
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        Login login = login(message(in).body());
        logins.add(login);
        Answer answer = script.answer("login " + login.user() + " " + login.password());
        send(out, answer instanceof Done ? loginAcknowledged() : tokens(answer));
        while (answer instanceof Done) {
            Message request = message(in);
            if (request.type() == BATCH) {
                ByteBuffer body = request.body();
                body.position(body.getInt(0)); // ALL_HEADERS
                String sql = StandardCharsets.UTF_16LE.decode(body.slice()).toString();
                batches.add(sql);
                Answer result = script.answer(sql);
                if (result instanceof Lost) {
                    return;
                }
                send(out, tokens(result));
            }
        }
    }

    private record Message(int type, ByteBuffer body) {}

    /** Of one or more packets, up to the one that says it is the last. */
    private static Message message(DataInputStream in) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(65_536).order(ByteOrder.LITTLE_ENDIAN);
        int type;
        int status;
        do {
            type = in.readUnsignedByte();
            status = in.readUnsignedByte();
            int length = in.readUnsignedShort();
            in.readInt();
            body.put(in.readNBytes(length - 8));
        } while ((status & 1) == 0);
        return new Message(type, body.flip().slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    private static void send(OutputStream out, ByteBuffer tokens) throws IOException {
        tokens.flip();
        ByteBuffer packet = ByteBuffer.allocate(tokens.remaining() + 8);
        packet.put((byte) RESPONSE)
                .put((byte) 1)
                .putShort((short) packet.capacity())
                .putInt(0x0001_0100);
        packet.put(tokens);
        out.write(packet.array());
        out.flush();
    }

    /** Version 16, and whether it encrypts: all or, without TLS, nothing. */
    private ByteBuffer prelogin() {
        ByteBuffer out = ByteBuffer.allocate(64); // big-endian, as nothing else here
        int data = 4 * 5 + 1;
        out.put((byte) 0).putShort((short) data).putShort((short) 6);
        out.put((byte) 1).putShort((short) (data + 6)).putShort((short) 1);
        out.put((byte) 2).putShort((short) (data + 7)).putShort((short) 1);
        out.put((byte) 4).putShort((short) (data + 8)).putShort((short) 1);
        out.put((byte) 0xFF);
        out.put(new byte[] {16, 0, 0x10, 0x27, 0, 0});
        out.put((byte) (tls.isPresent() ? 1 : 2)).put((byte) 0).put((byte) 0);
        return out;
    }

    /** The password's halves of bytes are exchanged, and it is masked with A5. */
    private static Login login(ByteBuffer body) {
        byte[] password = field(body, 44);
        for (int i = 0; i < password.length; i++) {
            int mixed = (password[i] ^ 0xA5) & 0xFF;
            password[i] = (byte) (mixed << 4 | mixed >> 4);
        }
        return new Login(
                new String(field(body, 40), StandardCharsets.UTF_16LE),
                new String(password, StandardCharsets.UTF_16LE),
                new String(field(body, 48), StandardCharsets.UTF_16LE),
                new String(field(body, 68), StandardCharsets.UTF_16LE));
    }

    private static byte[] field(ByteBuffer body, int at) {
        byte[] text = new byte[2 * body.getShort(at + 2)];
        body.get(body.getShort(at), text);
        return text;
    }

    private static ByteBuffer loginAcknowledged() {
        ByteBuffer out = tokens();
        environment(out, 1, text("master", 1), text("", 1));
        environment(out, 7, ByteBuffer.wrap(new byte[] {5, 9, 4, (byte) 0xD0, 0, 0x34}), ByteBuffer.wrap(new byte[1]));
        ByteBuffer name = text("Microsoft SQL Server", 1);
        out.put((byte) 0xAD).putShort((short) (1 + 4 + name.remaining() + 4));
        out.put((byte) 1).put(new byte[] {0x74, 0, 0, 4}).put(name).put(new byte[] {16, 0, 0x10, 0x27});
        environment(out, 4, text("4096", 1), text("4096", 1));
        return done(out, 0);
    }

    private static void environment(ByteBuffer out, int type, ByteBuffer now, ByteBuffer before) {
        out.put((byte) 0xE3)
                .putShort((short) (1 + now.remaining() + before.remaining()))
                .put((byte) type);
        out.put(now).put(before);
    }

    private static ByteBuffer tokens(Answer answer) {
        return switch (answer) {
            case Done _, Lost _ -> done(tokens(), 0);
            case Refused(int number) -> {
                ByteBuffer message = text("no", 2);
                ByteBuffer out = tokens().put((byte) 0xAA).putShort((short) (4 + 2 + message.remaining() + 2 + 4));
                out.putInt(number)
                        .put((byte) 1)
                        .put((byte) 14)
                        .put(message)
                        .put((byte) 0)
                        .put((byte) 0)
                        .putInt(1);
                yield done(out, 2);
            }
            case Value(String text) -> {
                ByteBuffer out =
                        tokens().put((byte) 0x81).putShort((short) 1).putInt(0).putShort((short) 9);
                out.put((byte) 0xE7).putShort((short) 8000).put(new byte[] {9, 4, (byte) 0xD0, 0, 0x34});
                out.put(text("value", 1));
                byte[] value = text.getBytes(StandardCharsets.UTF_16LE);
                out.put((byte) 0xD1).putShort((short) value.length).put(value);
                yield done(out, 0x10);
            }
        };
    }

    private static ByteBuffer tokens() {
        return ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer done(ByteBuffer out, int status) {
        return out.put((byte) 0xFD).putShort((short) status).putShort((short) 0).putLong((status & 0x10) == 0 ? 0 : 1);
    }

    /** Its length in characters, in one byte or two, and UTF-16. */
    private static ByteBuffer text(String text, int lengthBytes) {
        ByteBuffer out = ByteBuffer.allocate(lengthBytes + 2 * text.length()).order(ByteOrder.LITTLE_ENDIAN);
        if (lengthBytes == 1) {
            out.put((byte) text.length());
        } else {
            out.putShort((short) text.length());
        }
        return out.put(text.getBytes(StandardCharsets.UTF_16LE)).flip();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
