package dev.keyturn.state.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The rows that the works of one batch have handed to ledgers so far, in order. */
final class Gathered {
    private final List<Entry<?>> entries = new ArrayList<>();
    private final List<Ledger<?>> wrote = new ArrayList<>();

    private record Entry<R>(Ledger<R> ledger, R row) {}

    <R> void add(Ledger<R> ledger, R row) {
        entries.add(new Entry<>(ledger, row));
    }

    int size() {
        return entries.size();
    }

    /** Forgets what was added after there were {@code size}. */
    void truncate(int size) {
        entries.subList(size, entries.size()).clear();
    }

    /** Lets each ledger write its rows. */
    void write(Handle sql) {
        Map<Ledger<?>, List<Entry<?>>> byLedger = new LinkedHashMap<>();
        for (Entry<?> entry : entries) {
            byLedger.computeIfAbsent(entry.ledger(), _ -> new ArrayList<>()).add(entry);
        }
        byLedger.forEach((ledger, rows) -> {
            wrote.add(ledger);
            writeOne(sql, ledger, rows);
        });
    }

    /** Tells every ledger that began to write how the transaction ended. */
    void settled(boolean committed) {
        wrote.forEach(ledger -> ledger.settled(committed));
    }

    /** Every entry in {@code rows} was added for this ledger, with a row of its type. */
    @SuppressWarnings("unchecked")
    private static <R> void writeOne(Handle sql, Ledger<R> ledger, List<Entry<?>> rows) {
        ledger.write(sql, rows.stream().map(entry -> (R) entry.row()).toList());
    }
}
