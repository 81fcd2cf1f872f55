package dev.keyturn.state.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.store.OnBothStores;

/** What the seal promises for what lies in the store. */
class EnvelopeSealTest extends OnBothStores {
    private static final String CANARY = "canary-9f31c6";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Binding MINE = new Binding("111122223333", "arn:aws:secretsmanager:::secret:a", "v1");

    private final byte[] rootBytes = bytes(32);
    private final RootKey root = RootKey.of(SecretBytes.of(rootBytes));

    @Test
    void opensWhatItSealed() {
        EnvelopeSeal seal = EnvelopeSeal.open(store, root, RANDOM);
        for (int length : new int[] {0, 1, 15, 16, 17, 65_536}) {
            SecretBytes secret = SecretBytes.of(bytes(length));
            assertThat(seal.open(seal.seal(secret, MINE), MINE)).isEqualTo(secret);
        }
    }

    @Test
    void aRowThatIsSwappedDoesNotOpen() {
        EnvelopeSeal seal = EnvelopeSeal.open(store, root, RANDOM);
        Sealed sealed = seal.seal(SecretBytes.ofUtf8(CANARY), MINE);
        List<Binding> others = List.of(
                new Binding("999988887777", MINE.resource(), MINE.version()),
                new Binding(MINE.account(), "arn:aws:secretsmanager:::secret:b", MINE.version()),
                new Binding(MINE.account(), MINE.resource(), "v2"),
                // The same characters, divided elsewhere.
                new Binding(MINE.account(), MINE.resource() + "v", "1"),
                new Binding(MINE.account() + "a", MINE.resource().substring(1), MINE.version()));
        for (Binding other : others) {
            assertThatThrownBy(() -> seal.open(sealed, other)).isInstanceOf(SealBrokenException.class);
        }
    }

    @Test
    void everyFlippedBitIsNoticed() {
        EnvelopeSeal seal = EnvelopeSeal.open(store, root, RANDOM);
        byte[] good = seal.seal(SecretBytes.ofUtf8(CANARY), MINE).bytes();
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> seal.open(new Sealed(bad), MINE))
                    .as("bit %d", bit)
                    .isInstanceOf(SealBrokenException.class);
        }
    }

    @Test
    void everyShorterCiphertextIsNoticed() {
        EnvelopeSeal seal = EnvelopeSeal.open(store, root, RANDOM);
        byte[] good = seal.seal(SecretBytes.ofUtf8(CANARY), MINE).bytes();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            assertThatThrownBy(() -> seal.open(new Sealed(cut), MINE)).isInstanceOf(SealBrokenException.class);
        }
    }

    @Test
    void theSamePlaintextIsNeverSealedTheSameWay() {
        EnvelopeSeal seal = EnvelopeSeal.open(store, root, RANDOM);
        Set<String> salts = new HashSet<>();
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] sealed = seal.seal(SecretBytes.ofUtf8(CANARY), MINE).bytes();
            salts.add(HexFormat.of().formatHex(sealed, 9, 25));
            texts.add(HexFormat.of().formatHex(sealed, 37, sealed.length));
        }
        assertThat(salts).hasSize(1_000);
        assertThat(texts).hasSize(1_000);
    }

    @Test
    void opensAgainAfterARestart() {
        Sealed sealed = EnvelopeSeal.open(store, root, RANDOM).seal(SecretBytes.ofUtf8(CANARY), MINE);
        store.close();
        store = open();
        SecretBytes opened = EnvelopeSeal.open(store, root, RANDOM).open(sealed, MINE);
        assertThat(opened).isEqualTo(SecretBytes.ofUtf8(CANARY));
    }

    @Test
    void anotherRootKeyDoesNotStart() {
        EnvelopeSeal.open(store, root, RANDOM);
        RootKey other = RootKey.of(SecretBytes.of(bytes(32)));
        assertThatThrownBy(() -> EnvelopeSeal.open(store, other, RANDOM))
                .isInstanceOf(WrongRootKeyException.class)
                .hasMessageContaining("another store's key");
    }

    @Test
    void aDataKeyThatAnotherNodeMadeIsFetchedWhenItIsMet() {
        EnvelopeSeal here = EnvelopeSeal.open(store, root, RANDOM);
        EnvelopeSeal there = EnvelopeSeal.open(store, root, RANDOM);
        there.renewDataKey();
        Sealed sealed = there.seal(SecretBytes.ofUtf8(CANARY), MINE);
        assertThat(here.open(sealed, MINE)).isEqualTo(SecretBytes.ofUtf8(CANARY));
    }

    @Test
    void afterRekeyOnlyTheNewRootKeyStartsAndOldCiphertextsOpen() {
        EnvelopeSeal seal = EnvelopeSeal.open(store, root, RANDOM);
        Sealed before = seal.seal(SecretBytes.ofUtf8(CANARY), MINE);
        RootKey next = RootKey.of(SecretBytes.of(bytes(32)));
        seal.rekey(next);
        assertThat(EnvelopeSeal.open(store, next, RANDOM).open(before, MINE)).isEqualTo(SecretBytes.ofUtf8(CANARY));
        assertThat(seal.open(before, MINE)).isEqualTo(SecretBytes.ofUtf8(CANARY));
        assertThatThrownBy(() -> EnvelopeSeal.open(store, root, RANDOM)).isInstanceOf(WrongRootKeyException.class);
    }

    @Test
    void nothingPrintsASecretOrAKey() {
        EnvelopeSeal seal = EnvelopeSeal.open(store, root, RANDOM);
        SecretBytes secret = SecretBytes.ofUtf8(CANARY);
        Sealed sealed = seal.seal(secret, MINE);
        StringWriter printed = new StringWriter();
        printed.append(sealed + " " + secret + " " + root + " " + MINE);
        try {
            seal.open(sealed, new Binding("1", "2", "3"));
        } catch (SealBrokenException e) {
            e.printStackTrace(new PrintWriter(printed));
        }
        assertThat(printed.toString())
                .contains("does not authenticate")
                .doesNotContain(CANARY)
                .doesNotContain(HexFormat.of().formatHex(CANARY.getBytes(StandardCharsets.UTF_8)))
                .doesNotContain(HexFormat.of().formatHex(rootBytes));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
