package dev.keyturn.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A {@code redis-server} program: 6.2 as Maven delivered it, unpacked once per user, or what the environment variable
 * {@code KEYTURN_TESTBED_REDIS} names, such as one of Redis 7 or {@code valkey-server}.
 *
 * <p>The one for x86-64 needs OpenSSL 3 from the machine, the one for arm64 needs nothing. Both speak TLS.
 */
record RedisBinary(Path program) {

    private static final String CHOICE = "KEYTURN_TESTBED_REDIS";

    /** @throws TestbedException if this platform has none, or it cannot be unpacked */
    static RedisBinary present() {
        String chosen = System.getenv(CHOICE);
        if (chosen != null && !chosen.isEmpty()) {
            return new RedisBinary(Path.of(chosen).toAbsolutePath());
        }
        String name = delivered();
        URL url = RedisBinary.class.getResource("/" + name);
        if (url == null) {
            throw new TestbedException("no Redis on the class path: `%s` is missing".formatted(name));
        }
        try {
            Path directory = Cache.directory(name, making -> unpack(url, making.resolve("redis-server")));
            return new RedisBinary(directory.resolve("redis-server"));
        } catch (IOException e) {
            throw new TestbedException("cannot unpack the Redis of `%s`".formatted(url), e);
        }
    }

    /** As the jar calls them; its names are wrong in the last digits of the version, see {@code --version}. */
    private static String delivered() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return switch (platform) {
            case "Linux amd64" -> "redis-server-6.2.6-v5-linux-amd64";
            case "Linux aarch64" -> "redis-server-6.2.7-linux-arm64";
            default ->
                throw new TestbedException(
                        "no Redis for %s: the tests need Linux on x86-64 or arm64, or %s".formatted(platform, CHOICE));
        };
    }

    /** Readable by all, whatever the umask: another account may have to run it. */
    private static void unpack(URL url, Path program) throws IOException {
        try (InputStream packed = url.openStream()) {
            Files.copy(packed, program);
        }
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
