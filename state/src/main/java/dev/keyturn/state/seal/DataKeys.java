package dev.keyturn.state.seal;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * The data keys of a store, unwrapped in memory. New ciphertexts use the newest. A key that another node has made
 * since is fetched when it is first met.
 */
final class DataKeys {
    static final int ID_LENGTH = 8;
    private static final int KEY_LENGTH = 32;

    private final Store store;
    private final SecureRandom random;
    private final ConcurrentMap<DataKeyId, DataKey> known = new ConcurrentHashMap<>();
    private volatile RootKey root;
    private volatile DataKey newest;

    /** Eight bytes that name a key; not secret. */
    record DataKeyId(String hex) {
        static DataKeyId of(byte[] bytes, int offset) {
            return new DataKeyId(HexFormat.of().formatHex(bytes, offset, offset + ID_LENGTH));
        }

        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    /** A key and its id. */
    static final class DataKey {
        final DataKeyId id;
        final byte[] idBytes;
        private final byte[] bytes;

        DataKey(DataKeyId id, byte[] bytes) {
            this.id = id;
            this.idBytes = id.bytes();
            this.bytes = bytes;
        }

        /** Not a copy: it goes into the key derivation and nowhere else. */
        byte[] bytes() {
            return bytes;
        }

        @Override
        public String toString() {
            return "DataKey[" + id.hex + "]";
        }
    }

    private record Row(DataKeyId id, byte[] wrapped) {}

    private DataKeys(Store store, RootKey root, SecureRandom random, DataKey newest) {
        this.store = store;
        this.root = root;
        this.random = random;
        this.newest = newest;
    }

    /**
     * Makes the first key in an empty store.
     *
     * @throws WrongRootKeyException
     */
    static DataKeys open(Store store, RootKey root, SecureRandom random) {
        List<Row> rows = store.read(DataKeys::rows);
        if (rows.isEmpty()) {
            rows = store.write(tx -> {
                if (rows(tx).isEmpty()) { // two nodes may start at once
                    insertNew(tx, root, random);
                }
                return rows(tx);
            });
        }
        List<DataKey> all = rows.stream().map(row -> unwrap(row, root)).toList();
        DataKeys keys = new DataKeys(store, root, random, all.getLast());
        all.forEach(key -> keys.known.put(key.id, key));
        return keys;
    }

    DataKey newest() {
        return newest;
    }

    Optional<DataKey> find(DataKeyId id) {
        DataKey key = known.get(id);
        return key != null ? Optional.of(key) : fetch(id);
    }

    /** From here on new ciphertexts use a new key; the old ones stay readable. */
    void renew() {
        RootKey current = root;
        Row row = store.write(tx -> insertNew(tx, current, random));
        DataKey key = unwrap(row, current);
        known.put(key.id, key);
        newest = key;
    }

    /**
     * Wraps every data key anew, all or none.
     *
     * @throws WrongRootKeyException if somebody else has done it meanwhile
     */
    void rewrap(RootKey next) {
        RootKey current = root;
        store.write(tx -> {
            for (Row row : rows(tx)) {
                byte[] wrapped = next.wrap(unwrap(row, current).bytes, row.id.bytes(), random);
                tx.sql().execute("UPDATE data_key SET wrapped = ? WHERE key_id = ?", wrapped, row.id.hex);
            }
            return true;
        });
        root = next;
    }

    private Optional<DataKey> fetch(DataKeyId id) {
        Optional<Row> row =
                store.read(tx -> rows(tx).stream().filter(r -> r.id.equals(id)).findFirst());
        Optional<DataKey> key = row.map(found -> unwrap(found, root));
        key.ifPresent(found -> known.put(found.id, found));
        return key;
    }

    private static Row insertNew(Transaction tx, RootKey root, SecureRandom random) {
        byte[] idBytes = new byte[ID_LENGTH];
        byte[] key = new byte[KEY_LENGTH];
        random.nextBytes(idBytes);
        random.nextBytes(key);
        Row row = new Row(DataKeyId.of(idBytes, 0), root.wrap(key, idBytes, random));
        Arrays.fill(key, (byte) 0);
        tx.sql()
                .execute(
                        "INSERT INTO data_key (key_id, created_at, wrapped) VALUES (?, ?, ?)",
                        row.id.hex,
                        tx.now().toEpochMilli(),
                        row.wrapped);
        return row;
    }

    /** The oldest first. */
    private static List<Row> rows(Transaction tx) {
        return tx.sql()
                .createQuery("SELECT key_id, wrapped FROM data_key ORDER BY created_at, key_id")
                .map(row -> new Row(
                        new DataKeyId(row.getColumn("key_id", String.class)), row.getColumn("wrapped", byte[].class)))
                .list();
    }

    private static DataKey unwrap(Row row, RootKey root) {
        return new DataKey(row.id, root.unwrap(row.wrapped, row.id.bytes()));
    }
}
