package dev.keyturn.databases.rotation;

import java.util.Optional;

import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;

/** The logins that the versions of a secret hold, as far as they are of the registered place. */
final class SecretLogins {
    private final StoredSecret stored;
    private final Seal seal;
    private final RotationTarget target;

    SecretLogins(StoredSecret stored, Seal seal, RotationTarget target) {
        this.stored = stored;
        this.seal = seal;
        this.target = target;
    }

    /** Empty if no version has the label, or it describes another login than the registered one. */
    Optional<KnownLogin> at(String stage) {
        return value(stored, seal, stage)
                .map(DatabaseSecret::new)
                .filter(value -> value.differenceFrom(target).isEmpty())
                .flatMap(value -> value.password()
                        .map(password -> new KnownLogin(target.as(value.username(target.engine())), password)));
    }

    /** @throws RotationFailureException if it is not what was sealed */
    static Optional<SecretBytes> value(StoredSecret stored, Seal seal, String stage) {
        try {
            return stored.staged(stage).flatMap(version -> open(stored, seal, version));
        } catch (SealBrokenException e) {
            throw RotationFailureException.broken(e);
        }
    }

    private static Optional<SecretBytes> open(StoredSecret stored, Seal seal, SecretVersion version) {
        return version.value()
                .map(ciphertext -> seal.open(
                        ciphertext,
                        new Binding(
                                stored.secret().account(), stored.secret().arn().toString(), version.id())));
    }
}
