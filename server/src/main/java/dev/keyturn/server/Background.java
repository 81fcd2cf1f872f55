package dev.keyturn.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.keyturn.databases.rotation.AccessKeyOverlap;
import dev.keyturn.databases.rotation.Faults;
import dev.keyturn.databases.rotation.FunctionRotator;
import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.databases.rotation.RotationPolicy;
import dev.keyturn.databases.rotation.RotationScheduler;
import dev.keyturn.databases.rotation.Rotator;
import dev.keyturn.databases.target.AddressPolicy;
import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.MariaDbDialect;
import dev.keyturn.databases.target.MySqlDialect;
import dev.keyturn.databases.target.PostgresDialect;
import dev.keyturn.databases.target.RedisDialect;
import dev.keyturn.databases.target.TargetSettings;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.rotation.RotationJournal;

/**
 * What works without being asked: rotations, the removal of deleted secrets, the policies of parameters, the writing of
 * last uses.
 */
record Background(
        RotationScheduler rotations,
        Optional<AccessKeyOverlap> overlap,
        SecretRemoval removal,
        ParameterSweep parameters,
        LastUsedWriter lastUsed)
        implements AutoCloseable {

    /** Database hosts that are worked on at the same time. */
    private static final int ROTATIONS_AT_ONCE = 8;

    static Background start(
            Settings settings,
            OpenState state,
            Authority authority,
            LastUsed lastUsed,
            SecureRandom random,
            RotationListener listener) {
        return new Background(
                rotations(settings, state, authority, random, listener),
                overlap(settings, state, random),
                new SecretRemoval(state.store(), state.trail(), System::nanoTime).start(),
                new ParameterSweep(state.store(), state.trail(), settings.region(), System::nanoTime).start(),
                new LastUsedWriter(lastUsed).start());
    }

    private static RotationScheduler rotations(
            Settings settings, OpenState state, Authority authority, SecureRandom random, RotationListener listener) {
        if (settings.store().url().isEmpty()) {
            // The folder is locked, so whoever held a lease is dead: after a crash, no rotation waits for it to expire.
            state.store().write(tx -> {
                new RotationJournal(tx).releaseAll();
                return true;
            });
        }
        boolean loopback = settings.dev() || settings.targets().allowLoopback();
        TargetSettings targets = TargetSettings.standard(
                new AddressPolicy(loopback), settings.targets().ca());
        Rotator rotator = new Rotator(
                state.store(),
                state.seal(),
                state.trail(),
                new Dialects(List.of(
                        new PostgresDialect(targets),
                        new MariaDbDialect(targets, Clock.systemUTC()),
                        new MySqlDialect(targets, Clock.systemUTC()),
                        new RedisDialect(targets))),
                authority,
                random,
                RotationPolicy.STANDARD,
                listener,
                Faults.NONE);
        FunctionRotator functions = new FunctionRotator(
                state.store(),
                state.seal(),
                state.trail(),
                FunctionSettings.endpoints(settings),
                random,
                RotationPolicy.STANDARD,
                listener);
        String owner = UUID.randomUUID().toString();
        return new RotationScheduler(
                        state.store(), rotator, functions, owner, RotationPolicy.STANDARD, ROTATIONS_AT_ONCE)
                .start();
    }

    private static Optional<AccessKeyOverlap> overlap(Settings settings, OpenState state, SecureRandom random) {
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
        overlap.ifPresent(AccessKeyOverlap::close);
        rotations.close();
    }
}
