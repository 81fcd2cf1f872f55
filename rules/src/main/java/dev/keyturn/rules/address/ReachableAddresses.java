package dev.keyturn.rules.address;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses may be those of a customer's database or of an identity provider. Private networks are where those
 * are, so they are allowed; where a cloud answers with the machine's own credentials is not.
 *
 * @param loopbackAllowed for something on this very machine, by explicit configuration
 */
public record ReachableAddresses(boolean loopbackAllowed) {

    /** Where clouds answer with the machine's own credentials, outside of the link-local range. */
    private static final List<String> METADATA_PREFIXES = List.of(
            "fd00:ec2:", // AWS, IPv6
            "fd20:ce:", // Google Cloud, IPv6
            "100.100.100.200", // Alibaba Cloud
            "168.63.129.16"); // Azure

    /** Why {@code address} is refused, as in {@code a link-local address}; empty if it is allowed. */
    public Optional<String> refusal(InetAddress address) {
        InetAddress plain = embedded(address).orElse(address);
        byte[] bytes = plain.getAddress();
        boolean v4 = plain instanceof Inet4Address;
        if (plain.isLoopbackAddress()) {
            return loopbackAllowed ? Optional.empty() : Optional.of("a loopback address");
        }
        if (plain.isAnyLocalAddress() || v4 && bytes[0] == 0) {
            return Optional.of("an unspecified address");
        }
        if (plain.isLinkLocalAddress()) {
            return Optional.of("a link-local address");
        }
        if (plain.isMulticastAddress() || v4 && (bytes[0] & 0xff) >= 240) {
            return Optional.of("a multicast, broadcast or reserved address");
        }
        if (METADATA_PREFIXES.stream().anyMatch(plain.getHostAddress()::startsWith)) {
            return Optional.of("a cloud metadata address");
        }
        return Optional.empty();
    }

    /** The IPv4 address that an IPv6 address stands for: IPv4-compatible, NAT64 (RFC 6052) or 6to4 (RFC 3056). */
    private static Optional<InetAddress> embedded(InetAddress address) {
        if (!(address instanceof Inet6Address v6) || v6.isLoopbackAddress() || v6.isAnyLocalAddress()) {
            return Optional.empty();
        }
        byte[] bytes = v6.getAddress();
        if (v6.isIPv4CompatibleAddress() || startsWith(bytes, 0x00, 0x64, 0xff, 0x9b)) {
            return Optional.of(v4(bytes, 12));
        }
        if (startsWith(bytes, 0x20, 0x02)) {
            return Optional.of(v4(bytes, 2));
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress v4(byte[] bytes, int from) {
        return InetAddress.ofLiteral("%d.%d.%d.%d"
                .formatted(bytes[from] & 0xff, bytes[from + 1] & 0xff, bytes[from + 2] & 0xff, bytes[from + 3] & 0xff));
    }
}
