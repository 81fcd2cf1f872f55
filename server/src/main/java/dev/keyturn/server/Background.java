package dev.keyturn.server;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

import dev.keyturn.databases.rotation.AccessKeyOverlap;
import dev.keyturn.databases.rotation.Faults;
import dev.keyturn.databases.rotation.FunctionRotator;
import dev.keyturn.databases.rotation.Overlaps;
import dev.keyturn.databases.rotation.PolicyCoverage;
import dev.keyturn.databases.rotation.PolicySweep;
import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.databases.rotation.RotationPolicy;
import dev.keyturn.databases.rotation.RotationScheduler;
import dev.keyturn.databases.rotation.Rotator;
import dev.keyturn.databases.target.Dialects;
import dev.keyturn.edge.replication.ReplicationLanes;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.secret.Replicas;
import dev.keyturn.state.secret.SecretReaders;

/**
 * What works without being asked: rotations and their policies, the removal of deleted secrets, the policies of
 * parameters, the telling of other regions, the writing of last uses.
 */
record Background(
        RotationScheduler rotations,
        Overlaps overlaps,
        PolicySweep policies,
        Optional<AccessKeyOverlap> keyOverlap,
        SecretRemoval removal,
        ParameterSweep parameters,
        ReplicationLanes replication,
        LastUsedWriter lastUsed)
        implements AutoCloseable {

    /** At the same time. Mostly they wait for a database; a dead one keeps one of these for as long as it takes to give up. */
    private static final int ROTATIONS_AT_ONCE = 32;

    static Background start(
            Settings settings,
            OpenState state,
            Authority authority,
            LastUsed lastUsed,
            SecretReaders readers,
            SecureRandom random,
            RotationListener listener) {
        Dialects dialects = Reach.of(settings);
        return new Background(
                rotations(settings, state, dialects, authority, random, listener),
                new Overlaps(
                                state.store(),
                                state.seal(),
                                state.trail(),
                                dialects,
                                random,
                                settings.rotation().overlap(),
                                settings.rotation().overlapDeadline())
                        .start(),
                policies(settings, state, random),
                keyOverlap(settings, state, random),
                new SecretRemoval(state.store(), state.trail(), System::nanoTime).start(),
                new ParameterSweep(state.store(), state.trail(), settings.region(), System::nanoTime).start(),
                replication(settings, state),
                new LastUsedWriter(lastUsed, readers).start());
    }

    private static RotationScheduler rotations(
            Settings settings,
            OpenState state,
            Dialects dialects,
            Authority authority,
            SecureRandom random,
            RotationListener listener) {
        RotationPolicy policy =
                RotationPolicy.STANDARD.overlapping(settings.rotation().overlap());
        if (settings.store().url().isEmpty()) {
            // The folder is locked, so whoever held a lease is dead: after a crash, no rotation waits for it to expire.
            state.store().write(tx -> {
                new RotationJournal(tx).releaseAll();
                return true;
            });
        }
        Rotator rotator = new Rotator(
                state.store(), state.seal(), state.trail(), dialects, authority, random, policy, listener, Faults.NONE);
        FunctionRotator functions = new FunctionRotator(
                state.store(),
                state.seal(),
                state.trail(),
                FunctionSettings.endpoints(settings),
                random,
                policy,
                listener);
        String owner = UUID.randomUUID().toString();
        return new RotationScheduler(state.store(), rotator, functions, owner, policy, ROTATIONS_AT_ONCE).start();
    }

    private static PolicySweep policies(Settings settings, OpenState state, SecureRandom random) {
        PolicyCoverage coverage = new PolicyCoverage(
                state.store(), state.seal(), state.trail(), FunctionSettings.names(settings), random);
        return new PolicySweep(
                        state.store(),
                        state.trail(),
                        coverage,
                        random,
                        settings.rotation().overdueAfter())
                .start();
    }

    private static ReplicationLanes replication(Settings settings, OpenState state) {
        if (settings.store().url().isEmpty()) {
            state.store()
                    .write(
                            tx -> { // as with rotations: whoever had claimed a delivery is dead
                                new Replicas(tx).releaseAll();
                                return true;
                            });
        }
        return new ReplicationLanes(
                        state.store(),
                        state.seal(),
                        state.trail(),
                        ReplicationSettings.endpoints(settings),
                        InstantSource.system())
                .start();
    }

    private static Optional<AccessKeyOverlap> keyOverlap(Settings settings, OpenState state, SecureRandom random) {
        return settings.rotation()
                .accessKeyOverlap()
                .map(length ->
                        new AccessKeyOverlap(state.store(), state.seal(), state.trail(), random, length).start());
    }

    /** Lets steps under way finish. */
    @Override
    public void close() {
        lastUsed.close();
        replication.close();
        parameters.close();
        removal.close();
        keyOverlap.ifPresent(AccessKeyOverlap::close);
        policies.close();
        overlaps.close();
        rotations.close();
    }
}
