package dev.keyturn.databases.function;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

import dev.keyturn.databases.function.FunctionAnswer.Failed;
import dev.keyturn.rules.address.ReachableAddresses;

/**
 * What a function's host resolves to, and whether that may be called.
 *
 * <p>Without TLS the connection goes to the very address that was checked, by its number in the URL. With TLS the HTTP
 * client resolves the name once more, since it verifies the certificate by the name in the URL: who is reached by a name
 * server that answers differently in between must show a certificate for the host's name, and is told no secret.
 */
final class FunctionAddress {
    private FunctionAddress() {}

    sealed interface Resolved {
        record To(URI url) implements Resolved {}

        record Refused(Failed failure) implements Resolved {}
    }

    /** Asks the name server, which may take its time. */
    static Resolved resolve(FunctionEndpoint endpoint) {
        String host = endpoint.url().getHost();
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException _) {
            return new Resolved.Refused(
                    new Failed("unreachable", true, "no address is known for the function's host `" + host + "`"));
        }
        // A name that only ever meant this machine is the operator's word; any other that comes to mean it is not.
        ReachableAddresses reachable = new ReachableAddresses(isThisMachine(host));
        for (InetAddress address : addresses) {
            Optional<String> problem = reachable.refusal(address);
            if (problem.isPresent()) {
                return refused("the function's host `" + host + "` has " + problem.get());
            }
        }
        if (endpoint.encrypted()) {
            return new Resolved.To(endpoint.url());
        }
        if (!endpoint.plainHttp() && !Arrays.stream(addresses).allMatch(InetAddress::isLoopbackAddress)) {
            return refused("the function's host `" + host + "` is beyond loopback and has no TLS");
        }
        return new Resolved.To(pinned(endpoint, addresses[0]));
    }

    private static Resolved refused(String problem) {
        return new Resolved.Refused(new Failed("untrusted", false, problem + ", which is refused"));
    }

    private static boolean isThisMachine(String host) {
        return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static URI pinned(FunctionEndpoint endpoint, InetAddress address) {
        URI url = endpoint.url();
        String literal =
                address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
        try {
            URI bare = new URI("http", null, literal, endpoint.port(), null, null, null);
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            return URI.create(bare + url.getRawPath() + query);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("an address is part of any URL", e);
        }
    }
}
