package dev.keyturn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/**
 * {@code keyturn server} in a process of its own, which can be killed. Its data, credentials and output lie in a home
 * that a later one can take over.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern LISTENS = Pattern.compile("keyturn listens on (\\S+),");

    private final Path home;
    private final Path out;
    private final Path err;
    private final Process process;

    private ServerProcess(Path home, Path out, Path err, Process process) {
        this.home = home;
        this.out = out;
        this.err = err;
        this.process = process;
    }

    /** Returns at once; {@link #endpoint} waits until it listens. */
    public static ServerProcess start(Path home, String... flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // these live for seconds
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "server",
                "--data",
                home.resolve("data").toString(),
                "--credentials-file",
                home.resolve("credentials").toString(),
                "--listen",
                "127.0.0.1:0"));
        command.addAll(List.of(flags));
        try {
            Path out = Files.createTempFile(home, "out", "");
            Path err = Files.createTempFile(home, "err", "");
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            // A test that fails must not leave a server behind.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new ServerProcess(home, out, err, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalStateException with its output, if it ends or does not listen */
    public URI endpoint() {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (process.isAlive() && Instant.now().isBefore(deadline)) {
            Matcher listens = LISTENS.matcher(read(out));
            if (listens.find()) {
                return URI.create(listens.group(1));
            }
            pause();
        }
        throw new IllegalStateException("the server does not listen: " + output());
    }

    /** What its first start wrote. */
    AwsBasicCredentials rootKey() {
        String file = read(home.resolve("credentials"));
        return AwsBasicCredentials.create(value(file, "aws_access_key_id"), value(file, "aws_secret_access_key"));
    }

    private static String value(String file, String name) {
        Matcher value = Pattern.compile(name + " = (\\S+)").matcher(file);
        if (!value.find()) {
            throw new IllegalStateException("no `" + name + "` in the credentials file");
        }
        return value.group(1);
    }

    /** To be closed by the caller. */
    public AwsClients root() {
        return AwsClients.of(endpoint(), rootKey());
    }

    /** All that it has said on standard output and standard error. */
    public String output() {
        return read(out) + read(err);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    public void kill9() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM. @return the exit code */
    public int terminate() {
        process.destroy();
        return exitCode();
    }

    int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the server does not end: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Between two looks at what another process writes. */
    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
