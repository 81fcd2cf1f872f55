package dev.keyturn.rules.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final byte[] SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final Instant NOW = Instant.ofEpochSecond(1_111_111_109);

    /** RFC 6238, appendix B, SHA-1; there with eight digits, of which ours are the last six. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void theVectorsOfTheRfcHold(long second, String eightDigits) {
        assertThat(Totp.code(SEED, Totp.step(Instant.ofEpochSecond(second)))).isEqualTo(eightDigits.substring(2));
    }

    /** RFC 4226, appendix D. */
    @ParameterizedTest
    @CsvSource({"0, 755224", "1, 287082", "2, 359152", "8, 399871", "9, 520489"})
    void theVectorsOfTheCounterHold(long step, String code) {
        assertThat(Totp.code(SEED, step)).isEqualTo(code);
    }

    @Test
    void aCodeOfOneStepBeforeOrAfterIsKnownByItsStep() {
        long now = Totp.step(NOW);

        for (long step = now - 1; step <= now + 1; step++) {
            assertThat(Totp.match(SEED, Totp.code(SEED, step), NOW, 0)).hasValue(step);
        }
        assertThat(Totp.match(SEED, Totp.code(SEED, now - 2), NOW, 0)).isEmpty();
        assertThat(Totp.match(SEED, Totp.code(SEED, now + 2), NOW, 0)).isEmpty();
    }

    @Test
    void theDriftMovesTheWindow() {
        long ahead = Totp.step(NOW) + 5;

        assertThat(Totp.match(SEED, Totp.code(SEED, ahead), NOW, 5)).hasValue(ahead);
        assertThat(Totp.match(SEED, Totp.code(SEED, ahead - 5), NOW, 5)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"''", "08180", "0818044", "' 81804'", "٠٨١٨٠٤"})
    void whatIsNotTheSixDigitsIsNoCode(String code) {
        assertThat(Totp.match(SEED, code, NOW, 0)).isEmpty();
    }

    @Test
    void twoCodesInARowFindADeviceThatIsADayOff() {
        long second = Totp.step(NOW) - Totp.RESYNC_STEPS;

        assertThat(Totp.resync(SEED, Totp.code(SEED, second - 1), Totp.code(SEED, second), NOW))
                .isEqualTo(OptionalLong.of(second));
        assertThat(Totp.resync(SEED, Totp.code(SEED, second - 2), Totp.code(SEED, second - 1), NOW))
                .isEmpty();
    }

    @Test
    void twoCodesInARowFindADeviceAtEveryPlace() {
        long now = Totp.step(NOW);

        for (long second : new long[] {
            now, now - 1, now + 1, now - 2, now + 2, now - Totp.RESYNC_STEPS + 1, now + Totp.RESYNC_STEPS
        }) {
            assertThat(Totp.resync(SEED, Totp.code(SEED, second - 1), Totp.code(SEED, second), NOW))
                    .hasValue(second);
        }
        long beyond = now + Totp.RESYNC_STEPS + 1;
        assertThat(Totp.resync(SEED, Totp.code(SEED, beyond - 1), Totp.code(SEED, beyond), NOW))
                .isEmpty();
    }

    @Test
    void codesThatDoNotFollowEachOtherFindNothing() {
        long now = Totp.step(NOW);

        assertThat(Totp.resync(SEED, Totp.code(SEED, now), Totp.code(SEED, now - 1), NOW))
                .isEmpty();
        assertThat(Totp.resync(SEED, Totp.code(SEED, now - 2), Totp.code(SEED, now), NOW))
                .isEmpty();
        assertThat(Totp.resync(SEED, Totp.code(SEED, now), Totp.code(SEED, now), NOW))
                .isEmpty();
    }

    @Test
    void theUriIsEscaped() {
        assertThat(Totp.uri("Keyturn", "a+b@ops/1", "ABC"))
                .isEqualTo("otpauth://totp/Keyturn:a%2Bb%40ops%2F1?secret=ABC&issuer=Keyturn");
    }

    /** RFC 4648, section 10. */
    @ParameterizedTest
    @CsvSource({"'',''", "f,MY", "fo,MZXQ", "foo,MZXW6", "foob,MZXW6YQ", "fooba,MZXW6YTB", "foobar,MZXW6YTBOI"})
    void theVectorsOfBase32Hold(String text, String encoded) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

        assertThat(Base32.encode(bytes)).isEqualTo(encoded);
        assertThat(Base32.decode(encoded)).isEqualTo(bytes);
        assertThat(Base32.decode(encoded.toLowerCase(java.util.Locale.ROOT) + "=="))
                .isEqualTo(bytes);
    }

    @Test
    void whatIsNotBase32IsRefusedUnnamed() {
        assertThatThrownBy(() -> Base32.decode("MZ1W6"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not base32");
    }
}
