package dev.keyturn.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where to listen. An IPv6 address stands in brackets. */
public record HostAndPort(String host, int port) {

    /**
     * Called by the configuration library.
     *
     * @throws IllegalArgumentException if it is not {@code HOST:PORT}
     */
    public static HostAndPort parse(CharSequence text) {
        String given = text.toString();
        int colon = given.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("`" + given + "` is not HOST:PORT");
        }
        String host = given.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = Integer.parseInt(given.substring(colon + 1));
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("`" + given + "`: a port is 0 to 65535");
            }
            return new HostAndPort(host, port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("`" + given + "` is not HOST:PORT", e);
        }
    }

    /** Whether every address that the host has is reachable from this machine only. */
    boolean isLoopback() {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            throw new StartRefusedException("the listen address `" + host + "` is unknown", e);
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
