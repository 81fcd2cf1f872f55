package dev.keyturn.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One run of Redis, from start to stop or kill, under {@code watchdog.sh}.
 *
 * @param watchdog the child whose standard input is the server's lifeline
 * @param port with TLS
 * @param plainPort without
 */
record RedisProcess(Process watchdog, long pid, int port, int plainPort) {

    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
    private static final Duration LEFTOVER_DEADLINE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(10);

    /** Redis could not listen on one of the ports. */
    static final class PortTakenException extends Exception {
        PortTakenException(String message) {
            super(message);
        }
    }

    /** Starts the server that {@code home/redis.conf} describes, and waits until it takes connections. */
    static RedisProcess start(RedisBinary binary, Account account, Path home, int port, int plainPort)
            throws PortTakenException {
        Path log = home.resolve("redis.log");
        try {
            long logged = Files.exists(log) ? Files.size(log) : 0;
            Process watchdog = Command.builder(account.command(Postmaster.underWatchdog(
                            home,
                            binary.program().toString(),
                            home.resolve("redis.conf").toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            long deadline = System.nanoTime() + START_DEADLINE.toNanos();
            while (System.nanoTime() < deadline) {
                if (said(log, logged).contains("Ready to accept connections") && answers(port) && answers(plainPort)) {
                    return new RedisProcess(watchdog, pid(home), port, plainPort);
                }
                if (watchdog.waitFor(POLL)) {
                    throw refused(said(log, logged));
                }
            }
            watchdog.getOutputStream().close();
            throw new TestbedException(
                    "Redis was not ready within %d s: %s".formatted(START_DEADLINE.toSeconds(), said(log, logged)));
        } catch (IOException e) {
            throw new TestbedException("cannot start Redis in `%s`".formatted(home), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while starting Redis", e);
        }
    }

    /** Written anew by each start, before it is ready. */
    private static long pid(Path home) throws IOException {
        return Long.parseLong(Files.readString(home.resolve("redis.pid")).strip());
    }

    private static boolean answers(int port) {
        try (Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static TestbedException refused(String log) throws PortTakenException {
        if (log.contains("Address already in use") || log.contains("Failed listening on port")) {
            throw new PortTakenException(log);
        }
        return new TestbedException("Redis ended at once: " + log);
    }

    private static String said(Path log, long from) throws IOException {
        byte[] all = Files.readAllBytes(log);
        int start = (int) Math.max(from, all.length - 4000L);
        return new String(all, start, all.length - start, StandardCharsets.UTF_8).strip();
    }

    /** As Ctrl-C does; kills what does not stop. */
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
        ProcessHandle.of(pid).filter(_ -> watchdog.isAlive()).ifPresent(ProcessHandle::destroyForcibly);
        if (!ends(STOP_DEADLINE)) {
            throw new TestbedException("Redis process %d does not end, even killed".formatted(pid));
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

    /** The next run, on the same ports; waits a little for what the last one may have left. */
    RedisProcess startAgain(RedisBinary binary, Account account, Path home) {
        long deadline = System.nanoTime() + LEFTOVER_DEADLINE.toNanos();
        while (true) {
            try {
                return start(binary, account, home, port, plainPort);
            } catch (PortTakenException e) {
                if (System.nanoTime() > deadline) {
                    throw new TestbedException("Redis cannot have its ports again", e);
                }
            }
        }
    }
}
