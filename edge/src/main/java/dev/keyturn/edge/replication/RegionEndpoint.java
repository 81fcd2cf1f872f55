package dev.keyturn.edge.replication;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The server of another region.
 *
 * @param region its name: {@code eu-west-1}
 * @param ca PEM file with the authorities to trust for its TLS; empty for those of the Java runtime
 * @param credentials a file as the AWS CLI has them, with a profile for each account, called by its id, or one called
 *     {@code default}: the access keys, of that server, by which it is called
 * @param timeout for one call, from connecting to the last byte of the answer
 */
public record RegionEndpoint(String region, URI url, Optional<Path> ca, Path credentials, Duration timeout) {
    private static final Pattern NAME = Pattern.compile("([a-z]+-)+\\d+");
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    /** @throws IllegalArgumentException with what is wrong, in words for whoever has configured it */
    public RegionEndpoint {
        if (!NAME.matcher(region).matches()) {
            throw new IllegalArgumentException("`" + region + "` is no region's name, such as `eu-west-1`");
        }
        boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the region `" + region + "` needs a URL with `https`, a host, and no user and fragment");
        }
        if ("http".equals(url.getScheme()) && !isThisMachine(url.getHost())) {
            throw new IllegalArgumentException(
                    "the region `" + region + "` is beyond this machine: secrets go there by `https` only");
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "the region `" + region + "` needs a timeout from PT1S to " + LONGEST_TIMEOUT);
        }
        RegionTrust.context(ca); // refuses what holds no certificates
        RegionCredentials.check(credentials);
    }

    boolean encrypted() {
        return "https".equals(url.getScheme());
    }

    boolean onThisMachine() {
        return isThisMachine(url.getHost());
    }

    private static boolean isThisMachine(String host) {
        return host.equalsIgnoreCase("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
    }
}
