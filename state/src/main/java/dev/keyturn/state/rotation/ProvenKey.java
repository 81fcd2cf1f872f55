package dev.keyturn.state.rotation;

import java.util.Optional;

import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Transaction;

/**
 * An access key that works, of the user whose it is, which a secret has proven to hold.
 *
 * <p>INVARIANT: a rotation hands out keys of nobody but the user whose working key the secret holds already. Otherwise
 * whoever may rotate secrets could name any user and be given a key of theirs.
 */
public record ProvenKey(User user, AccessKey key) {

    /** Empty if there is no such key, it is no user's of the account, it is inactive, or its secret is another. */
    public static Optional<ProvenKey> of(AccessKeySecret secret, String account, Seal seal, Transaction tx) {
        return new AccessKeys(tx)
                .find(secret.accessKeyId())
                .filter(key -> key.account().equals(account) && key.active())
                .filter(key -> seal.open(key.secret(), AccessKey.binding(account, key.id()))
                        .equals(secret.secretAccessKey()))
                .flatMap(key -> key.userName()
                        .flatMap(name -> new Users(tx).find(account, name))
                        .map(user -> new ProvenKey(user, key)));
    }

    /** Whether the user is the one that the secret names. */
    public boolean isNamedBy(AccessKeySecret secret, Transaction tx) {
        return new Users(tx)
                .find(user.account(), secret.userName())
                .filter(named -> named.id().equals(user.id()))
                .isPresent();
    }
}
