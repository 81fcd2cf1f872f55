package dev.keyturn.databases.target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach the customers' databases.
 *
 * @param authorities PEM file with the certificate authorities to trust; empty for those of the Java runtime
 * @param connectTimeout for one TCP connection, and for one answer while TLS is agreed on
 * @param answerTimeout for one answer of the server
 * @param sessionLifetime after which a session is cut off, whatever it is doing: what bounds a call's duration
 */
public record TargetSettings(
        AddressPolicy addresses,
        Optional<Path> authorities,
        Duration connectTimeout,
        Duration answerTimeout,
        Duration sessionLifetime) {

    public static TargetSettings standard(AddressPolicy addresses, Optional<Path> authorities) {
        return new TargetSettings(
                addresses, authorities, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    public TargetSettings {
        if (connectTimeout.compareTo(Duration.ofSeconds(1)) < 0 || answerTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a timeout is at least one second, the driver's resolution");
        }
    }
}
