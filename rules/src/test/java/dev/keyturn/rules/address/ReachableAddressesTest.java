package dev.keyturn.rules.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachableAddressesTest {
    private static final ReachableAddresses STRICT = new ReachableAddresses(false);
    private static final ReachableAddresses LOOPBACK = new ReachableAddresses(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.1.1",
                "fe80::1",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "168.63.129.16",
                "100.100.100.200",
                "224.0.0.1",
                "ff02::1",
                "255.255.255.255",
                "240.0.0.1",
                "0.0.0.0",
                "0.1.2.3",
                "::"
            })
    void neverReached(String address) throws Exception {
        assertThat(STRICT.refusal(InetAddress.getByName(address))).isPresent();
        assertThat(LOOPBACK.refusal(InetAddress.getByName(address))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"})
    void loopbackOnlyWhenAllowed(String address) throws Exception {
        assertThat(STRICT.refusal(InetAddress.getByName(address))).isPresent();
        assertThat(LOOPBACK.refusal(InetAddress.getByName(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.5", "172.16.3.4", "192.168.1.1", "203.0.113.9", "2001:db8::5", "fd12:3456::1"})
    void anyOtherAddressIsAllowed(String address) throws Exception {
        assertThat(STRICT.refusal(InetAddress.getByName(address))).isEmpty();
    }
}
