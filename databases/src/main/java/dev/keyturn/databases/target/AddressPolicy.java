package dev.keyturn.databases.target;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

import dev.keyturn.rules.address.ReachableAddresses;

/**
 * Which addresses may be those of a customer's database. A name is resolved once; what it resolved to is checked and
 * then connected to, so that a name server cannot show one address to the check and another to the connection.
 *
 * @param loopbackAllowed only for a database on this very machine, by explicit configuration
 */
public record AddressPolicy(boolean loopbackAllowed) {

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
        ReachableAddresses reachable = new ReachableAddresses(loopbackAllowed);
        for (InetAddress address : addresses) {
            // One forbidden address condemns the name: the next connection could pick it.
            Optional<String> problem = reachable.refusal(address);
            if (problem.isPresent()) {
                throw new TargetException(
                        LoginOutcome.UNTRUSTED, "host `" + host + "` has " + problem.get() + ", which is refused");
            }
        }
        return List.of(addresses);
    }
}
