package dev.keyturn.state.trail;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 under the trail's key, of heads and rows. Not for several threads at once: each takes its own. */
final class TrailMac {
    static final int LENGTH = 32;
    private static final long HEAD = 1;
    private static final long ORIGIN = 2;
    private static final long ROW = 3;

    private final Mac mac;
    private ByteBuffer input = ByteBuffer.allocate(4_096);

    TrailMac(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }

    /** What the first row of a chain follows. */
    byte[] origin(long chain, String node) {
        Input in = start(ORIGIN);
        in.add(chain);
        in.add(node);
        return finish();
    }

    byte[] row(byte[] before, long chain, long seq, TrailRow row) {
        Input in = start(ROW);
        in.add(before);
        row.writeTo(in, chain, seq);
        return finish();
    }

    byte[] head(long chain, String node, long seq, byte[] last) {
        Input in = start(HEAD);
        in.add(chain);
        in.add(node);
        in.add(seq);
        in.add(last);
        return finish();
    }

    /** The purpose comes first, so that a MAC made for one can never pass for another. */
    private Input start(long purpose) {
        input.clear();
        Input in = new Input();
        in.add(purpose);
        return in;
    }

    private byte[] finish() {
        mac.update(input.array(), 0, input.position());
        return mac.doFinal();
    }

    private final class Input implements TrailRow.MacInput {
        @Override
        public void add(long value) {
            room(8).putLong(value);
        }

        @Override
        public void add(byte[] bytes) {
            room(4 + bytes.length).putInt(bytes.length).put(bytes);
        }

        private ByteBuffer room(int bytes) {
            if (input.remaining() < bytes) {
                ByteBuffer larger = ByteBuffer.allocate(2 * (input.position() + bytes));
                larger.put(input.flip());
                input = larger;
            }
            return input;
        }
    }
}
