package dev.keyturn.state.secret;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.SqlStatement;

import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.Touched;
import dev.keyturn.state.store.Transaction;

/** Replicas as they are kept in their own region: copies of a primary's whole state, taken over as it is told. */
public final class ReplicaCopies {
    private final Transaction tx;

    public ReplicaCopies(Transaction tx) {
        this.tx = tx;
    }

    /**
     * A state of the primary.
     *
     * @param versions oldest first, each with its labels; with a value where one was sent along
     * @param valued ids of the versions that have a value at the primary
     * @param generation its number: a later state has a higher one
     */
    public record State(
            Secret secret,
            Optional<String> resourcePolicy,
            List<SecretVersion> versions,
            Set<String> valued,
            String primaryRegion,
            long generation) {
        /** @throws IllegalArgumentException if it cannot be the state of a secret */
        public State {
            versions = List.copyOf(versions);
            valued = Set.copyOf(valued);
            requireOnce(versions.stream().map(SecretVersion::id).toList());
            requireOnce(versions.stream()
                    .flatMap(version -> version.stages().stream())
                    .toList());
        }

        private static void requireOnce(List<String> names) {
            if (Set.copyOf(names).size() != names.size()) {
                throw new IllegalArgumentException("a version or a label is there twice");
            }
        }
    }

    /** The last generation that was taken over; empty for what is no replica. */
    public Optional<Long> generation(Secret secret) {
        return bindId(
                        tx.sql()
                                .createQuery(
                                        "SELECT replica_generation FROM secret WHERE account_id = :account AND arn = :arn"),
                        secret)
                .mapTo(Long.class)
                .findOne();
    }

    /**
     * Takes the state over, labels and all, unless values are missing of versions that wear a label: then what is there is kept,
     * and the labels stay where they are.
     *
     * @return ids of the versions whose value has never been sent; empty when the state is whole
     */
    public Set<String> take(State state, StoredSecret before) {
        // Before any value: what arrives is never read under a policy that the primary has given up.
        new SecretRows(tx).replaceMetadata(state.secret());
        new SecretRows(tx).replaceTags(state.secret());
        policy(state);
        Set<String> missing = new HashSet<>();
        for (SecretVersion version : state.versions()) {
            keep(state.secret(), version, before.version(version.id()));
            boolean valued = version.value().isPresent()
                    || before.version(version.id())
                            .flatMap(SecretVersion::value)
                            .isPresent();
            if (!valued && state.valued().contains(version.id())) {
                missing.add(version.id());
            }
        }
        boolean labelsStand = state.versions().stream()
                .noneMatch(version -> !version.stages().isEmpty() && missing.contains(version.id()));
        if (labelsStand) {
            labels(state);
            dropOthers(state, before);
        }
        mark(state, missing.isEmpty());
        touch(state.secret());
        return missing;
    }

    private void keep(Secret secret, SecretVersion version, Optional<SecretVersion> before) {
        if (before.isEmpty()) {
            new Secrets(tx).insertVersion(secret, version);
        } else if (before.get().value().isEmpty() && version.value().isPresent()) {
            bindId(tx.sql().createUpdate("""
                                    UPDATE secret_version SET sealed = :sealed, is_binary = :binary
                                    WHERE account_id = :account AND arn = :arn AND version_id = :version
                                        AND sealed IS NULL"""), secret)
                    .bind("version", version.id())
                    .bind("binary", version.binary())
                    .bind("sealed", version.value().map(Sealed::bytes).orElseThrow())
                    .execute();
        }
    }

    private void policy(State state) {
        state.resourcePolicy().map(ResourcePolicy::of).ifPresent(ResourcePolicy::compiled);
        bindId(
                        tx.sql()
                                .createUpdate(
                                        "UPDATE secret SET resource_policy = :policy WHERE account_id = :account AND arn = :arn"),
                        state.secret())
                .bind("policy", state.resourcePolicy().orElse(null))
                .execute();
    }

    private void labels(State state) {
        bindId(
                        tx.sql().createUpdate("DELETE FROM secret_stage WHERE account_id = :account AND arn = :arn"),
                        state.secret())
                .execute();
        for (SecretVersion version : state.versions()) {
            version.stages()
                    .forEach(stage -> bindId(tx.sql().createUpdate("""
                                            INSERT INTO secret_stage (account_id, arn, stage, version_id)
                                            VALUES (:account, :arn, :stage, :version)"""), state.secret())
                            .bind("stage", stage)
                            .bind("version", version.id())
                            .execute());
        }
    }

    /** What the primary has pruned or withdrawn. */
    private void dropOthers(State state, StoredSecret before) {
        Set<String> stay = new HashSet<>();
        state.versions().forEach(version -> stay.add(version.id()));
        for (SecretVersion version : before.versions()) {
            if (!stay.contains(version.id())) {
                bindId(tx.sql().createUpdate("""
                                        DELETE FROM secret_version
                                        WHERE account_id = :account AND arn = :arn AND version_id = :version"""), state.secret())
                        .bind("version", version.id())
                        .execute();
            }
        }
    }

    /** A state that is not whole yet has no number: the rest of it will come under the same one. */
    private void mark(State state, boolean whole) {
        bindId(tx.sql().createUpdate("""
                                UPDATE secret SET primary_region = :region, replica_generation = :generation
                                WHERE account_id = :account AND arn = :arn"""), state.secret())
                .bind("region", state.primaryRegion())
                .bind("generation", whole ? state.generation() : state.generation() - 1)
                .execute();
    }

    /** Makes it a secret of its own. */
    public void promote(Secret secret) {
        bindId(tx.sql().createUpdate("""
                                UPDATE secret SET primary_region = NULL, replica_generation = NULL, last_changed = :now
                                WHERE account_id = :account AND arn = :arn"""), secret)
                .bind("now", tx.now().toEpochMilli())
                .execute();
        touch(secret);
    }

    private static <S extends SqlStatement<S>> S bindId(S statement, Secret secret) {
        return statement
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString());
    }

    private void touch(Secret secret) {
        tx.touch(new Touched(secret.account(), Touched.Kind.SECRET, secret.arn().toString()));
    }
}
