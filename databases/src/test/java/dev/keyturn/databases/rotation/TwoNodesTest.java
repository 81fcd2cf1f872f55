package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import dev.keyturn.databases.target.AddressPolicy;
import dev.keyturn.databases.target.TargetSettings;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.store.PostgresSettings;
import dev.keyturn.testbed.PostgresServer;

/** Two nodes on one store in a real PostgreSQL, both with a scheduler at work. */
class TwoNodesTest {
    private static final int SECRETS = 12;
    private static final String OLD = "the-first-password";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void eachSecretIsRotatedOnceHoweverManyNodesThereAre() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            server.createDatabase("keyturn", server.superuser());
            PostgresSettings store =
                    new PostgresSettings(server.jdbcUrl("keyturn"), server.superuser(), server.superuserPassword(), 4);
            TargetSettings targets =
                    TargetSettings.standard(new AddressPolicy(true), Optional.of(server.caCertificate()));
            try (RotationWorld one = RotationWorld.node(store, targets);
                    RotationWorld other = RotationWorld.node(store, targets)) {
                List<Arn> secrets = new ArrayList<>();
                for (int i = 0; i < SECRETS; i++) {
                    String login = "app_" + i;
                    server.createLogin(login, OLD);
                    secrets.add(one.secret(login, RotationWorld.json(server.host(), server.port(), login, OLD, true)));
                }
                try (RotationScheduler _ =
                                one.scheduler(RotationWorld.POLICY, Faults.NONE).start();
                        RotationScheduler _ = other.scheduler(RotationWorld.POLICY, Faults.NONE)
                                .start()) {
                    await(one, secrets);
                }
                for (Arn secret : secrets) {
                    assertThat(other.stored(secret).versions()).hasSize(2);
                    assertThat(other.logsIn(secret, SecretVersion.CURRENT)).isTrue();
                    assertThat(other.password(secret, SecretVersion.PREVIOUS)).contains(OLD);
                }
                assertThat(one.events()).filteredOn("RotationSucceeded"::equals).hasSize(SECRETS);
                assertThat(one.events()).filteredOn("RotationStarted"::equals).hasSize(SECRETS);
                assertThat(other.trail.validate()).isEmpty();
            }
        }
    }

    private static void await(RotationWorld world, List<Arn> secrets) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (secrets.stream()
                .anyMatch(secret -> world.stored(secret).versions().size() < 2
                        || world.task(secret).isPresent())) {
            assertThat(Instant.now()).as("all are rotated in time").isBefore(deadline);
            Thread.sleep(50); // between two looks
        }
    }
}
