package dev.keyturn.server;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.identity.Accounts.Account;
import dev.keyturn.state.identity.AwsManagedPolicies;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Store;

/**
 * The first start: makes the account and its root user's first access key.
 *
 * <p>The key can be told only once, and a crash can come between making it and telling it. So until {@link
 * #announced} has been called each start puts a new key in the place of the untold one.
 */
final class Bootstrap {
    private final Store store;
    private final SecureRandom random;
    private final RootKeys rootKeys;

    Bootstrap(Store store, Seal seal, SecureRandom random) {
        this.store = store;
        this.random = random;
        this.rootKeys = new RootKeys(seal, random);
    }

    /** @param rootKey to be told; empty on every start but the first */
    record Outcome(String account, Optional<RootKey> rootKey) {}

    /**
     * @param wanted the account's id; empty for the oldest that is there, or a random one on the first start
     * @throws StartRefusedException if the store has other accounts than that
     */
    Outcome run(Optional<String> wanted) {
        wanted.ifPresent(Bootstrap::requireAccountId);
        return store.write(tx -> {
            AwsManagedPolicies.install(tx);
            List<Account> accounts = new Accounts(tx).all();
            if (accounts.isEmpty()) {
                String id = wanted.orElseGet(() -> newAccountId(random));
                new Accounts(tx).insert(id, "");
                return new Outcome(id, Optional.of(rootKeys.replace(id, tx)));
            }
            Account account = wanted.isEmpty() ? accounts.getFirst() : chosen(wanted.get(), accounts);
            return account.bootstrapAnnounced()
                    ? new Outcome(account.id(), Optional.empty())
                    : new Outcome(account.id(), Optional.of(rootKeys.replace(account.id(), tx)));
        });
    }

    private static Account chosen(String wanted, List<Account> accounts) {
        return accounts.stream()
                .filter(account -> account.id().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new StartRefusedException("`account` is `" + wanted
                        + "`, but this store has account "
                        + accounts.stream()
                                .map(account -> "`" + account.id() + "`")
                                .collect(Collectors.joining(", "))));
    }

    /** The key has been told, so it stays. */
    void announced(String account) {
        store.write(tx -> {
            new Accounts(tx).bootstrapAnnounced(account);
            return account;
        });
    }

    /** @throws StartRefusedException unless it is twelve digits */
    static void requireAccountId(String id) {
        if (!id.matches("\\d{12}")) {
            throw new StartRefusedException("`account` is `" + id + "`, which is not twelve digits");
        }
    }

    /** Twelve digits. */
    static String newAccountId(SecureRandom random) {
        return "%012d".formatted(random.nextLong(1_000_000_000_000L));
    }
}
