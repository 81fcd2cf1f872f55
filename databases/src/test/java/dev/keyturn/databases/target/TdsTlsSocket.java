package dev.keyturn.databases.target;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A socket on which TLS is agreed on inside TDS packets, as TDS before 8.0 has it; after that TLS is the outer layer. */
final class TdsTlsSocket extends Socket {
    private static final int PRELOGIN = 0x12;

    private final Socket socket;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private volatile boolean handshaking = true;

    TdsTlsSocket(Socket socket) {
        this.socket = socket;
    }

    void handshaken() throws IOException {
        endMessage();
        handshaking = false;
    }

    /** All records of one turn are one message: the driver expects no second. */
    private void endMessage() throws IOException {
        if (message.size() > 0) {
            ByteBuffer packet = ByteBuffer.allocate(message.size() + 8);
            packet.put((byte) PRELOGIN)
                    .put((byte) 1)
                    .putShort((short) packet.capacity())
                    .putInt(0x0100);
            packet.put(message.toByteArray());
            message.reset();
            socket.getOutputStream().write(packet.array());
            socket.getOutputStream().flush();
        }
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return new InputStream() {
            private int left;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (handshaking && left == 0) {
                    endMessage();
                    in.readUnsignedShort();
                    left = in.readUnsignedShort() - 8;
                    in.readInt();
                }
                int read = in.read(bytes, offset, left > 0 ? Math.min(left, length) : length);
                left -= left > 0 ? read : 0;
                return read;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream out = socket.getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (handshaking) {
                    message.write(bytes, offset, length);
                    return;
                }
                out.write(bytes, offset, length);
                out.flush();
            }
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
