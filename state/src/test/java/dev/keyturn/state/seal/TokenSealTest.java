package dev.keyturn.state.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenSealTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] MINE = "sessions of ASIAMINE".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT = "canary-6b1e".getBytes(StandardCharsets.US_ASCII);

    private final byte[] key = key();
    private final TokenSeal seal = new TokenSeal(key, RANDOM);

    @Test
    void opensWhatItSealed() {
        for (int length : new int[] {0, 1, 15, 16, 17, 4_096}) {
            byte[] text = new byte[length];
            RANDOM.nextBytes(text);
            byte[] sealed = seal.seal(text, MINE);
            assertThat(sealed).hasSize(length + TokenSeal.OVERHEAD);
            assertThat(seal.open(sealed, MINE)).hasValue(text);
        }
    }

    @Test
    void anotherNodeWithTheSameKeyOpensIt() {
        assertThat(new TokenSeal(key, new SecureRandom()).open(seal.seal(TEXT, MINE), MINE))
                .hasValue(TEXT);
    }

    @Test
    void everyFlippedBitIsNoticed() {
        byte[] good = seal.seal(TEXT, MINE);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(seal.open(bad, MINE)).as("bit %d", bit).isEmpty();
        }
    }

    @Test
    void everyOtherLengthIsNoticed() {
        byte[] good = seal.seal(TEXT, MINE);
        for (int length = 0; length < good.length + 40; length++) {
            if (length != good.length) {
                assertThat(seal.open(Arrays.copyOf(good, length), MINE)).isEmpty();
            }
        }
    }

    @Test
    void anotherContextDoesNotOpenIt() {
        byte[] sealed = seal.seal(TEXT, MINE);
        assertThat(seal.open(sealed, "sessions of ASIAYOURS".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(seal.open(sealed, new byte[0])).isEmpty();
        // The context is followed by the key's number: the number cannot be moved into the context.
        assertThat(seal.open(sealed, Arrays.copyOf(MINE, MINE.length - 1))).isEmpty();
    }

    @Test
    void anotherKeyDoesNotOpenIt() {
        assertThat(new TokenSeal(key(), RANDOM).open(seal.seal(TEXT, MINE), MINE))
                .isEmpty();
    }

    @Test
    void aNewKeySealsAndTheOldOneStillOpens() {
        byte[] next = key();
        TokenSeal both = new TokenSeal(Map.of((byte) 1, key, (byte) 2, next), (byte) 2, RANDOM);
        TokenSeal onlyNext = new TokenSeal(Map.of((byte) 2, next), (byte) 2, RANDOM);

        assertThat(both.open(seal.seal(TEXT, MINE), MINE)).hasValue(TEXT);
        assertThat(onlyNext.open(both.seal(TEXT, MINE), MINE)).hasValue(TEXT);
        assertThat(onlyNext.open(seal.seal(TEXT, MINE), MINE)).isEmpty();
        // Under another number the same key does not open it.
        assertThat(new TokenSeal(Map.of((byte) 3, key), (byte) 3, RANDOM).open(seal.seal(TEXT, MINE), MINE))
                .isEmpty();
    }

    @Test
    void theKeyThatSealsMustBeThere() {
        assertThatThrownBy(() -> new TokenSeal(Map.of((byte) 1, key), (byte) 2, RANDOM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no key 2");
        assertThatThrownBy(() -> new TokenSeal(new byte[16], RANDOM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key has 32 bytes, not 16");
    }

    @Test
    void theSameTextIsNeverSealedTheSameWay() {
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            nonces.add(HexFormat.of().formatHex(seal.seal(TEXT, MINE), 1, 25));
        }
        assertThat(nonces).hasSize(1_000);
    }

    private static byte[] key() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        return key;
    }
}
