package dev.keyturn.databases.target;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses may be those of a customer's database. A name is resolved once; what it resolved to is checked and
 * then connected to, so that a name server cannot show one address to the check and another to the connection.
 *
 * @param loopbackAllowed only for a database on this very machine, by explicit configuration
 */
public record AddressPolicy(boolean loopbackAllowed) {

    /** Where clouds answer with the machine's own credentials, outside of the link-local range. */
    private static final List<String> METADATA_PREFIXES = List.of(
            "fd00:ec2:", // AWS, IPv6
            "fd20:ce:", // Google Cloud, IPv6
            "100.100.100.200", // Alibaba Cloud
            "168.63.129.16"); // Azure

    /**
     * All addresses of {@code host}.
     *
     * @throws TargetException if it has none, or one of them is not allowed
     */
    public List<InetAddress> resolve(String host) throws TargetException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new TargetException(LoginOutcome.UNREACHABLE, "no address is known for host `" + host + "`");
        }
        for (InetAddress address : addresses) {
            // One forbidden address condemns the name: the next connection could pick it.
            Optional<String> problem = refusal(address);
            if (problem.isPresent()) {
                throw new TargetException(
                        LoginOutcome.UNTRUSTED, "host `" + host + "` has " + problem.get() + ", which is refused");
            }
        }
        return List.of(addresses);
    }

    /** Why {@code address} is refused; empty if it is allowed. */
    Optional<String> refusal(InetAddress address) {
        InetAddress plain = embedded(address).map(InetAddress.class::cast).orElse(address);
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
    private static Optional<Inet4Address> embedded(InetAddress address) {
        if (!(address instanceof Inet6Address v6) || v6.isLoopbackAddress() || v6.isAnyLocalAddress()) {
            return Optional.empty();
        }
        byte[] bytes = v6.getAddress();
        if (v6.isIPv4CompatibleAddress() || startsWith(bytes, 0x00, 0x64, 0xff, 0x9b)) {
            return Optional.of(v4(Arrays.copyOfRange(bytes, 12, 16)));
        }
        if (startsWith(bytes, 0x20, 0x02)) {
            return Optional.of(v4(Arrays.copyOfRange(bytes, 2, 6)));
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

    private static Inet4Address v4(byte[] bytes) {
        try {
            return (Inet4Address) InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are always an IPv4 address", e);
        }
    }
}
