package dev.keyturn.testbed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of MariaDB, from start to stop or kill, under {@code watchdog.sh}.
 *
 * @param watchdog the child whose standard input is the server's lifeline
 */
record MariaDbProcess(Process watchdog, long pid, int port) {

    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
    private static final Duration LEFTOVER_DEADLINE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(10);

    /** MariaDB could not listen on the port, or a killed predecessor still holds its files. */
    static final class PortTakenException extends Exception {
        PortTakenException(String message) {
            super(message);
        }
    }

    /** Starts the server that {@code home/my.cnf} describes, and waits until it takes connections. */
    static MariaDbProcess start(MariaDbBinaries binaries, Account account, Path home, int port)
            throws PortTakenException {
        Path log = home.resolve("mariadb.log");
        try {
            long logged = Files.exists(log) ? Files.size(log) : 0;
            Process watchdog = Command.builder(command(binaries, account, home, port))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            long deadline = System.nanoTime() + START_DEADLINE.toNanos();
            while (System.nanoTime() < deadline) {
                if (said(log, logged).contains("ready for connections")) {
                    return new MariaDbProcess(watchdog, pid(home), port);
                }
                if (watchdog.waitFor(POLL)) {
                    throw refused(said(log, logged));
                }
            }
            watchdog.getOutputStream().close();
            throw new TestbedException(
                    "MariaDB was not ready within %d s: %s".formatted(START_DEADLINE.toSeconds(), said(log, logged)));
        } catch (IOException e) {
            throw new TestbedException("cannot start MariaDB in `%s`".formatted(home), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while starting MariaDB", e);
        }
    }

    private static List<String> command(MariaDbBinaries binaries, Account account, Path home, int port) {
        List<String> server = new ArrayList<>(List.of(
                binaries.server().toString(),
                "--defaults-file=" + home.resolve("my.cnf"),
                "--port=" + port,
                "--lc-messages-dir=" + binaries.share(),
                "--character-sets-dir=" + binaries.share().resolve("charsets")));
        server.addAll(MariaDbTemplate.LAYOUT);
        return account.command(Postmaster.underWatchdog(home, server.toArray(String[]::new)));
    }

    /** Written anew by each start, before it is ready. */
    private static long pid(Path home) throws IOException {
        return Long.parseLong(Files.readString(home.resolve("mariadb.pid")).strip());
    }

    private static TestbedException refused(String log) throws PortTakenException {
        if (log.contains("Address already in use") || log.contains("Unable to lock")) {
            throw new PortTakenException(log);
        }
        return new TestbedException("MariaDB ended at once: " + log);
    }

    private static String said(Path log, long from) throws IOException {
        byte[] all = Files.readAllBytes(log);
        int start = (int) Math.max(from, all.length - 6000L);
        return new String(all, start, all.length - start, StandardCharsets.UTF_8).strip();
    }

    /** An orderly shutdown by SIGTERM, since MariaDB knows no SIGINT; kills what does not stop. */
    void stop() {
        ProcessHandle.of(pid).filter(_ -> watchdog.isAlive()).ifPresent(ProcessHandle::destroy);
        if (!ends()) {
            kill9();
        }
    }

    void kill9() {
        ProcessHandle.of(pid).filter(_ -> watchdog.isAlive()).ifPresent(ProcessHandle::destroyForcibly);
        if (!ends()) {
            throw new TestbedException("MariaDB process %d does not end, even killed".formatted(pid));
        }
    }

    private boolean ends() {
        try {
            return watchdog.waitFor(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The next run, on the same port; waits a little for what the last one may have left. */
    MariaDbProcess startAgain(MariaDbBinaries binaries, Account account, Path home) {
        long deadline = System.nanoTime() + LEFTOVER_DEADLINE.toNanos();
        while (true) {
            try {
                return start(binaries, account, home, port);
            } catch (PortTakenException e) {
                if (System.nanoTime() > deadline) {
                    throw new TestbedException("MariaDB cannot have port %d again".formatted(port), e);
                }
            }
        }
    }
}
