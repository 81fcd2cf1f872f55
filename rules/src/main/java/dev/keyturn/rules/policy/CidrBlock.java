package dev.keyturn.rules.policy;

import java.net.InetAddress;
import java.util.Optional;

/** A range of IP addresses, {@code 192.0.2.0/24} or {@code 2001:db8::/32}; a single address without a mask. */
record CidrBlock(byte[] network, int bits) {

    static Optional<CidrBlock> parse(String text) {
        int slash = text.indexOf('/');
        Optional<byte[]> network = address(slash < 0 ? text : text.substring(0, slash));
        if (network.isEmpty()) {
            return Optional.empty();
        }
        int all = network.get().length * 8;
        if (slash < 0) {
            return Optional.of(new CidrBlock(network.get(), all));
        }
        String mask = text.substring(slash + 1);
        boolean number = !mask.isEmpty() && mask.length() <= 3 && mask.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && Integer.parseInt(mask) <= all
                ? Optional.of(new CidrBlock(network.get(), Integer.parseInt(mask)))
                : Optional.empty();
    }

    /** The bytes of a literal address, never a name. An IPv4 address in IPv6 clothes is an IPv4 address. */
    static Optional<byte[]> address(String text) {
        if (text.indexOf(':') < 0) {
            return fourOctets(text);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && c != ':' && (c >= 0x80 || Character.digit(c, 16) < 0)) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The JDK would also read {@code 127.1} and {@code 2130706433}; a policy's author would not. */
    private static Optional<byte[]> fourOctets(String text) {
        byte[] octets = new byte[4];
        int octet = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '.' : text.charAt(i);
            if (c == '.') {
                if (digits == 0 || octet == octets.length) {
                    return Optional.empty();
                }
                octets[octet++] = (byte) value;
                digits = 0;
                value = 0;
            } else {
                value = value * 10 + c - '0';
                if (c < '0' || c > '9' || ++digits > 3 || value > 255) {
                    return Optional.empty();
                }
            }
        }
        return octet == octets.length ? Optional.of(octets) : Optional.empty();
    }

    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int i = 0; i < bits; i += 8) {
            int mask = bits - i >= 8 ? 0xFF : 0xFF << (8 - (bits - i));
            if (((address[i / 8] ^ network[i / 8]) & mask & 0xFF) != 0) {
                return false;
            }
        }
        return true;
    }
}
