package dev.keyturn.state.store;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A store at work: one writer, readers, a clock and what commits touch, over either database. */
final class OpenStore implements Store {
    private static final int READ_ATTEMPTS = 3;

    private final Engine engine;
    private final StoreClock clock;
    private final Touches touches;
    private final Writer writer;
    private final Watch watch;

    private OpenStore(Engine engine, StoreClock clock, String node) {
        this.engine = engine;
        this.clock = clock;
        this.touches = new Touches(node, clock);
        this.writer = new Writer(engine, clock, touches, node);
        this.watch = new Watch(engine, clock, touches, writer, node);
    }

    static OpenStore sqlite(Path file, InstantSource clock) {
        return open(new SqliteEngine(file), new StoreClock(clock, false));
    }

    /** @param databaseTime false for tests only, which set the time themselves */
    static OpenStore postgres(PostgresSettings settings, InstantSource clock, boolean databaseTime) {
        return open(new PostgresEngine(settings), new StoreClock(clock, databaseTime));
    }

    private static OpenStore open(Engine engine, StoreClock clock) {
        try {
            engine.migrate();
            clock.compare(engine);
            String node = newNode();
            Map<String, Long> others = enter(node, engine, clock);
            OpenStore store = new OpenStore(engine, clock, node);
            store.writer.start();
            store.watch.start(others);
            return store;
        } catch (SQLException | RuntimeException e) {
            engine.close();
            throw e instanceof StoreException known ? known : new StoreException("cannot open the store", false, e);
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        return writer.write(work);
    }

    @Override
    public <T> T read(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return engine.read(work, clock);
            } catch (RuntimeException e) { // Jdbi wraps the driver's exceptions, and works throw their own
                Optional<Trouble> trouble = Trouble.in(e);
                boolean passing = trouble.filter(t -> t == Trouble.CONNECTION || t == Trouble.CONTENTION)
                        .isPresent();
                if (passing && attempt < READ_ATTEMPTS) {
                    continue;
                }
                throw trouble.isPresent() ? new StoreException("cannot read the store", false, e) : e;
            }
        }
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
    public void onCommit(CommitListener listener) {
        writer.onCommit(listener);
    }

    @Override
    public int waiting() {
        return writer.waiting();
    }

    @Override
    public void close() {
        watch.close();
        writer.close();
        engine.close();
    }

    /** Chance decides, not the host's name: a copied machine must not take another node's numbers. */
    private static String newNode() {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /**
     * Enters this start of the server, with a clock that begins where the latest commit of all nodes was.
     *
     * @return where the other nodes' numbers are
     */
    private static Map<String, Long> enter(String node, Engine engine, StoreClock clock) throws SQLException {
        try (Connection connection = engine.openWriter();
                Handle sql = Jdbi.open(connection)) {
            if (engine.shared()) {
                // Nothing is decided here from what was read, and other nodes write to this table all the time.
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            Map<String, Long> others = new HashMap<>(Watch.numbers(sql));
            sql.createQuery("SELECT max(seen_at) FROM node")
                    .mapTo(Long.class)
                    .findOne()
                    .ifPresent(clock::notBefore);
            long now = clock.now().toEpochMilli();
            sql.execute(
                    "INSERT INTO node (node, started_at, seen_at, touched_seq) VALUES (?, ?, ?, 0)", node, now, now);
            connection.commit();
            return others;
        }
    }
}
