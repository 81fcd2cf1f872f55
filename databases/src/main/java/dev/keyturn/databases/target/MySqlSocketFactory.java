package dev.keyturn.databases.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.util.ConfigurableSocketFactory;

/**
 * Hands the driver of MariaDB sockets of a {@link PinnedSocketFactory}, connected already: it looks no name up by itself.
 *
 * <p>The driver makes it by its class name and gives it the connection's configuration; that is why it is public, and why
 * the addresses are an option there.
 */
public final class MySqlSocketFactory extends ConfigurableSocketFactory {

    /** An option that the driver does not know and passes on: what {@link PinnedSocketFactory#argument} makes. */
    static final String OPTION = "keyturnPinnedAddresses";

    private @Nullable PinnedSocketFactory sockets;
    private int port;

    @Override
    public void setConfiguration(Configuration configuration, String host) {
        try {
            sockets = new PinnedSocketFactory(configuration.nonMappedOptions().getProperty(OPTION, ""));
        } catch (IOException e) {
            throw new IllegalStateException("an address literal was looked up", e);
        }
        port = configuration.addresses().getFirst().port;
    }

    @Override
    public Socket createSocket() throws IOException {
        return pinned().createSocket("", port);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return pinned().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return pinned().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return pinned().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return pinned().createSocket(host, port);
    }

    private PinnedSocketFactory pinned() {
        if (sockets == null) {
            throw new IllegalStateException("a socket without a configuration");
        }
        return sockets;
    }
}
