package dev.keyturn.state.trail;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/** The trail in the store: rendered by the caller, numbered and chained by the store's writer. See trail.md. */
public final class ChainedTrail implements Trail {
    private static final Binding KEY_BINDING = new Binding("-", "trail-key", "-");

    private final Store store;
    private final byte[] key;
    private final Chain chain;
    private final EventLookup lookup;

    private ChainedTrail(Store store, byte[] key, long chain) {
        this.store = store;
        this.key = key;
        this.chain = new Chain(chain, new TrailMac(key));
        this.lookup = new EventLookup(store);
    }

    /**
     * Begins a chain for this start of the server; makes the trail's key in a new store.
     *
     * @throws IllegalStateException if there are chains and their key is gone
     * @throws dev.keyturn.state.seal.SealBrokenException if the key was altered
     */
    public static ChainedTrail open(Store store, Seal seal, SecureRandom random) {
        byte[] key = key(store, seal, random);
        byte[] node = new byte[8];
        random.nextBytes(node);
        TrailMac mac = new TrailMac(key);
        long chain = store.write(tx -> Chain.begin(tx.sql(), HexFormat.of().formatHex(node), mac));
        return new ChainedTrail(store, key, chain);
    }

    @Override
    public void append(Transaction tx, TrailRecord record) {
        tx.atCommit(chain, TrailRow.of(record));
    }

    @Override
    public void record(TrailRecord record) {
        TrailRow row = TrailRow.of(record); // here, on the caller's thread
        store.write(tx -> {
            tx.atCommit(chain, row);
            return true;
        });
    }

    @Override
    public LookupPage lookup(LookupQuery query) {
        return lookup.page(query);
    }

    @Override
    public List<String> validate() {
        return new ChainWalk(store, new TrailMac(key)).findings();
    }

    /** Where every chain ends, to be published: a trail cut back or replaced later does not contain it. */
    public List<PublishedHead> heads() {
        return store.read(tx -> tx.sql()
                .createQuery("SELECT chain, seq, mac FROM trail_head ORDER BY chain")
                .map(row -> new PublishedHead(
                        row.getColumn("chain", Long.class),
                        row.getColumn("seq", Long.class),
                        HexFormat.of().formatHex(row.getColumn("mac", byte[].class))))
                .list());
    }

    /** @param mac of the row {@code seq}, in hexadecimal */
    public record PublishedHead(long chain, long seq, String mac) {}

    private static byte[] key(Store store, Seal seal, SecureRandom random) {
        byte[] fresh = new byte[TrailMac.LENGTH];
        random.nextBytes(fresh);
        Sealed sealed = seal.seal(SecretBytes.of(fresh), KEY_BINDING);
        Sealed stored = store.write(tx -> storedKey(tx).orElseGet(() -> {
            refuseIfThereAreChains(tx);
            tx.sql().execute("INSERT INTO trail_key (key_id, sealed) VALUES ('1', ?)", (Object) sealed.bytes());
            return sealed;
        }));
        return seal.open(stored, KEY_BINDING).reveal(SecretBytes.Reason.SEAL);
    }

    private static Optional<Sealed> storedKey(Transaction tx) {
        return tx.sql()
                .createQuery("SELECT sealed FROM trail_key WHERE key_id = '1'")
                .map(row -> new Sealed(row.getColumn("sealed", byte[].class)))
                .findOne();
    }

    private static void refuseIfThereAreChains(Transaction tx) {
        int chains = tx.sql()
                .createQuery("SELECT count(*) FROM trail_head")
                .mapTo(Integer.class)
                .one();
        if (chains > 0) {
            throw new IllegalStateException("the trail's key is gone from the store, but its chains are there");
        }
    }
}
