package dev.keyturn.state.seal;

import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.keyturn.state.seal.SecretBytes.Reason;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/** Random keys that every node of a server uses and that outlive a restart, such as the one of pagination tokens. */
public final class SharedKeys {
    private static final int LENGTH = 32;

    private SharedKeys() {}

    /** The key of that name, 32 bytes, made when it is first asked for. */
    public static byte[] named(String name, Store store, Seal seal, RandomGenerator random) {
        Binding binding = new Binding("-", "shared-key/" + name, "-");
        Sealed sealed = store.write(tx -> find(tx, name).orElseGet(() -> make(tx, name, seal, binding, random)));
        return seal.open(sealed, binding).reveal(Reason.SEAL);
    }

    private static Optional<Sealed> find(Transaction tx, String name) {
        return tx.sql()
                .createQuery("SELECT sealed FROM shared_key WHERE name = :name")
                .bind("name", name)
                .mapTo(byte[].class)
                .findOne()
                .map(Sealed::new);
    }

    private static Sealed make(Transaction tx, String name, Seal seal, Binding binding, RandomGenerator random) {
        byte[] key = new byte[LENGTH];
        random.nextBytes(key);
        Sealed sealed = seal.seal(SecretBytes.of(key), binding);
        tx.sql()
                .createUpdate("INSERT INTO shared_key (name, sealed) VALUES (:name, :sealed)")
                .bind("name", name)
                .bind("sealed", sealed.bytes())
                .execute();
        return sealed;
    }
}
