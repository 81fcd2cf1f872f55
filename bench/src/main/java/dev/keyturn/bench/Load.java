package dev.keyturn.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Closed-loop load: each caller has one connection and sends its next call when the answer to the last has come. The
 * calls are prepared bytes and answers are only framed, so that the generator takes as little of the shared cores as
 * it can.
 */
final class Load {
    private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();

    private Load() {}

    /** @param serverCpuMicros of the server's process, user and system, for each call */
    record Result(double perSecond, Histogram nanos, double serverCpuMicros, long errors) {
        double millisAt(double percentile) {
            return nanos.getValueAtPercentile(percentile) / 1e6;
        }
    }

    static Result run(ServerProcess server, List<byte[]> calls, int callers, Duration time)
            throws InterruptedException {
        Histogram nanos = new ConcurrentHistogram(LONGEST_NANOS, 3);
        LongAdder errors = new LongAdder();
        AtomicLong next = new AtomicLong();
        Duration cpuBefore = server.cpu();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                try (Connection connection = new Connection(server.port())) {
                    while (System.nanoTime() < end) {
                        byte[] call = calls.get((int) (next.getAndIncrement() % calls.size()));
                        long sent = System.nanoTime();
                        if (connection.status(call) != 200) {
                            errors.increment();
                        }
                        nanos.recordValue(Math.min(System.nanoTime() - sent, LONGEST_NANOS));
                    }
                } catch (IOException e) {
                    errors.increment();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        double cpu = server.cpu().minus(cpuBefore).toNanos() / 1e3;
        long count = nanos.getTotalCount();
        return new Result(count / elapsed, nanos, cpu / Math.max(1, count), errors.sum());
    }

    /** Sends each call once. */
    static void each(ServerProcess server, List<byte[]> calls, int callers) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                all.add(threads.submit(() -> {
                    try (Connection connection = new Connection(server.port())) {
                        for (int at = next.getAndIncrement(); at < calls.size(); at = next.getAndIncrement()) {
                            int status = connection.status(calls.get(at));
                            if (status != 200) {
                                throw new IOException(server.name() + " answered " + status);
                            }
                        }
                        return null;
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /**
     * Sends one call.
     *
     * @return the answer's body
     */
    static String body(int port, byte[] call) throws IOException {
        try (Connection connection = new Connection(port)) {
            int status = connection.status(call);
            if (status != 200) {
                throw new IOException("answered " + status);
            }
            return new String(connection.body, StandardCharsets.UTF_8);
        }
    }

    /** One HTTP/1.1 connection at a time, kept as long as the server keeps it. */
    private static final class Connection implements AutoCloseable {
        private static final int PATIENCE_MILLIS = 30_000;

        private final int port;
        private Socket socket;
        private InputStream in;
        private OutputStream out;
        private byte[] body = {};

        Connection(int port) throws IOException {
            this.port = port;
            this.socket = connected(port);
            this.in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
            this.out = socket.getOutputStream();
        }

        private static Socket connected(int port) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket;
        }

        int status(byte[] call) throws IOException {
            if (socket.isClosed()) {
                socket = connected(port);
                in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
                out = socket.getOutputStream();
            }
            out.write(call);
            out.flush();
            String statusLine = line();
            int length = 0;
            boolean last = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            lower.substring("content-length:".length()).strip());
                }
                last |= lower.equals("connection: close");
            }
            body = in.readNBytes(length);
            if (last) {
                socket.close();
            }
            return Integer.parseInt(statusLine.substring(9, 12));
        }

        private String line() throws IOException {
            byte[] line = new byte[4096];
            int length = 0;
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the server closed the connection");
                }
                line[length++] = (byte) b;
            }
            return new String(line, 0, Math.max(0, length - 1), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
