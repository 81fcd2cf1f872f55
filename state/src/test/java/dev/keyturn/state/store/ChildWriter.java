package dev.keyturn.state.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes to the store from eight threads, prints what was acknowledged, and goes on until it is killed. */
final class ChildWriter {
    private ChildWriter() {}

    public static void main(String[] args) {
        Store store = Store.sqlite(Path.of(args[0]), InstantSource.system());
        store.write(tx -> tx.sql().execute("CREATE TABLE IF NOT EXISTS acknowledged (name TEXT PRIMARY KEY)"));
        AtomicInteger next = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.submit(() -> {
                    while (true) {
                        String name = Integer.toString(next.getAndIncrement());
                        store.write(tx -> tx.sql().execute("INSERT INTO acknowledged (name) VALUES (?)", name));
                        say(name);
                    }
                });
            }
        }
    }

    private static synchronized void say(String name) {
        System.out.println(name);
        System.out.flush();
    }
}
