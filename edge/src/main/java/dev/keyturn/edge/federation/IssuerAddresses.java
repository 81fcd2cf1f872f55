package dev.keyturn.edge.federation;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses an identity provider may have. Private networks are where clusters are, so they are allowed; where
 * a cloud answers with the machine's own credentials is not.
 *
 * @param loopbackAllowed for an identity provider on this very machine, by explicit configuration
 */
record IssuerAddresses(boolean loopbackAllowed) {
    /** Metadata services outside of the link-local range: AWS and Google over IPv6, Alibaba, Azure. */
    private static final List<String> METADATA = List.of("fd00:ec2:", "fd20:ce:", "100.100.100.200", "168.63.129.16");

    boolean allow(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return loopbackAllowed;
        }
        byte[] bytes = address.getAddress();
        boolean v4 = address instanceof Inet4Address;
        boolean reserved = v4 && (bytes[0] == 0 || (bytes[0] & 0xff) >= 240);
        // NAT64 and 6to4 stand for IPv4 addresses that the checks here would not see.
        boolean translated = !v4 && (bytes[0] == 0x20 && bytes[1] == 0x02 || bytes[0] == 0 && bytes[1] == 0x64);
        return !address.isAnyLocalAddress()
                && !address.isLinkLocalAddress()
                && !address.isMulticastAddress()
                && !reserved
                && !translated
                && METADATA.stream().noneMatch(address.getHostAddress()::startsWith);
    }
}
