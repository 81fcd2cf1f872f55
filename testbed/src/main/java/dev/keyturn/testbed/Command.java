package dev.keyturn.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one short external command to its end. */
final class Command {

    private static final long DEADLINE_SECONDS = 120;

    private Command() {}

    /** What a command left: its exit status and everything it wrote to both streams. */
    record Outcome(int status, String output) {}

    /**
     * Runs {@code command} with {@code input} on its standard input.
     *
     * @return what it printed
     * @throws TestbedException if it cannot be run, or exits with anything but 0; the input, which may hold a password,
     *     is not repeated in the message
     */
    static String run(List<String> command, String input) {
        Outcome outcome = attempt(command, input);
        if (outcome.status() != 0) {
            throw new TestbedException("`%s` exited with %d: %s"
                    .formatted(
                            String.join(" ", command),
                            outcome.status(),
                            outcome.output().strip()));
        }
        return outcome.output();
    }

    /** As {@link #run}, but a failure is an answer too: status 127 if there is no such program. */
    static Outcome attempt(List<String> command, String input) {
        // A file, not a pipe: a grandchild that keeps the stream open must not keep us waiting for its end.
        Path output = temporaryFile();
        try {
            return toItsEnd(command, input, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while running `%s`".formatted(String.join(" ", command)), e);
        } finally {
            output.toFile().delete();
        }
    }

    private static Outcome toItsEnd(List<String> command, String input, Path output)
            throws IOException, InterruptedException {
        Process process;
        try {
            process = builder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            return new Outcome(127, String.valueOf(e.getMessage()));
        }
        try {
            feed(process, input);
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new TestbedException(
                        "`%s` did not end within %d s".formatted(String.join(" ", command), DEADLINE_SECONDS));
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
        } finally {
            process.destroyForcibly();
        }
    }

    /** A child whose surroundings do not depend on who started the JVM. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(Path.of("/").toFile()); // an unprivileged user may not be able to enter our current directory
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        return builder;
    }

    private static void feed(Process process, String input) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The command ended without reading all of it; its exit status tells why better than a broken pipe does.
        }
    }

    private static Path temporaryFile() {
        try {
            return Files.createTempFile("keyturn-command-", ".out");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the temporary directory", e);
        }
    }
}
