package dev.keyturn.server;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.identity.Accounts.Account;
import dev.keyturn.state.identity.AwsManagedPolicies;
import dev.keyturn.state.identity.NewAccessKey;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * The first start: makes the account and its root user's first access key.
 *
 * <p>The key can be told only once, and a crash can come between making it and telling it. So until {@link
 * #announced} has been called each start puts a new key in the place of the untold one.
 */
final class Bootstrap {
    private final Store store;
    private final Seal seal;
    private final SecureRandom random;

    Bootstrap(Store store, Seal seal, SecureRandom random) {
        this.store = store;
        this.seal = seal;
        this.random = random;
    }

    /** @param rootKey to be told; empty on every start but the first */
    record Outcome(String account, Optional<RootKey> rootKey) {}

    /**
     * @param wanted the account's id; empty for the one that is there, or a random one on the first start
     * @throws StartRefusedException if the store belongs to another account
     */
    Outcome run(Optional<String> wanted) {
        wanted.filter(id -> !id.matches("\\d{12}")).ifPresent(id -> {
            throw new StartRefusedException("`account` is `" + id + "`, which is not twelve digits");
        });
        return store.write(tx -> {
            AwsManagedPolicies.install(tx);
            List<Account> accounts = new Accounts(tx).all();
            if (accounts.isEmpty()) {
                String id = wanted.orElseGet(this::newAccountId);
                new Accounts(tx).insert(id, "");
                return new Outcome(id, Optional.of(newRootKey(tx, id)));
            }
            Account account = accounts.getFirst();
            wanted.filter(id -> !id.equals(account.id())).ifPresent(id -> {
                throw new StartRefusedException(
                        "`account` is `" + id + "`, but this store belongs to account `" + account.id() + "`");
            });
            return account.bootstrapAnnounced()
                    ? new Outcome(account.id(), Optional.empty())
                    : new Outcome(account.id(), Optional.of(newRootKey(tx, account.id())));
        });
    }

    /** The key has been told, so it stays. */
    void announced(String account) {
        store.write(tx -> {
            new Accounts(tx).bootstrapAnnounced(account);
            return account;
        });
    }

    /** Twelve digits. */
    private String newAccountId() {
        return "%012d".formatted(random.nextLong(1_000_000_000_000L));
    }

    private RootKey newRootKey(Transaction tx, String account) {
        AccessKeys keys = new AccessKeys(tx);
        keys.of(account, Optional.empty()).forEach(keys::delete);
        NewAccessKey made = NewAccessKey.make(account, Optional.empty(), tx.now(), seal, random);
        keys.insert(made.key());
        return new RootKey(made.key().id(), made.secret());
    }
}
