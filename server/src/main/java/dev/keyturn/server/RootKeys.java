package dev.keyturn.server;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.NewAccessKey;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Transaction;

/** The access keys of an account's root user, as whoever holds the data can change them. */
final class RootKeys {
    private final Seal seal;
    private final SecureRandom random;

    RootKeys(Seal seal, SecureRandom random) {
        this.seal = seal;
        this.random = random;
    }

    /** All that there were are gone at once, known or not; the one that is answered is the only one. */
    RootKey replace(String account, Transaction tx) {
        delete(account, tx);
        NewAccessKey made = NewAccessKey.make(account, Optional.empty(), tx.now(), seal, random);
        new AccessKeys(tx).insert(made.key());
        return new RootKey(made.key().id(), made.secret());
    }

    /** @return the ids of those that there were */
    List<String> delete(String account, Transaction tx) {
        AccessKeys keys = new AccessKeys(tx);
        List<AccessKey> all = keys.of(account, Optional.empty());
        all.forEach(keys::delete);
        return all.stream().map(AccessKey::id).toList();
    }
}
