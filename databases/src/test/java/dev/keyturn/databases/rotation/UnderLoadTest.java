package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.testbed.PostgresServer;

class UnderLoadTest {
    private static final int CLIENTS = 3;
    private static final int ROTATIONS = 5;

    @TempDir
    Path folder;

    /**
     * A client that is refused with AWSCURRENT may be in the window between the database's change and the labels. Then
     * the pending password logs in: there is no third case.
     */
    @Test
    void atNoInstantDoBothCurrentAndPendingFail() throws Exception {
        List<Duration> windows = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger logins = new AtomicInteger();
        try (PostgresServer server = PostgresServer.start();
                RotationWorld world = new RotationWorld(folder, server.caCertificate(), Duration.ZERO);
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            server.createLogin("app", "the-first-password");
            Arn secret = world.secret(
                    "db", RotationWorld.json(server.host(), server.port(), "app", "the-first-password", true));
            List<Future<Integer>> lockedOut = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                lockedOut.add(clients.submit(() -> {
                    int failures = 0;
                    while (!over.get()) {
                        failures += someCandidateLogsIn(world, secret) ? 0 : 1;
                        logins.incrementAndGet();
                    }
                    return failures;
                }));
            }
            Rotator rotator = world.rotator(Faults.NONE, new RotationListener() {
                @Override
                public void rotated(RotationTask task, Duration uncovered) {
                    windows.add(uncovered);
                }
            });
            for (int i = 0; i < ROTATIONS; i++) {
                assertThat(rotator.run(world.begin(secret, UUID.randomUUID().toString())))
                        .isTrue();
            }
            over.set(true);
            for (Future<Integer> failures : lockedOut) {
                assertThat(failures.get()).isZero();
            }
        }
        assertThat(logins.get()).isGreaterThan(ROTATIONS);
        assertThat(windows)
                .hasSize(ROTATIONS)
                .allSatisfy(window -> assertThat(window).isLessThanOrEqualTo(Duration.ofSeconds(2)));
    }

    /**
     * Tries current, then pending, as one reading of the labels has them. A refusal of both counts only if the labels
     * are the same afterwards: else the passwords were those of a rotation that is over.
     */
    private static boolean someCandidateLogsIn(RotationWorld world, Arn secret) {
        while (true) {
            StoredSecret read = world.stored(secret);
            for (String stage : List.of(SecretVersion.CURRENT, SecretVersion.PENDING)) {
                Optional<String> password = world.password(read, stage);
                if (password.isPresent() && world.login(secret, password.get()) == LoginOutcome.ACCEPTED) {
                    return true;
                }
            }
            if (labels(read).equals(labels(world.stored(secret)))) {
                return false;
            }
        }
    }

    private static List<Optional<String>> labels(StoredSecret secret) {
        return Stream.of(SecretVersion.CURRENT, SecretVersion.PENDING)
                .map(stage -> secret.staged(stage).map(SecretVersion::id))
                .toList();
    }
}
