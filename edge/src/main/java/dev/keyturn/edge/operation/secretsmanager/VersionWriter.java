package dev.keyturn.edge.operation.secretsmanager;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Adds versions: the token's idempotency, and where the staging labels go.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html">PutSecretValue</a>
 */
final class VersionWriter {
    private final VersionSeal seal;

    VersionWriter(VersionSeal seal) {
        this.seal = seal;
    }

    /**
     * Adds the version that {@code token} names. The same token with the same value again changes nothing, not even
     * the labels.
     *
     * @return the version with the labels it wears now
     * @throws AwsFailure when the token's version has another value
     */
    SecretVersion write(
            Transaction tx, StoredSecret stored, String token, SecretValue value, Set<String> requestedStages) {
        Optional<SecretVersion> existing = stored.version(token);
        if (existing.isPresent() && existing.get().value().isPresent()) {
            return requireSame(stored.secret(), existing.get(), value);
        }
        var journal = new RotationJournal(tx);
        Set<String> stages = stagesOf(stored, requestedStages);
        requirePendingStays(journal, stored, token, stages);
        StagingLabels.requireWithinQuota(stored, stages);
        if (existing.isEmpty()) {
            requireWithinQuota(stored, tx.now());
        }

        var secrets = new Secrets(tx);
        Secret secret = stored.secret();
        var version = new SecretVersion(
                token,
                value.binary(),
                Optional.of(seal.seal(secret, token, value)),
                tx.now(),
                Optional.empty(),
                stages);
        if (stages.contains(SecretVersion.CURRENT)) {
            leavePending(secrets, journal, stored, stages);
        }
        if (existing.isPresent()) {
            secrets.giveValue(secret, version);
            stages.forEach(stage -> secrets.moveStage(secret, stage, token));
        } else {
            secrets.addVersion(secret, version);
        }
        return version;
    }

    /**
     * Versions without a label go once a hundred are newer, but none on its first day: who makes more than that in a day
     * is stopped, as in AWS. A rotation is not counted here: it must be able to end.
     */
    private static void requireWithinQuota(StoredSecret stored, Instant now) {
        long young = stored.versions().stream()
                .filter(version -> version.stages().isEmpty())
                .filter(version -> version.created().isAfter(now.minus(Secrets.YOUNG)))
                .count();
        if (young >= Secrets.UNLABELLED_KEPT) {
            throw AwsFailure.of(
                    "LimitExceededException",
                    "You can't create more than about " + Secrets.UNLABELLED_KEPT
                            + " versions of a secret in 24 hours: Secrets Manager doesn't remove versions created less"
                            + " than 24 hours ago.");
        }
    }

    private SecretVersion requireSame(Secret secret, SecretVersion version, SecretValue value) {
        if (!seal.holds(secret, version, value)) {
            throw AwsFailure.of(
                    "ResourceExistsException",
                    "You can't use ClientRequestToken " + version.id()
                            + " because that value is already in use for a version of secret " + secret.arn() + ".");
        }
        return version;
    }

    /** INVARIANT: once a secret has a value, one version is current; so the first one is, whatever was asked for. */
    private static Set<String> stagesOf(StoredSecret stored, Set<String> requested) {
        Set<String> stages = new TreeSet<>(requested);
        Optional<SecretVersion> current = stored.staged(SecretVersion.CURRENT);
        if (current.isEmpty()) {
            stages.add(SecretVersion.CURRENT);
        } else if (stages.contains(SecretVersion.CURRENT)) {
            // It goes to the version that ceases to be current.
            stages.remove(SecretVersion.PREVIOUS);
        }
        return stages;
    }

    /** The pending version of a rotation under way is its journal: nothing else may take its place. */
    private static void requirePendingStays(
            RotationJournal journal, StoredSecret stored, String token, Set<String> stages) {
        if (stages.contains(SecretVersion.PENDING)
                && journal.task(stored.secret().arn())
                        .filter(task -> !task.token().equals(token))
                        .isPresent()) {
            throw StagingLabels.rotationUnderWay();
        }
    }

    /**
     * A pending label that no rotation is working on goes, as in AWS: this is how a caller clears what a failed or
     * cancelled rotation has left. AWSPREVIOUS follows AWSCURRENT by itself.
     */
    private static void leavePending(
            Secrets secrets, RotationJournal journal, StoredSecret stored, Set<String> newStages) {
        Secret secret = stored.secret();
        if (stored.staged(SecretVersion.PENDING).isPresent()
                && !newStages.contains(SecretVersion.PENDING)
                && journal.task(secret.arn()).isEmpty()) {
            secrets.removeStage(secret, SecretVersion.PENDING);
        }
    }
}
