package dev.keyturn.state.secret;

import static dev.keyturn.state.secret.SecretVersion.CURRENT;
import static dev.keyturn.state.secret.SecretVersion.PREVIOUS;
import static dev.keyturn.state.secret.TestSecrets.ACCOUNT;
import static dev.keyturn.state.secret.TestSecrets.CREATED;
import static dev.keyturn.state.secret.TestSecrets.secret;
import static dev.keyturn.state.secret.TestSecrets.version;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.secret.Replica.Status;
import dev.keyturn.state.store.OnBothStores;

/** Both ends of replication, and who reads, on both databases. */
class ReplicasTest extends OnBothStores {
    private static final String REGION = "eu-west-1";
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Secret db = secret("db");

    private void replicas(Consumer<Replicas> work) {
        store.write(tx -> {
            work.accept(new Replicas(tx));
            return true;
        });
    }

    private ReplicaDelivery claim() {
        return store.write(tx -> new Replicas(tx).claim(REGION, LEASE)).orElseThrow();
    }

    private Optional<Instant> nextDue() {
        return store.read(tx -> new Replicas(tx).nextDue(REGION));
    }

    private StoredSecret found() {
        return store.read(tx -> new Secrets(tx).find(ACCOUNT, "db")).orElseThrow();
    }

    private List<Replica> statuses() {
        return found().replication().replicas();
    }

    @Test
    void aReplicaGoesThroughItsStates() {
        store.write(tx -> new Secrets(tx).insert(db));
        replicas(all -> all.add(db, REGION, Optional.of("alias/k"), true));
        assertThat(statuses())
                .containsExactly(new Replica(REGION, Optional.of("alias/k"), Status.InProgress, Optional.empty()));

        ReplicaDelivery first = claim();
        assertThat(first.overwrite()).isTrue();
        replicas(all -> all.failed(first, "away", Optional.of(store.now())));
        assertThat(statuses().getFirst().status()).isEqualTo(Status.Failed);
        assertThat(statuses().getFirst().message()).contains("away");
        ReplicaDelivery second = claim();
        assertThat(second.attempts()).isEqualTo(1);
        replicas(all -> all.delivered(second));
        assertThat(statuses().getFirst().status()).isEqualTo(Status.InSync);
        assertThat(nextDue()).isEmpty();

        store.write(tx -> {
            new Secrets(tx).addVersion(db, version("a", "1", CREATED, CURRENT));
            return true;
        });
        ReplicaDelivery third = claim();
        assertThat(third.overwrite()).isFalse();
        assertThat(third.delivered()).isEqualTo(second.generation());
        replicas(all -> all.failed(third, "name taken", Optional.empty()));
        assertThat(nextDue()).isEmpty();

        replicas(all -> all.add(db, REGION, Optional.empty(), false));
        ReplicaDelivery again = claim();
        assertThat(again.generation()).isGreaterThan(third.generation());
        replicas(all -> assertThat(all.remove(db, REGION)).isTrue());
        replicas(all -> all.delivered(again)); // of a replica that is being removed meanwhile
        assertThat(statuses()).isEmpty();
        ReplicaDelivery removal = claim();
        assertThat(removal.removed()).isTrue();
        replicas(all -> all.forget(removal));
        assertThat(store.<Optional<ReplicaDelivery>>write(tx -> new Replicas(tx).claim(REGION, LEASE)))
                .isEmpty();
    }

    @Test
    void whatWasClaimedIsReleasedAndADestroyedSecretIsRemovedElsewhere() {
        store.write(tx -> new Secrets(tx).insert(db));
        replicas(all -> all.add(db, REGION, Optional.empty(), false));
        assertThat(claim().removed()).isFalse();
        replicas(Replicas::releaseAll);
        assertThat(claim().removed()).isFalse();

        store.write(tx -> {
            new Secrets(tx).destroy(db);
            return true;
        });
        assertThat(claim().removed()).isTrue();
    }

    private Set<String> take(long generation, Set<String> valued, SecretVersion... versions) {
        return store.write(tx -> new ReplicaCopies(tx)
                .take(
                        new ReplicaCopies.State(
                                db, Optional.empty(), List.of(versions), valued, "us-west-2", generation),
                        new Secrets(tx).find(ACCOUNT, "db").orElseThrow()));
    }

    private static SecretVersion unsent(String id, String... stages) {
        return new SecretVersion(id, false, Optional.empty(), CREATED, Optional.empty(), Set.of(stages));
    }

    @Test
    void labelsMoveOnceTheVersionsThatWearThemHaveTheirValues() {
        store.write(tx -> new Secrets(tx).insert(db));
        assertThat(take(5, Set.of("a"), version("a", "1", CREATED, CURRENT))).isEmpty();
        assertThat(found().replication().primaryRegion()).contains("us-west-2");
        assertThat(generation()).contains(5L);

        assertThat(take(7, Set.of("a", "b"), unsent("a", PREVIOUS), unsent("b", CURRENT)))
                .containsExactly("b");
        assertThat(generation()).as("not whole yet").contains(6L);
        assertThat(found().staged(CURRENT).orElseThrow().id()).isEqualTo("a");

        assertThat(take(7, Set.of("a", "b"), unsent("a", PREVIOUS), version("b", "2", CREATED, CURRENT)))
                .isEmpty();
        assertThat(found().staged(CURRENT).orElseThrow().id()).isEqualTo("b");
        assertThat(found().staged(PREVIOUS).orElseThrow().value()).isPresent();

        assertThat(take(8, Set.of("b"), unsent("b", CURRENT))).isEmpty();
        assertThat(found().versions()).extracting(SecretVersion::id).containsExactly("b");
        store.write(tx -> {
            new ReplicaCopies(tx).promote(db);
            return true;
        });
        assertThat(found().replication()).isEqualTo(Replication.NONE);
        assertThat(generation()).isEmpty();
    }

    private Optional<Long> generation() {
        return store.read(tx -> new ReplicaCopies(tx).generation(db));
    }

    @Test
    void readersAreKeptByTheHour() {
        store.write(tx -> new Secrets(tx).insert(db));
        SecretReaders readers = new SecretReaders(store);
        Principal root = new Principal.Root(ACCOUNT);
        readers.read(db.arn().toString(), "a", root, CREATED);
        readers.read(secret("absent").arn().toString(), "a", root, CREATED);
        readers.flush();
        readers.read(db.arn().toString(), "a", root, CREATED.plus(Duration.ofHours(2)));
        readers.flush();

        List<SecretReaders.Reader> kept = store.read(tx -> SecretReaders.of(db, tx));
        assertThat(kept)
                .containsExactly(
                        new SecretReaders.Reader("a", root.arn().toString(), CREATED.plus(Duration.ofHours(2))));
    }
}
