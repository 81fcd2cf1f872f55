package dev.keyturn.state.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.otp.Totp;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.seal.EnvelopeSeal;
import dev.keyturn.state.seal.RootKey;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.store.OnBothStores;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class MfaCodesTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:05Z");
    private static final long STEP = Totp.step(NOW);
    private static final byte[] SEED = new byte[20];
    private static final User BOB = new User(ACCOUNT, "Bob", "/", "AIDABOB", NOW, Map.of());
    private static final User ANN = new User(ACCOUNT, "Ann", "/", "AIDAANN", NOW, Map.of());
    private static final String SERIAL = "arn:aws:iam::111122223333:mfa/phone";

    private Seal seal;
    private MfaCodes codes;

    @BeforeEach
    void bobsPhone() {
        seal = EnvelopeSeal.open(store, RootKey.of(SecretBytes.of(new byte[32])), new SecureRandom());
        codes = new MfaCodes(store, seal);
        store.write(tx -> {
            new Users(tx).insert(BOB);
            new Users(tx).insert(ANN);
            return true;
        });
        enable("phone", BOB.id());
    }

    @Test
    void aCodeOfNowProves() {
        assertThat(proves(BOB, SERIAL, code(STEP))).isTrue();
        assertThat(proves(BOB, SERIAL, code(STEP + 1))).isTrue();
    }

    /** Threat 37. */
    @Test
    void aCodeCountsOnceAndNoneBeforeIt() {
        assertThat(proves(BOB, SERIAL, code(STEP))).isTrue();

        assertThat(proves(BOB, SERIAL, code(STEP))).isFalse();
        assertThat(proves(BOB, SERIAL, code(STEP - 1))).isFalse();
    }

    @Test
    void somebodyElsesDeviceProvesNothing() {
        assertThat(proves(ANN, SERIAL, code(STEP))).isFalse();
        assertThat(codes.proves(new Principal.Root(ACCOUNT), SERIAL, code(STEP), NOW))
                .isFalse();
        assertThat(proves(BOB, SERIAL.replace("phone", "other"), code(STEP))).isFalse();
        assertThat(proves(BOB, SERIAL, code(STEP))).isTrue();
    }

    @Test
    void theRootUsersDeviceIsTheRootUsers() {
        String serial = SERIAL.replace("phone", MfaDevice.OF_ROOT);
        enable(MfaDevice.OF_ROOT, MfaDevices.ROOT);

        assertThat(codes.proves(new Principal.Root(ACCOUNT), serial, code(STEP), NOW))
                .isTrue();
    }

    /** Threat 37: not even the right code, once there were too many wrong ones. */
    @Test
    void whoeverGuessesIsLockedOut() {
        for (int i = 0; i < SignInFailures.FREE; i++) {
            assertThat(proves(BOB, SERIAL, "000000")).isFalse();
        }

        assertThat(proves(BOB, SERIAL, code(STEP))).isFalse();
    }

    @Test
    void proofTakesFailuresBack() {
        for (long step = STEP - 1; step <= STEP + 1; step++) {
            for (int i = 1; i < SignInFailures.FREE; i++) {
                proves(BOB, SERIAL, "000000");
            }
            assertThat(proves(BOB, SERIAL, code(step))).isTrue();
        }
    }

    @Test
    void twoCodesLocateADeviceThatIsAheadAndUsedCodesDoNot() {
        MfaDevice phone = device("phone");
        long there = STEP + 100;

        MfaDevice.Use use = codes.locate(phone, BOB.id(), NOW, code(there - 1), code(there), NOW)
                .orElseThrow();
        store.write(tx -> {
            new MfaDevices(tx).use(phone, use);
            return true;
        });

        assertThat(use.drift()).isEqualTo(100);
        assertThat(codes.locate(device("phone"), BOB.id(), NOW, code(there - 1), code(there), NOW))
                .isEmpty();
        assertThat(proves(BOB, SERIAL, code(there))).isFalse();
        assertThat(proves(BOB, SERIAL, code(there + 1))).isTrue();
    }

    @Test
    void wrongPairsCountAsWrongCodesDo() {
        for (int i = 0; i < SignInFailures.FREE; i++) {
            assertThat(locate(device("phone"), STEP, STEP)).isEmpty();
        }

        assertThat(locate(device("phone"), STEP - 1, STEP)).isEmpty();
        assertThat(proves(BOB, SERIAL, code(STEP))).isFalse();
    }

    @Test
    void wrongCodesLockPairsOutToo() {
        for (int i = 0; i < SignInFailures.FREE; i++) {
            assertThat(proves(BOB, SERIAL, "000000")).isFalse();
        }

        assertThat(locate(device("phone"), STEP - 1, STEP)).isEmpty();
    }

    @Test
    void aDeviceThatIsNobodysCountsForItself() {
        store.write(tx -> {
            new MfaDevices(tx).release(device("phone"));
            return true;
        });
        for (int i = 0; i < SignInFailures.FREE; i++) {
            assertThat(locate(device("phone"), STEP, STEP)).isEmpty();
        }

        assertThat(locate(device("phone"), STEP - 1, STEP)).isEmpty();
        enable("other", BOB.id());
        assertThat(proves(BOB, SERIAL.replace("phone", "other"), code(STEP))).isTrue();
    }

    @Test
    void aReleasedDeviceKeepsWhatWasUsed() {
        assertThat(proves(BOB, SERIAL, code(STEP))).isTrue();
        store.write(tx -> {
            new MfaDevices(tx).release(device("phone"));
            return true;
        });

        assertThat(proves(BOB, SERIAL, code(STEP + 1))).isFalse();
        assertThat(device("phone").use()).isEmpty();
    }

    private boolean proves(User holder, String serial, String code) {
        return codes.proves(new Principal.IamUser(holder), serial, code, NOW);
    }

    private Optional<MfaDevice.Use> locate(MfaDevice device, long first, long second) {
        return codes.locate(device, BOB.id(), NOW, code(first), code(second), NOW);
    }

    private static String code(long step) {
        return Totp.code(SEED, step);
    }

    private MfaDevice device(String name) {
        return store.read(tx -> new MfaDevices(tx).find(ACCOUNT, name)).orElseThrow();
    }

    private void enable(String name, String holder) {
        String id = "AMFA" + name;
        MfaDevice device = new MfaDevice(
                ACCOUNT,
                name,
                "/",
                id,
                NOW,
                Map.of(),
                seal.seal(SecretBytes.of(SEED), MfaDevice.binding(ACCOUNT, id)),
                Optional.empty());
        store.write(tx -> {
            MfaDevices devices = new MfaDevices(tx);
            devices.insert(device);
            devices.use(device, new MfaDevice.Use(holder, NOW, 0, 0));
            return true;
        });
    }
}
