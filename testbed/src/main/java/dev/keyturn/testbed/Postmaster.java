package dev.keyturn.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of PostgreSQL's processes, from start to stop or kill, under {@code watchdog.sh}.
 *
 * @param watchdog the child whose standard input is the server's lifeline
 * @param pid of the postmaster, the parent of all of the server's processes
 */
record Postmaster(Process watchdog, long pid, int port) {

    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
    private static final Duration LEFTOVER_DEADLINE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(10);

    /** PostgreSQL could not listen on the port, or a process of a killed predecessor is not quite gone. */
    static final class PortTakenException extends Exception {
        PortTakenException(String message) {
            super(message);
        }
    }

    /**
     * Starts the server whose data is in {@code home/data}, appending to {@code home/postgres.log}, and waits until it
     * takes connections.
     */
    static Postmaster start(PostgresBinaries binaries, Account account, Path home, int port) throws PortTakenException {
        Path log = home.resolve("postgres.log");
        try {
            long logged = Files.exists(log) ? Files.size(log) : 0;
            Process watchdog = Command.builder(command(binaries, account, home, port))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            long deadline = System.nanoTime() + START_DEADLINE.toNanos();
            while (System.nanoTime() < deadline) {
                Optional<Long> ready = readyPid(home.resolve("data"), watchdog);
                if (ready.isPresent()) {
                    return new Postmaster(watchdog, ready.get(), port);
                }
                if (watchdog.waitFor(POLL)) {
                    throw refused(tail(log, logged));
                }
            }
            watchdog.getOutputStream().close();
            throw new TestbedException("PostgreSQL was not ready within %d s: %s"
                    .formatted(START_DEADLINE.toSeconds(), tail(log, logged)));
        } catch (IOException e) {
            throw new TestbedException("cannot start PostgreSQL in `%s`".formatted(home), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while starting PostgreSQL", e);
        }
    }

    private static List<String> command(PostgresBinaries binaries, Account account, Path home, int port) {
        return account.command(underWatchdog(
                home,
                binaries.program("postgres").toString(),
                "-D",
                home.resolve("data").toString(),
                "-p",
                String.valueOf(port)));
    }

    /** {@code command} under {@code watchdog.sh}, which deletes {@code home} when this JVM is gone. */
    static List<String> underWatchdog(Path home, String... command) {
        return Stream.concat(Stream.of("sh", "-c", script(), "watchdog", home.toString()), Stream.of(command))
                .toList();
    }

    private static String script() {
        try (InputStream script = Postmaster.class.getResourceAsStream("watchdog.sh")) {
            if (script == null) {
                throw new IllegalStateException("`watchdog.sh` is missing beside `Postmaster.class`");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * As pg_ctl does it: the eighth line of postmaster.pid says that connections are taken. The first is the process; it
     * must be one of ours, as a killed server leaves its file behind.
     */
    private static Optional<Long> readyPid(Path data, Process watchdog) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.size() < 8 || !lines.get(7).strip().equals("ready")) {
            return Optional.empty();
        }
        long pid = Long.parseLong(lines.getFirst().strip());
        return watchdog.descendants().anyMatch(child -> child.pid() == pid) ? Optional.of(pid) : Optional.empty();
    }

    private static TestbedException refused(String log) throws PortTakenException {
        if (log.contains("could not bind") || log.contains("pre-existing shared memory block")) {
            throw new PortTakenException(log);
        }
        return new TestbedException("PostgreSQL ended at once: " + log);
    }

    private static String tail(Path log, long from) throws IOException {
        byte[] all = Files.readAllBytes(log);
        int start = (int) Math.max(from, all.length - 4000L);
        return new String(all, start, all.length - start, StandardCharsets.UTF_8).strip();
    }

    /** A fast shutdown; kills what does not stop. */
    void stop() {
        if (!watchdog.isAlive()) {
            return;
        }
        try {
            watchdog.getOutputStream().write('\n');
            watchdog.getOutputStream().flush();
        } catch (IOException e) {
            // It ended just now, and the pipe with it.
        }
        if (!ends(STOP_DEADLINE)) {
            kill9();
        }
    }

    void kill9() {
        ProcessHandle.of(pid).filter(_ -> watchdog.isAlive()).ifPresent(postmaster -> {
            // The parent first: it would take a dead child for a crash and start recovery by itself.
            List<ProcessHandle> children = postmaster.children().toList();
            postmaster.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        });
        if (!ends(STOP_DEADLINE)) {
            throw new TestbedException("PostgreSQL process %d does not end, even killed".formatted(pid));
        }
    }

    private boolean ends(Duration deadline) {
        try {
            return watchdog.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The next run, on the same port; waits a little for what the last one may have left. */
    Postmaster startAgain(PostgresBinaries binaries, Account account, Path home) {
        long deadline = System.nanoTime() + LEFTOVER_DEADLINE.toNanos();
        while (true) {
            try {
                return start(binaries, account, home, port);
            } catch (PortTakenException e) {
                if (System.nanoTime() > deadline) {
                    throw new TestbedException("PostgreSQL cannot have port %d again".formatted(port), e);
                }
            }
        }
    }
}
