package dev.keyturn.databases.target;

import java.time.Instant;

/**
 * Somebody who is connected as a login. Its words are the database's and the client's own, cut to printable characters.
 *
 * @param address where it connects from, as the database sees it; empty if that is not told
 * @param program what it calls itself; empty if it does not
 * @param since when it logged in
 */
public record Consumer(String address, String program, Instant since) {
    public Consumer {
        address = TargetException.printable(address);
        program = TargetException.printable(program);
    }
}
