package dev.keyturn.state.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationTask.Lease;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.store.OnBothStores;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Touched;

/** Registrations, tasks, and above all leases: who may write when, on both databases. */
class RotationJournalTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final String OTHER = "444455556666";
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aTaskBeginsAtCreateAndOnlyOneIsUnderWay() {
        Arn secret = secret(ACCOUNT, "db");

        assertThat(begin(secret, "token-1")).isTrue();
        assertThat(begin(secret, "token-2")).isFalse();
        assertThat(task(secret))
                .contains(new RotationTask(
                        ACCOUNT,
                        secret,
                        "token-1",
                        RotationStep.CREATE,
                        Optional.empty(),
                        0,
                        LONG_AGO,
                        false,
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void ofManyClaimersOneWins() throws Exception {
        Arn secret = secret(ACCOUNT, "db");
        begin(secret, "token");

        List<RotationTask> won = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<RotationTask>>> claimers = IntStream.range(0, 16)
                    .<Callable<List<RotationTask>>>mapToObj(i -> () -> claim("node-" + i))
                    .toList();
            for (var claimed : threads.invokeAll(claimers)) {
                won.addAll(claimed.get());
            }
        }
        assertThat(won).hasSize(1);
        assertThat(task(secret).orElseThrow().lease())
                .isEqualTo(won.getFirst().lease())
                .contains(new Lease(
                        won.getFirst().lease().orElseThrow().owner(),
                        1,
                        store.now().plus(LEASE)));
    }

    @Test
    void theLongestDueIsClaimedFirstAndWhatIsNotDueIsNot() {
        Arn later = secret(ACCOUNT, "later");
        Arn sooner = secret(ACCOUNT, "sooner");
        Arn future = secret(OTHER, "future");
        write(journal -> {
            journal.begin(ACCOUNT, later, "t", LONG_AGO.plusSeconds(2));
            journal.begin(ACCOUNT, sooner, "t", LONG_AGO.plusSeconds(1));
            journal.begin(OTHER, future, "t", clock.instant().plusSeconds(60));
        });

        assertThat(store.<List<RotationTask>>write(tx -> new RotationJournal(tx).claim("a", LEASE, 1)))
                .extracting(RotationTask::secret)
                .containsExactly(sooner);
        assertThat(claim("a")).extracting(RotationTask::secret).containsExactly(later);
        assertThat(claim("a")).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        assertThat(claim("b")).extracting(RotationTask::secret).containsExactlyInAnyOrder(sooner, later, future);
    }

    @Test
    void anExpiredLeaseIsClaimedWithAHigherEpochAndTheOldHolderIsRefused() {
        Arn secret = secret(ACCOUNT, "db");
        begin(secret, "token");
        RotationTask old = claim("a").getFirst();
        clock.advance(LEASE);
        RotationTask taken = claim("b").getFirst();

        assertThat(taken.lease().orElseThrow().epoch())
                .isGreaterThan(old.lease().orElseThrow().epoch());
        for (Consumer<RotationJournal> write : everyWriteOf(old)) {
            assertThatThrownBy(() -> write(write)).isInstanceOf(LeaseLostException.class);
        }
        assertThat(task(secret).orElseThrow().lease()).isEqualTo(taken.lease());
        assertThat(task(secret).orElseThrow().step()).isEqualTo(RotationStep.CREATE);
    }

    @Test
    void theSameOwnerAfterALapseIsAnOldHolderToo() {
        Arn secret = secret(ACCOUNT, "db");
        begin(secret, "token");
        RotationTask old = claim("a").getFirst();
        clock.advance(LEASE);
        claim("a");

        for (Consumer<RotationJournal> write : everyWriteOf(old)) {
            assertThatThrownBy(() -> write(write)).isInstanceOf(LeaseLostException.class);
        }
    }

    @Test
    void anExpiredLeaseMovesNothingEvenWhenNobodyElseHasClaimed() {
        Arn secret = secret(ACCOUNT, "db");
        begin(secret, "token");
        RotationTask task = claim("a").getFirst();
        clock.advance(LEASE);

        assertThatThrownBy(() -> advance(task, RotationStep.SET, Optional.empty()))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> write(journal -> journal.end(task))).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> write(journal -> journal.renew(task, LEASE))).isInstanceOf(LeaseLostException.class);
        assertThat(task(secret)).isPresent();
    }

    @Test
    void aFailureIsNotedAlsoAfterTheLeaseExpired() {
        Arn secret = secret(ACCOUNT, "db");
        begin(secret, "token");
        RotationTask task = claim("a").getFirst();
        clock.advance(LEASE);
        Instant retryAt = clock.instant().plusSeconds(10);

        write(journal -> journal.failed(task, "unreachable", retryAt));
        assertThat(task(secret).orElseThrow().lastFailure()).contains("unreachable");
        assertThat(claim("b")).isEmpty();
    }

    @Test
    void aRenewedLeaseLastsLongerAndKeepsItsEpoch() {
        Arn secret = secret(ACCOUNT, "db");
        begin(secret, "token");
        RotationTask task = claim("a").getFirst();
        clock.advance(LEASE.minusSeconds(1));
        RotationTask renewed = store.write(tx -> new RotationJournal(tx).renew(task, LEASE));
        clock.advance(Duration.ofSeconds(1));

        assertThat(claim("b")).isEmpty();
        assertThat(renewed.lease().orElseThrow().epoch())
                .isEqualTo(task.lease().orElseThrow().epoch());
        assertThat(advance(renewed, RotationStep.SET, Optional.empty()).step()).isEqualTo(RotationStep.SET);
    }

    @Test
    void advancingForgetsFailuresAndKeepsTheFirstSalt() {
        Arn secret = secret(ACCOUNT, "db");
        begin(secret, "token");
        RotationTask first = claim("a").getFirst();
        write(journal -> journal.failed(first, "unreachable", clock.instant()));
        RotationTask second = claim("a").getFirst();
        assertThat(second.attempts()).isEqualTo(1);
        assertThat(second.lastFailure()).contains("unreachable");

        byte[] salt = {1, 2, 3};
        RotationTask set = advance(second, RotationStep.SET, Optional.of(salt));
        RotationTask test = advance(set, RotationStep.TEST, Optional.empty());
        RotationTask again = advance(test, RotationStep.SET, Optional.of(new byte[] {9}));

        assertThat(set.attempts()).isZero();
        assertThat(set.lastFailure()).isEmpty();
        assertThat(set.lease()).isEqualTo(second.lease());
        assertThat(again.scramSalt().orElseThrow()).containsExactly(1, 2, 3);
        assertThat(task(secret).orElseThrow().step()).isEqualTo(RotationStep.SET);
    }

    @Test
    void whoGaveTheLeaseBackHoldsItNoLonger() {
        Arn secret = secret(ACCOUNT, "db");
        begin(secret, "token");
        RotationTask task = claim("a").getFirst();
        write(journal -> journal.failed(task, "unreachable", clock.instant().plusSeconds(5)));

        for (Consumer<RotationJournal> write : everyWriteOf(task)) {
            assertThatThrownBy(() -> write(write)).isInstanceOf(LeaseLostException.class);
        }
    }

    @Test
    void afterReleaseAllTheNextClaimNeedNotWaitAndTheOldHolderIsRefused() {
        Arn secret = secret(ACCOUNT, "db");
        begin(secret, "token");
        RotationTask first = claim("killed").getFirst();
        assertThat(claim("next")).isEmpty();

        write(RotationJournal::releaseAll);

        RotationTask second = claim("next").getFirst();
        assertThat(second.lease().orElseThrow().epoch())
                .isGreaterThan(first.lease().orElseThrow().epoch());
        for (Consumer<RotationJournal> write : everyWriteOf(first)) {
            assertThatThrownBy(() -> write(write)).isInstanceOf(LeaseLostException.class);
        }
    }

    @Test
    void anExecutorLeftOverFromAnEarlierRotationIsRefusedInTheNext() {
        for (Consumer<RotationTask> ending : List.<Consumer<RotationTask>>of(
                task -> write(journal -> journal.end(task)), task -> write(journal -> journal.cancel(task.secret())))) {
            Arn secret = secret(ACCOUNT, "db" + ending.hashCode());
            begin(secret, "same-token");
            RotationTask first = claim("a").getFirst();
            ending.accept(first);
            assertThat(task(secret)).isEmpty();

            begin(secret, "same-token");
            RotationTask second = claim("a").getFirst();
            assertThat(second.lease().orElseThrow().epoch())
                    .isGreaterThan(first.lease().orElseThrow().epoch());
            assertThatThrownBy(() -> advance(first, RotationStep.SET, Optional.empty()))
                    .isInstanceOf(LeaseLostException.class);
            write(journal -> journal.end(second));
        }
    }

    @Test
    void aLostLeaseUndoesTheWholeWork() {
        Arn secret = secret(ACCOUNT, "db");
        begin(secret, "token");
        RotationTask old = claim("a").getFirst();
        clock.advance(LEASE);
        claim("b");

        assertThatThrownBy(() -> store.write(tx -> {
                    Secrets secrets = new Secrets(tx);
                    Secret found = secrets.find(ACCOUNT, secret.toString())
                            .orElseThrow()
                            .secret();
                    secrets.addVersion(found, version("zombie", Set.of(SecretVersion.CURRENT)));
                    new RotationJournal(tx).end(old);
                    return true;
                }))
                .isInstanceOf(LeaseLostException.class);
        assertThat(store.read(tx -> new Secrets(tx).find(ACCOUNT, secret.toString()))
                        .orElseThrow()
                        .versions())
                .isEmpty();
    }

    @Test
    void aSecretScheduledForDeletionIsNeitherClaimedNorScheduled() {
        Arn secret = secret(ACCOUNT, "db");
        begin(secret, "token");
        change(secret, found -> withDeletion(found, Optional.of(clock.instant())));

        assertThat(claim("a")).isEmpty();
        write(journal -> journal.cancel(secret));
        assertThat(scheduled()).isEmpty();
        change(secret, found -> withDeletion(found, Optional.empty()));
        assertThat(scheduled()).containsExactly(secret);
    }

    @Test
    void scheduledAreThoseDueEnabledAndWithoutTask() {
        Arn due = secret(ACCOUNT, "due", true, clock.instant());
        Arn overdue = secret(OTHER, "overdue", true, LONG_AGO);
        secret(ACCOUNT, "disabled", false, LONG_AGO);
        secret(ACCOUNT, "notYet", true, clock.instant().plusMillis(1));
        Arn underWay = secret(ACCOUNT, "underWay", true, LONG_AGO);
        begin(underWay, "token");

        assertThat(scheduled()).containsExactly(overdue, due);
        assertThat(store.<List<Arn>>read(tx -> new RotationJournal(tx).scheduledBefore(store.now(), 1)))
                .containsExactly(overdue);
    }

    @Test
    void aLoginBelongsToOneSecretAcrossAccounts() {
        Arn mine = secret(ACCOUNT, "mine");
        Arn second = secret(ACCOUNT, "second");
        Arn foreign = secret(OTHER, "foreign");
        RotationTarget target = target(mine, "db.example.com", "app");

        assertThat(register(target)).isEmpty();
        assertThat(register(target)).isEmpty();
        assertThat(register(target(second, "DB.Example.com.", "app"))).contains(mine);
        assertThat(register(target(foreign, "db.example.com", "app"))).contains(mine);
        assertThat(store.<Optional<RotationTarget>>read(tx -> new RotationJournal(tx).target(second)))
                .isEmpty();
        assertThat(register(target(second, "db.example.com", "App"))).isEmpty();
        assertThat(store.<Optional<RotationTarget>>read(tx -> new RotationJournal(tx).target(mine)))
                .contains(target);
    }

    @Test
    void aSecretsLoginIsFixed() {
        Arn mine = secret(ACCOUNT, "mine");
        RotationTarget target = target(mine, "db.example.com", "app");
        register(target);

        assertThatThrownBy(() -> register(target(mine, "evil.example.com", "app")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(store.<Optional<RotationTarget>>read(tx -> new RotationJournal(tx).target(mine)))
                .contains(target);
    }

    @Test
    void aDestroyedSecretFreesItsLoginAndTakesItsTaskAlong() {
        Arn mine = secret(ACCOUNT, "mine");
        register(target(mine, "db.example.com", "app"));
        begin(mine, "token");
        store.write(tx -> {
            Secrets secrets = new Secrets(tx);
            secrets.destroy(secrets.find(ACCOUNT, "mine").orElseThrow().secret());
            return true;
        });

        assertThat(task(mine)).isEmpty();
        Arn next = secret(ACCOUNT, "next");
        assertThat(register(target(next, "db.example.com", "app"))).isEmpty();
    }

    @Test
    void whatBecomesDueIsTold() {
        Arn secret = secret(ACCOUNT, "db");
        ConcurrentLinkedQueue<Touched> told = new ConcurrentLinkedQueue<>();
        store.onTouched(told::add);
        begin(secret, "token");

        assertThat(told).containsExactly(new Touched(ACCOUNT, Touched.Kind.ROTATION, secret.toString()));
    }

    private List<Consumer<RotationJournal>> everyWriteOf(RotationTask task) {
        return List.of(
                journal -> journal.advance(task, RotationStep.SET, Optional.empty()),
                journal -> journal.renew(task, LEASE),
                journal -> journal.failed(task, "unreachable", clock.instant()),
                journal -> journal.end(task));
    }

    private Arn secret(String account, String name) {
        return secret(account, name, true, LONG_AGO);
    }

    private Arn secret(String account, String name, boolean enabled, Instant next) {
        Arn arn = Arn.of("secretsmanager", "us-east-1", account, "secret:" + name + "-AbCdEf");
        Secret secret = new Secret(
                account,
                arn,
                name,
                Optional.empty(),
                Optional.empty(),
                LONG_AGO,
                LONG_AGO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new RotationSettings(
                        enabled,
                        "arn:aws:lambda:us-east-1:111122223333:function:SecretsManagerRDSPostgreSQLRotationSingleUser",
                        Optional.of("rate(1 day)"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(next))),
                Map.of());
        assertThat(store.<Boolean>write(tx -> new Secrets(tx).insert(secret))).isTrue();
        return arn;
    }

    private void change(Arn secret, Function<Secret, Secret> change) {
        store.write(tx -> {
            Secrets secrets = new Secrets(tx);
            secrets.update(change.apply(secrets.find(secret.account(), secret.toString())
                    .orElseThrow()
                    .secret()));
            return true;
        });
    }

    private static Secret withDeletion(Secret secret, Optional<Instant> at) {
        return new Secret(
                secret.account(),
                secret.arn(),
                secret.name(),
                secret.description(),
                secret.kmsKeyId(),
                secret.created(),
                secret.lastChanged(),
                secret.lastAccessed(),
                at,
                at.map(instant -> instant.plus(Duration.ofDays(7))),
                secret.rotation(),
                secret.tags());
    }

    private static SecretVersion version(String id, Set<String> stages) {
        return new SecretVersion(
                id, false, Optional.of(new Sealed(new byte[] {1})), LONG_AGO, Optional.empty(), stages);
    }

    private static RotationTarget target(Arn secret, String host, String username) {
        return RotationTarget.ofLogin(secret.account(), secret, Engine.POSTGRES, host, 5432, "app", username, true);
    }

    private Optional<Arn> register(RotationTarget target) {
        return store.write(tx -> new RotationJournal(tx).register(target));
    }

    private boolean begin(Arn secret, String token) {
        return store.write(tx -> new RotationJournal(tx).begin(secret.account(), secret, token, LONG_AGO));
    }

    private List<RotationTask> claim(String owner) {
        return store.write(tx -> new RotationJournal(tx).claim(owner, LEASE, 10));
    }

    private RotationTask advance(RotationTask task, RotationStep next, Optional<byte[]> salt) {
        return store.write(tx -> new RotationJournal(tx).advance(task, next, salt));
    }

    private Optional<RotationTask> task(Arn secret) {
        return store.read(tx -> new RotationJournal(tx).task(secret));
    }

    private List<Arn> scheduled() {
        return store.read(tx -> new RotationJournal(tx).scheduledBefore(tx.now(), 10));
    }

    private void write(Consumer<RotationJournal> work) {
        store.write((Store.Work<Boolean>) tx -> {
            work.accept(new RotationJournal(tx));
            return true;
        });
    }
}
