package dev.keyturn.databases.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    private static final AddressPolicy STRICT = new AddressPolicy(false);
    private static final AddressPolicy LOOPBACK = new AddressPolicy(true);

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "0.0.0.0"})
    void neverADatabase(String host) {
        for (AddressPolicy policy : List.of(STRICT, LOOPBACK)) {
            assertThatExceptionOfType(TargetException.class)
                    .isThrownBy(() -> policy.resolve(host))
                    .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNTRUSTED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
    void loopbackOnlyWhenAllowed(String host) throws Exception {
        assertThatExceptionOfType(TargetException.class).isThrownBy(() -> STRICT.resolve(host));
        assertThat(LOOPBACK.resolve(host)).isNotEmpty();
    }

    @Test
    void aNumberThatMeansLoopbackIsLoopback() {
        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> STRICT.resolve("2130706433"))
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNTRUSTED));
    }

    @Test
    void anUnknownNameIsUnreachable() {
        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> STRICT.resolve("no-such-host.invalid"))
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNREACHABLE));
    }
}
