package dev.keyturn.state.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of the specification, https://c2sp.org/XAES-256-GCM. */
class Xaes256GcmTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] NONCE = ascii("ABCDEFGHIJKLMNOPQRSTUVWX");

    /** In the first the derivation's {@code L} begins with a zero bit, in the second with a one. */
    @ParameterizedTest
    @CsvSource({
        "01, '', c8612c9ed53fe43e8e005b828a1631a0bbcb6ab2f46514ec4f439fcfd0fa969b,"
                + " ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271",
        "03, c2sp.org/XAES-256-GCM, e9c621d4cdd9b11b00a6427ad7e559aeedd66b3857646677748f8ca796cb3fd8,"
                + " 986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"
    })
    void sealsAndOpensTheSpecificationsVectors(String keyByte, String associated, String derived, String ciphertext)
            throws GeneralSecurityException {
        byte[] key = new byte[32];
        Arrays.fill(key, HEX.parseHex(keyByte)[0]);
        byte[] plaintext = ascii("XAES-256-GCM");
        Xaes256Gcm cipher = new Xaes256Gcm(key);

        byte[] sealed = new byte[plaintext.length + Xaes256Gcm.TAG];
        cipher.seal(NONCE, 0, plaintext, ascii(associated), sealed, 0);

        assertThat(HEX.formatHex(cipher.derivedKey(NONCE, 0))).isEqualTo(derived);
        assertThat(HEX.formatHex(sealed)).isEqualTo(ciphertext);
        assertThat(cipher.open(NONCE, 0, sealed, 0, ascii(associated))).isEqualTo(plaintext);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
