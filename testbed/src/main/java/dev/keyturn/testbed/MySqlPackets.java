package dev.keyturn.testbed;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The frames of MySQL's protocol: three bytes of length, a number, and at most what fits into one.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html">Client/server protocol</a>
 */
final class MySqlPackets {
    private static final int AUTOCOMMIT = 2;
    private static final int UTF8MB4 = 45;
    private static final int VAR_STRING = 253;

    private final DataInputStream in;
    private final OutputStream out;
    private int number;

    MySqlPackets(Socket socket, int number) throws IOException {
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.number = number;
    }

    /** The next number, to go on with after TLS was agreed on. */
    int number() {
        return number;
    }

    ByteBuffer read() throws IOException {
        int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
        number = in.readUnsignedByte() + 1;
        return ByteBuffer.wrap(in.readNBytes(length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    void send(byte[] body) throws IOException {
        byte[] packet = new byte[4 + body.length];
        packet[0] = (byte) body.length;
        packet[1] = (byte) (body.length >> 8);
        packet[2] = (byte) (body.length >> 16);
        packet[3] = (byte) number++;
        System.arraycopy(body, 0, packet, 4, body.length);
        out.write(packet);
        out.flush();
    }

    void ok() throws IOException {
        send(new byte[] {0, 0, 0, AUTOCOMMIT, 0, 0, 0});
    }

    /** @param state five characters */
    void error(int code, String state, String message) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(0xFF);
        body.write(code);
        body.write(code >> 8);
        body.write(ascii("#" + state + message));
        send(body.toByteArray());
    }

    /** @param cells row by row */
    void rows(List<String> columns, List<String> cells) throws IOException {
        send(new byte[] {(byte) columns.size()});
        for (String column : columns) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (String text : List.of("def", "", "", "", column, column)) {
                body.write(text(text));
            }
            body.write(new byte[] {12, UTF8MB4, 0, 0, 16, 0, 0, (byte) VAR_STRING, 0, 0, 0, 0, 0});
            send(body.toByteArray());
        }
        end();
        for (int row = 0; row < cells.size(); row += columns.size()) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (String cell : cells.subList(row, row + columns.size())) {
                body.write(text(cell));
            }
            send(body.toByteArray());
        }
        end();
    }

    private void end() throws IOException {
        send(new byte[] {(byte) 0xFE, 0, 0, AUTOCOMMIT, 0});
    }

    /** With its length before it, in one byte or in three. */
    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(3 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 251) {
            out.put((byte) bytes.length);
        } else {
            out.put((byte) 0xFC).putShort((short) bytes.length);
        }
        out.put(bytes);
        return Arrays.copyOf(out.array(), out.position());
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
