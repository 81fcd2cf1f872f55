package dev.keyturn.databases.rotation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.TargetDescription;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * The secret of the login that may change others, {@code masterarn}.
 *
 * <p>INVARIANT: its password goes to the place that was registered for the rotated login, and only if the
 * administrator's own secret says that it belongs there.
 */
final class AdminSecret {
    private final Transaction tx;
    private final Seal seal;

    AdminSecret(Transaction tx, Seal seal) {
        this.tx = tx;
        this.seal = seal;
    }

    /**
     * The administrator with each password that it may have: it may be under rotation itself.
     *
     * @return empty if the target has no administrator
     * @throws RotationFailureException if there is no such secret, or it is not of an administrator of that place
     */
    List<KnownLogin> logins(RotationTarget target) {
        if (target.admin().isEmpty()) {
            return List.of();
        }
        Arn arn = target.admin().get();
        StoredSecret stored = new Secrets(tx)
                .find(target.account(), arn.toString())
                .filter(found -> found.secret().arn().equals(arn)) // whole: what was decided on is what is read
                .filter(found -> found.secret().deletedAt().isEmpty())
                .orElseThrow(() -> RotationFailureException.admin("there is no secret `" + arn + "`"));
        List<KnownLogin> logins = Stream.of(SecretVersion.CURRENT, SecretVersion.PENDING, SecretVersion.PREVIOUS)
                .flatMap(stage -> stored.staged(stage).stream())
                .flatMap(version -> open(stored, version).stream())
                .flatMap(value -> login(value, target).stream())
                .distinct()
                .toList();
        if (logins.isEmpty()) {
            throw RotationFailureException.admin("the secret `" + arn
                    + "` does not hold a login to the engine, host and port that are registered, or it is the login"
                    + " that is rotated");
        }
        return logins;
    }

    private Optional<KnownLogin> login(SecretBytes value, RotationTarget target) {
        if (!(TargetDescription.parse(value) instanceof TargetDescription.Valid(TargetDescription admin))) {
            return Optional.empty();
        }
        boolean there = admin.engine() == target.engine()
                && admin.host().equals(target.host())
                && admin.port() == target.port()
                && target.usernames().stream()
                        .noneMatch(username -> target.engine().isSameLogin(username, admin.username()));
        return there
                ? new DatabaseSecret(value)
                        .password()
                        .map(password -> new KnownLogin(target.as(admin.username()), password))
                : Optional.empty();
    }

    private Optional<SecretBytes> open(StoredSecret stored, SecretVersion version) {
        try {
            return version.value()
                    .map(ciphertext -> seal.open(
                            ciphertext,
                            new Binding(
                                    stored.secret().account(),
                                    stored.secret().arn().toString(),
                                    version.id())));
        } catch (SealBrokenException e) {
            throw RotationFailureException.broken(e);
        }
    }
}
