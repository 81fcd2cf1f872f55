package dev.keyturn.state.store;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A store at work: one writer, readers, a clock and what commits touch, over either database. */
final class OpenStore implements Store {
    private final Engine engine;
    private final StoreClock clock;
    private final Touches touches;
    private final Writer writer;

    private OpenStore(Engine engine, StoreClock clock, String node) {
        this.engine = engine;
        this.clock = clock;
        this.touches = new Touches(node, clock::now);
        this.writer = new Writer(engine, clock, touches, node);
    }

    static OpenStore sqlite(Path file, InstantSource clock) {
        return open(new SqliteEngine(file), new StoreClock(clock));
    }

    private static OpenStore open(Engine engine, StoreClock clock) {
        try {
            engine.migrate();
            String node = newNode(engine, clock);
            OpenStore store = new OpenStore(engine, clock, node);
            store.writer.start();
            return store;
        } catch (StoreException e) {
            engine.close();
            throw e;
        } catch (SQLException | RuntimeException e) {
            engine.close();
            throw new StoreException("cannot open the store", false, e);
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        return writer.write(work);
    }

    @Override
    public <T> T read(Work<T> work) {
        return engine.read(work, clock);
    }

    @Override
    public Instant now() {
        return clock.now();
    }

    @Override
    public void onTouched(Consumer<Touched> listener) {
        touches.listen(listener);
    }

    @Override
    public void close() {
        writer.close();
        engine.close();
    }

    /** Enters this start of the server, with a clock that begins where the latest commit of all nodes was. */
    private static String newNode(Engine engine, StoreClock clock) throws SQLException {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String node = HexFormat.of().formatHex(random);
        try (Connection connection = engine.openWriter();
                Handle sql = Jdbi.open(connection)) {
            sql.createQuery("SELECT max(seen_at) FROM node")
                    .mapTo(Long.class)
                    .findOne()
                    .ifPresent(clock::notBefore);
            long now = clock.now().toEpochMilli();
            sql.execute(
                    "INSERT INTO node (node, started_at, seen_at, touched_seq) VALUES (?, ?, ?, 0)", node, now, now);
            connection.commit();
        }
        return node;
    }
}
