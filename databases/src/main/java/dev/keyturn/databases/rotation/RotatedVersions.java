package dev.keyturn.databases.rotation;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import dev.keyturn.state.rotation.LeaseLostException;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.rotation.RotationWindow;
import dev.keyturn.state.rotation.policy.Alarms;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/** The versions of the secret that a task rotates, inside one transaction. */
final class RotatedVersions {
    private final Transaction tx;
    private final Seal seal;
    private final RotationTask task;
    private final StoredSecret stored;

    /** @throws LeaseLostException if the secret was destroyed, and its task with it */
    RotatedVersions(Transaction tx, Seal seal, RotationTask task) {
        this.tx = tx;
        this.seal = seal;
        this.task = task;
        this.stored = new Secrets(tx)
                .find(task.account(), task.secret().toString())
                .orElseThrow(() -> new LeaseLostException(task.secret().toString()));
    }

    /** Empty if no version is current. */
    Optional<String> currentId() {
        return stored.staged(SecretVersion.CURRENT).map(SecretVersion::id);
    }

    /** Empty if no version is current, or it has no value. */
    Optional<SecretBytes> current() {
        return stored.staged(SecretVersion.CURRENT).flatMap(this::open);
    }

    Optional<SecretBytes> previous() {
        return stored.staged(SecretVersion.PREVIOUS).flatMap(this::open);
    }

    /** The candidate, once it has been proposed. */
    Optional<SecretBytes> pending() {
        return stored.version(task.token()).flatMap(this::open);
    }

    /** @throws RotationFailureException if there is none */
    RotationTarget target() {
        return new RotationJournal(tx)
                .target(task.secret())
                .orElseThrow(() -> RotationFailureException.refused("the secret has no registered login"));
    }

    StoredSecret stored() {
        return stored;
    }

    RotationTask task() {
        return task;
    }

    Transaction tx() {
        return tx;
    }

    /**
     * Adds the candidate as the pending version.
     *
     * @throws RotationFailureException if another version is pending
     */
    void propose(SecretBytes candidate) {
        requireNoOtherPending();
        Optional<SecretVersion> existing = stored.version(task.token());
        if (existing.flatMap(SecretVersion::value).isEmpty()) {
            give(candidate, existing.isPresent());
        } else if (!existing.get().stages().contains(SecretVersion.PENDING)) {
            throw RotationFailureException.refused("the token names a version that is not pending");
        }
        // INVARIANT: a candidate is never replaced. One that is there already stays.
    }

    /** AWSCURRENT to the candidate, AWSPREVIOUS to what was current, AWSPENDING to nothing; and the dates. */
    void publish() {
        Secrets secrets = new Secrets(tx);
        secrets.moveStage(stored.secret(), SecretVersion.CURRENT, task.token());
        secrets.removeStage(stored.secret(), SecretVersion.PENDING);
        secrets.update(dated(stored.secret(), Optional.of(tx.now()), tx.now()));
    }

    /** Leaves the secret as if the rotation had not been asked for; its schedule tries again at its next window. */
    void giveUp() {
        boolean emptyPending = stored.version(task.token())
                .filter(version -> version.value().isEmpty())
                .filter(version -> version.stages().contains(SecretVersion.PENDING))
                .isPresent();
        if (emptyPending) {
            new Secrets(tx).removeStage(stored.secret(), SecretVersion.PENDING);
        }
        stored.secret()
                .rotation()
                .flatMap(RotationSettings::nextRotation)
                .filter(due -> !due.isAfter(tx.now()))
                .ifPresent(due -> new Alarms(tx).missed(stored.secret().arn(), due));
        new Secrets(tx).update(dated(stored.secret(), Optional.empty(), tx.now()));
    }

    /** Whether a person gave this very candidate, and nothing rotates the secret by itself: no other will be made. */
    boolean isAskedForOnce() {
        return stored.secret().rotation().filter(RotationSettings::enabled).isEmpty();
    }

    /** The candidate is pending no more. It stays without a label. */
    void withdraw() {
        boolean pending = stored.staged(SecretVersion.PENDING)
                .filter(version -> version.id().equals(task.token()))
                .isPresent();
        if (pending) {
            new Secrets(tx).removeStage(stored.secret(), SecretVersion.PENDING);
        }
    }

    /** @throws RotationFailureException if another version is pending */
    void requireNoOtherPending() {
        if (otherVersionIsPending()) {
            throw RotationFailureException.refused("another version is pending: finish or cancel its rotation first");
        }
    }

    private boolean otherVersionIsPending() {
        return stored.staged(SecretVersion.PENDING)
                .map(SecretVersion::id)
                .filter(id -> !id.equals(task.token()) && !Optional.of(id).equals(currentId()))
                .isPresent();
    }

    private void give(SecretBytes value, boolean versionExists) {
        Secrets secrets = new Secrets(tx);
        SecretVersion pending = new SecretVersion(
                task.token(),
                false,
                Optional.of(seal.seal(value, binding(task.token()))),
                tx.now(),
                Optional.empty(),
                Set.of(SecretVersion.PENDING));
        if (versionExists) {
            secrets.giveValue(stored.secret(), pending);
            secrets.moveStage(stored.secret(), SecretVersion.PENDING, pending.id());
        } else {
            secrets.addVersion(stored.secret(), pending);
        }
    }

    /** The secret with its next rotation date by its schedule, and, if it was rotated, with that noted. */
    static Secret dated(Secret secret, Optional<Instant> rotated, Instant now) {
        return new Secret(
                secret.account(),
                secret.arn(),
                secret.name(),
                secret.description(),
                secret.kmsKeyId(),
                secret.created(),
                rotated.orElse(secret.lastChanged()),
                secret.lastAccessed(),
                secret.deletedAt(),
                secret.deletionDate(),
                secret.rotation().map(settings -> dated(settings, rotated, now)),
                secret.tags());
    }

    private static RotationSettings dated(RotationSettings settings, Optional<Instant> rotated, Instant now) {
        return new RotationSettings(
                settings.enabled(),
                settings.functionArn(),
                settings.schedule(),
                settings.automaticallyAfterDays(),
                settings.window(),
                rotated.or(settings::lastRotated),
                RotationWindow.nextStart(settings, now));
    }

    private Optional<SecretBytes> open(SecretVersion version) {
        try {
            return version.value().map(value -> seal.open(value, binding(version.id())));
        } catch (SealBrokenException e) {
            throw RotationFailureException.broken(e);
        }
    }

    private Binding binding(String versionId) {
        return new Binding(task.account(), task.secret().toString(), versionId);
    }
}
