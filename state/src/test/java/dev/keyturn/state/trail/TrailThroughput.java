package dev.keyturn.state.trail;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.EnvelopeSeal;
import dev.keyturn.state.seal.RootKey;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.store.Store;

/** A measurement, not a test: durable trail records per second on SQLite, and what each costs. Argument: a folder. */
final class TrailThroughput {
    private static final int SECONDS = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private TrailThroughput() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(args[0]), "trail");
        try (Store store = Store.sqlite(folder.resolve("keyturn.db"), InstantSource.system())) {
            EnvelopeSeal seal = EnvelopeSeal.open(store, RootKey.of(SecretBytes.of(new byte[32])), RANDOM);
            ChainedTrail trail = ChainedTrail.open(store, seal, RANDOM);
            for (int threads : new int[] {1, 32, 128, 128, 512}) {
                measure(trail, threads);
            }
            json();
            seal(seal);
            long start = System.nanoTime();
            System.out.printf("validate: %s in %d ms%n", trail.validate(), (System.nanoTime() - start) / 1_000_000);
        }
    }

    private static void measure(ChainedTrail trail, int threads) {
        AtomicLong records = new AtomicLong();
        long until = System.nanoTime() + SECONDS * 1_000_000_000L;
        long writer = writerCpu();
        long process = processCpu();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < threads; i++) {
                executor.submit(() -> {
                    while (System.nanoTime() < until) {
                        trail.record(Events.event("e" + records.incrementAndGet()));
                    }
                });
            }
        }
        double count = records.get();
        System.out.printf(
                "%4d threads: %,8.0f records/s, writer CPU %.1f us each, process CPU %.1f us each%n",
                threads,
                count / SECONDS,
                (writerCpu() - writer) / count / 1_000,
                (processCpu() - process) / count / 1_000);
    }

    private static void json() {
        TrailRecord event = Events.event("e");
        long characters = 0;
        for (int round = 0; round < 3; round++) {
            long start = ownCpu();
            for (int i = 0; i < 200_000; i++) {
                characters += TrailRow.of(event).json().length();
            }
            System.out.printf("render: %.2f us (%d)%n", (ownCpu() - start) / 200_000e3, characters);
        }
    }

    private static void seal(EnvelopeSeal seal) {
        Binding binding = new Binding("111122223333", "arn:aws:secretsmanager:us-east-1:111122223333:secret:x", "v");
        SecretBytes secret = SecretBytes.of(new byte[100]);
        Sealed sealed = seal.seal(secret, binding);
        for (int round = 0; round < 4; round++) {
            long start = ownCpu();
            for (int i = 0; i < 100_000; i++) {
                sealed = seal.seal(secret, binding);
            }
            long middle = ownCpu();
            for (int i = 0; i < 100_000; i++) {
                secret = seal.open(sealed, binding);
            }
            System.out.printf(
                    "seal: %.2f us, open: %.2f us%n", (middle - start) / 100_000e3, (ownCpu() - middle) / 100_000e3);
        }
    }

    private static long ownCpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long writerCpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().equals("store-writer")) {
                return threads.getThreadCpuTime(id);
            }
        }
        return 0;
    }

    private static long processCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }
}
