package dev.keyturn.edge.operation.iam.mfa;

import io.nayuki.qrcodegen.QrCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A text as a QR code in a PNG of two colours. The JDK could draw one, at the price of its desktop module. */
final class QrPng {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int PIXELS_PER_MODULE = 6;

    /** Around the code; ISO/IEC 18004 asks for four modules. */
    private static final int QUIET_MODULES = 4;

    private QrPng() {}

    static byte[] of(String text) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        int size = (code.size + 2 * QUIET_MODULES) * PIXELS_PER_MODULE;
        byte[] header = ByteBuffer.allocate(13)
                .putInt(size)
                .putInt(size)
                .put((byte) 1) // one bit for each pixel
                .put((byte) 0) // of grey: 0 is black
                .put(new byte[3])
                .array();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        chunk(png, "IHDR", header);
        chunk(png, "IDAT", deflated(pixels(code, size)));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    /** Row by row, each after a byte that says it is not filtered. */
    private static byte[] pixels(QrCode code, int size) {
        int rowBytes = 1 + (size + 7) / 8;
        byte[] pixels = new byte[size * rowBytes];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                // Outside of it, the code says white.
                if (!code.getModule(x / PIXELS_PER_MODULE - QUIET_MODULES, y / PIXELS_PER_MODULE - QUIET_MODULES)) {
                    pixels[y * rowBytes + 1 + x / 8] |= (byte) (0x80 >> (x % 8));
                }
            }
        }
        return pixels;
    }

    private static byte[] deflated(byte[] bytes) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] deflated = new byte[bytes.length + 64];
            int length = deflater.deflate(deflated);
            return Arrays.copyOf(deflated, length);
        }
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
        byte[] typed = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
        CRC32 crc = new CRC32();
        crc.update(typed);
        png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        png.writeBytes(typed);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
