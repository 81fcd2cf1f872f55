package dev.keyturn.server;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;

import dev.keyturn.databases.rotation.AccessKeyOverlap;
import dev.keyturn.databases.rotation.Faults;
import dev.keyturn.databases.rotation.FunctionRotator;
import dev.keyturn.databases.rotation.Overlaps;
import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.databases.rotation.RotationPolicy;
import dev.keyturn.databases.rotation.RotationScheduler;
import dev.keyturn.databases.rotation.Rotator;
import dev.keyturn.databases.target.Dialects;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.rotation.RotationJournal;

/**
 * What works without being asked: rotations, the removal of deleted secrets, the policies of parameters, the writing of
 * last uses.
 */
record Background(
        RotationScheduler rotations,
        Overlaps overlaps,
        Optional<AccessKeyOverlap> keyOverlap,
        SecretRemoval removal,
        ParameterSweep parameters,
        LastUsedWriter lastUsed)
        implements AutoCloseable {

    /** Database hosts that are worked on at the same time. */
    /** Mostly they wait for a database; a dead one keeps one of these for as long as it takes to give up. */
    private static final int ROTATIONS_AT_ONCE = 32;

    static Background start(
            Settings settings,
            OpenState state,
            Authority authority,
            LastUsed lastUsed,
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
                keyOverlap(settings, state, random),
                new SecretRemoval(state.store(), state.trail(), System::nanoTime).start(),
                new ParameterSweep(state.store(), state.trail(), settings.region(), System::nanoTime).start(),
                new LastUsedWriter(lastUsed).start());
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
        parameters.close();
        removal.close();
        keyOverlap.ifPresent(AccessKeyOverlap::close);
        overlaps.close();
        rotations.close();
    }
}
