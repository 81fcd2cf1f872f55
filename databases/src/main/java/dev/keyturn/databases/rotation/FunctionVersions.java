package dev.keyturn.databases.rotation;

import java.util.Optional;
import java.util.Set;

import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * What we do to the versions of a secret that a function rotates, inside one transaction. The rest the function does,
 * through Secrets Manager's API.
 */
final class FunctionVersions {
    private final RotatedVersions versions;
    private final StoredSecret stored;
    private final RotationTask task;
    private final Transaction tx;
    private final Seal seal;

    FunctionVersions(Transaction tx, Seal seal, RotationTask task) {
        this.versions = new RotatedVersions(tx, seal, task);
        this.stored = versions.stored();
        this.task = task;
        this.tx = tx;
        this.seal = seal;
    }

    /** Whether the function has published the rotation's version. */
    boolean published() {
        return versions.currentId().equals(Optional.of(task.token()));
    }

    /**
     * The pending version that the function is to fill: AWS's templates refuse to work without it.
     *
     * @throws RotationFailureException if another version is pending
     */
    void reserve() {
        versions.requireNoOtherPending();
        Optional<SecretVersion> existing = stored.version(task.token());
        if (existing.isEmpty()) {
            add(false, Optional.empty());
        } else if (existing.get().value().isEmpty()) {
            new Secrets(tx).moveStage(stored.secret(), SecretVersion.PENDING, task.token());
        } else if (!existing.get().stages().contains(SecretVersion.PENDING)) {
            throw RotationFailureException.refused("the token names a version that is not pending");
        }
    }

    /**
     * The pending version of a trial: what is current, so that the function can test something that should work.
     *
     * @throws RotationFailureException if another version is pending, or none is current
     */
    void reserveCopy() {
        versions.requireNoOtherPending();
        if (stored.version(task.token()).isPresent()) {
            return; // an earlier run made it
        }
        SecretVersion current = stored.staged(SecretVersion.CURRENT)
                .filter(version -> version.value().isPresent())
                .orElseThrow(() -> RotationFailureException.refused("the secret has no current value"));
        try {
            add(current.binary(), versions.current().map(value -> seal.seal(value, binding())));
        } catch (SealBrokenException e) {
            throw RotationFailureException.broken(e);
        }
    }

    /** Takes the trial's version away; where the function has given it another label, it stays. */
    void withdraw() {
        new Secrets(tx).withdraw(stored.secret(), task.token());
    }

    void dateRotation() {
        new Secrets(tx).update(RotatedVersions.dated(stored.secret(), Optional.of(tx.now()), tx.now()));
    }

    void giveUp() {
        versions.giveUp();
    }

    private void add(boolean binary, Optional<Sealed> value) {
        new Secrets(tx)
                .addVersion(
                        stored.secret(),
                        new SecretVersion(
                                task.token(),
                                binary,
                                value,
                                tx.now(),
                                Optional.empty(),
                                Set.of(SecretVersion.PENDING)));
    }

    private Binding binding() {
        return new Binding(task.account(), task.secret().toString(), task.token());
    }
}
