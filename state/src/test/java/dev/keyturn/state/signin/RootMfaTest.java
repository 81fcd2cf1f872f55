package dev.keyturn.state.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.CountingStore;
import dev.keyturn.state.store.OnBothStores;

class RootMfaTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final MfaDevice DEVICE = new MfaDevice(
            ACCOUNT, MfaDevice.OF_ROOT, "/", "AMFAROOT", NOW, Map.of(), new Sealed(new byte[] {7}), Optional.empty());

    @Test
    void followsRootsDevice() {
        RootMfa rootMfa = RootMfa.of(store);
        assertThat(rootMfa.test(ACCOUNT)).isFalse();

        enable(MfaDevices.ROOT);
        assertThat(rootMfa.test(ACCOUNT)).isTrue();
        assertThat(rootMfa.test("444455556666")).isFalse();

        store.write(tx -> {
            new MfaDevices(tx).release(DEVICE);
            return true;
        });
        assertThat(rootMfa.test(ACCOUNT)).isFalse();
    }

    @Test
    void aUsersDeviceIsNotRoots() {
        enable("AIDABOB");

        assertThat(RootMfa.of(store).test(ACCOUNT)).isFalse();
    }

    @Test
    void itIsReadOnceUntilSomethingChanges() {
        CountingStore counted = new CountingStore(store);
        RootMfa rootMfa = RootMfa.of(counted);
        for (int i = 0; i < 10; i++) {
            rootMfa.test(ACCOUNT);
        }
        assertThat(counted.reads).hasValue(1);
    }

    private void enable(String holder) {
        store.write(tx -> {
            new MfaDevices(tx).insert(DEVICE);
            new MfaDevices(tx).use(DEVICE, new MfaDevice.Use(holder, NOW, 0, 0));
            return true;
        });
    }
}
