package dev.keyturn.databases.function;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.rotation.RotationFunction;

/**
 * Where a rotation function answers, in the format of Lambda's Invoke: the whole URL, which of a Lambda container ends
 * with {@code /2015-03-31/functions/function/invocations}.
 *
 * @param name at the end of the RotationLambdaARNs that mean it
 * @param timeout for one step, from connecting to the last byte of the answer
 * @param ca PEM file with the authorities to trust for its TLS; empty for those of the Java runtime
 * @param plainHttp whether {@code http} is allowed beyond loopback
 * @param atOnce rotations that it works on at the same time, for this server
 */
public record FunctionEndpoint(
        String name, URI url, Duration timeout, Optional<Path> ca, boolean plainHttp, int atOnce) {
    public static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(30);

    /** As long as Lambda lets a function run. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(15);

    private static final int MOST_AT_ONCE = 100;

    /** @throws IllegalArgumentException with what is wrong, in words for whoever has configured it */
    public FunctionEndpoint {
        if (!OthersFunctions.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "`" + name + "` is no function's name: 1 to 140 letters, digits, hyphens and underscores");
        }
        if (RotationFunction.isBuiltIn(name)) {
            throw new IllegalArgumentException("the function `" + name + "` is built in: give yours another name");
        }
        boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the function `" + name + "` needs a URL with `https` or `http`, a host, and no user and fragment");
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "the function `" + name + "` needs a timeout from PT1S to " + LONGEST_TIMEOUT);
        }
        if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
            throw new IllegalArgumentException(
                    "the function `" + name + "` can work on 1 to " + MOST_AT_ONCE + " rotations at once");
        }
        FunctionTrust.context(ca); // refuses what holds no certificates
    }

    boolean encrypted() {
        return "https".equals(url.getScheme());
    }

    int port() {
        return url.getPort() >= 0 ? url.getPort() : encrypted() ? 443 : 80;
    }
}
