package dev.keyturn.state.rotation.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationOverview;
import dev.keyturn.state.rotation.RotationOverview.Standing;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.rotation.policy.Covers.Cover;
import dev.keyturn.state.rotation.policy.Policies.Applied;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.store.OnBothStores;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/** Policies, what they match, their gates and alarms, on both databases. Nothing is rotated here. */
class PoliciesTest extends OnBothStores {
    private static final String DEV = "111111111111";
    private static final String STAGING = "222222222222";
    private static final String PROD = "333333333333";
    private static final String FUNCTION =
            "arn:aws:lambda:us-east-1:111111111111:function:SecretsManagerRDSPostgreSQLRotationSingleUser";
    private static final Duration GRACE = Duration.ofHours(1);

    @Test
    void aVersionIsKeptAndItsNumberIsNeverGivenAgain() {
        Policy first = policy("app", "\"path\": \"app/*\"");
        Policy second = policy("app", "\"path\": \"app/db\"");
        assertThat(put(first).version()).isEqualTo(1);
        assertThat(put(first).version()).as("the same again").isEqualTo(1);
        assertThat(put(second).version()).isEqualTo(2);
        assertThat(all()).extracting(Applied::policy).containsExactly(second);
        assertThat(this.<Boolean>write(tx -> new Policies(tx).remove("app"))).isTrue();
        assertThat(this.<Boolean>write(tx -> new Policies(tx).remove("app"))).isFalse();
        assertThat(all()).isEmpty();
        assertThat(put(first).version()).isEqualTo(3);
        assertThat(all().getFirst().by()).isEqualTo("operator");
    }

    @Test
    void ofTwoPoliciesTheMoreExactOneCountsAndTwoAlikeAreToldApartFromNone() {
        Arn secret = secret(DEV, "app/db", Map.of("team", "payments"));
        assertThat(kinds()).isEmpty();
        put(policy("every", "\"path\": \"*\""));
        assertThat(works().getFirst().applied().orElseThrow().name()).isEqualTo("every");
        put(policy("app", "\"path\": \"app/*\""));
        assertThat(works().getFirst().applied().orElseThrow().name()).isEqualTo("app");
        put(policy("tagged", "\"path\": \"app/*\", \"tags\": {\"team\": \"payments\"}"));
        assertThat(works().getFirst().applied().orElseThrow().name()).isEqualTo("tagged");
        put(policy("whole", "\"path\": \"app/db\", \"accounts\": [\"dev\"]"));
        assertThat(works().getFirst().applied().orElseThrow().name()).isEqualTo("whole");
        put(policy("other", "\"path\": \"app/db\", \"accounts\": [\"" + STAGING + "\"]"));
        assertThat(works().getFirst().applied().orElseThrow().name()).isEqualTo("whole");
        put(policy("again", "\"path\": \"app/db\""));
        assertThat(works()).singleElement().satisfies(work -> {
            assertThat(work.arn()).isEqualTo(secret);
            assertThat(work.kind()).isEqualTo(CoverWork.Kind.TORN);
            assertThat(work.detail()).contains("the policies `again` and `whole` match it just as exactly");
        });
    }

    @Test
    void whatAServiceManagesAndWhatIsToBeDeletedIsUnderNoPolicy() {
        Arn managed = secret(DEV, "rds!db-x", Map.of());
        write(tx -> {
            new Secrets(tx).giveTo(find(tx, managed), "rds");
            return true;
        });
        put(policy("every", "\"path\": \"*\""));
        assertThat(works()).isEmpty();
    }

    @Test
    void aLaterEnvironmentWaitsForEveryEarlierOneAndForTheGate() {
        Arn dev = covered(DEV, 0);
        Arn staging = covered(STAGING, 1);
        Arn prod = covered(PROD, 2);
        Instant due = clock.instant();
        assertThat(hold(dev)).isEmpty();
        assertThat(hold(prod)).contains("`app/db` of dev is due");

        rotated(dev);
        assertThat(hold(staging))
                .hasValueSatisfying(reason -> assertThat(reason).contains("the gate opens at"));
        clock.advance(Duration.ofHours(1));
        assertThat(hold(staging)).isEmpty();
        assertThat(hold(prod)).contains("`app/db` of staging is due");

        rotated(staging);
        clock.advance(Duration.ofMinutes(59));
        assertThat(hold(prod)).isPresent();
        clock.advance(Duration.ofMinutes(1));
        assertThat(hold(prod)).isEmpty();
        rotated(prod);

        // The next turn: what was rotated before one's own last rotation does not count again.
        settle(prod, settings(prod, Optional.of(due.plus(Duration.ofHours(3)))));
        assertThat(hold(prod)).contains("`app/db` of dev has not been rotated in this turn");
    }

    @Test
    void whatFailsInOneEnvironmentHoldsTheNext() {
        Arn dev = covered(DEV, 0);
        Arn staging = covered(STAGING, 1);
        rotated(dev);
        clock.advance(Duration.ofHours(2));
        assertThat(hold(staging)).isEmpty();
        write(tx -> {
            new Covers(tx).failed(dev);
            return true;
        });
        assertThat(hold(staging)).contains("`app/db` of dev has failed after its rotation");
        begin(dev);
        assertThat(hold(staging)).contains("`app/db` of dev is being rotated");
        RotationTask task = write(tx -> new RotationJournal(tx).claim("test", Duration.ofMinutes(1), 1))
                .getFirst();
        write(tx -> {
            new RotationJournal(tx).failed(task, "unreachable", tx.now());
            return true;
        });
        assertThat(hold(staging)).contains("`app/db` of dev is failing: unreachable");
        assertThat(standing(dev)).isEqualTo(Standing.FAILING);
        assertThat(standing(staging)).isEqualTo(Standing.WAITING);
    }

    @Test
    void whatWaitsIsNotFoundDueAgainBeforeItIsLookedAt() {
        covered(DEV, 0);
        Arn staging = covered(STAGING, 1);
        assertThat(scheduled()).contains(staging);
        write(tx -> {
            new Covers(tx).waitUntil(staging, tx.now().plusSeconds(60));
            return true;
        });
        assertThat(scheduled()).isNotEmpty().doesNotContain(staging);
        clock.advance(Duration.ofSeconds(60));
        assertThat(scheduled()).contains(staging);
    }

    @Test
    void anotherGroupIsNotWaitedFor() {
        covered(DEV, 0);
        Arn other = secret(STAGING, "other/db", Map.of());
        cover(other, 1, "other/db");
        assertThat(hold(other)).isEmpty();
    }

    @Test
    void overdueIsWhatWasMissedOrHasNotComeAndIsOverWithARotation() {
        Arn secret = covered(DEV, 0);
        assertThat(late(secret).isOverdue(clock.instant(), GRACE)).isFalse();
        clock.advance(Duration.ofHours(25));
        assertThat(late(secret).isOverdue(clock.instant(), GRACE)).isTrue();
        assertThat(standing(secret)).isEqualTo(Standing.OVERDUE);

        // As the scheduler does with a window that has closed: the next date is a later one.
        Instant start = late(secret).due(clock.instant()).orElseThrow();
        write(tx -> {
            new Alarms(tx).missed(secret, start);
            return true;
        });
        RotationSettings before = settings(secret, Optional.empty());
        settle(secret, next(before, clock.instant().plus(Duration.ofDays(6))));
        assertThat(late(secret).isOverdue(clock.instant(), GRACE)).isTrue();
        assertThat(standing(secret)).isEqualTo(Standing.OVERDUE);
        rotated(secret);
        assertThat(late(secret).due(clock.instant())).isEmpty();
        assertThat(standing(secret)).isEqualTo(Standing.COVERED);
    }

    @Test
    void ofManyNodesOneTakesEachTurn() {
        assertThat(this.<Boolean>write(tx -> new Alarms(tx).takeTurn(Duration.ofMinutes(1))))
                .isTrue();
        assertThat(this.<Boolean>write(tx -> new Alarms(tx).takeTurn(Duration.ofMinutes(1))))
                .isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(this.<Boolean>write(tx -> new Alarms(tx).takeTurn(Duration.ofMinutes(1))))
                .isTrue();
        assertThat(store.<Boolean>read(tx -> new Alarms(tx).isTurn())).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(store.<Boolean>read(tx -> new Alarms(tx).isTurn())).isTrue();
    }

    @Test
    void aDestroyedSecretLeavesNothing() {
        Arn secret = covered(DEV, 0);
        write(tx -> {
            new Alarms(tx).told(secret, Alarms.Alarm.DRIFTED, tx.now());
            new Secrets(tx).destroy(find(tx, secret));
            return true;
        });
        assertThat(store.<List<Cover>>read(tx -> new Covers(tx).all())).isEmpty();
        assertThat(store.<Boolean>read(tx -> new Alarms(tx).hasDriftAlarms())).isFalse();
    }

    private <T> T write(Store.Work<T> work) {
        return store.write(work);
    }

    private static Policy policy(String name, String match) {
        return PolicyReader.stored("""
                {"name": "%s", "match": {%s}, "strategy": "single-user", "schedule": "rate(7 days)",
                "environments": {"order": ["dev", "staging", "prod"], "gate": "PT1H"}}""".formatted(name, match));
    }

    private Applied put(Policy policy) {
        return write(tx -> new Policies(tx).put(policy, "operator"));
    }

    private List<Applied> all() {
        return store.read(tx -> new Policies(tx).all());
    }

    private List<CoverWork> works() {
        return store.read(tx -> CoverWork.of(tx, new Policies(tx).all(), false));
    }

    private List<CoverWork.Kind> kinds() {
        return works().stream().map(CoverWork::kind).toList();
    }

    /** A secret of that account under a policy with gates, due now. */
    private Arn covered(String account, int place) {
        put(policy("app", "\"path\": \"*\""));
        Arn secret = secret(account, "app/db", Map.of());
        cover(secret, place, "app/db");
        return secret;
    }

    private void cover(Arn secret, int place, String group) {
        write(tx -> {
            new Covers(tx)
                    .put(new Cover(
                            secret,
                            "app",
                            Optional.of(1),
                            List.of("dev", "staging", "prod").get(place),
                            Optional.of(place),
                            group,
                            Optional.empty(),
                            Optional.empty()));
            return true;
        });
    }

    private Arn secret(String account, String name, Map<String, String> tags) {
        Arn arn = Arn.of("secretsmanager", "us-east-1", account, "secret:" + name + "-AbCdEf");
        return write(tx -> {
            Accounts accounts = new Accounts(tx);
            if (accounts.find(account).isEmpty()) {
                accounts.insert(account, account.equals(DEV) ? "dev" : account.equals(STAGING) ? "staging" : "prod");
            }
            new Secrets(tx)
                    .insert(new Secret(
                            account,
                            arn,
                            name,
                            Optional.empty(),
                            Optional.empty(),
                            tx.now(),
                            tx.now(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(new RotationSettings(
                                    true,
                                    FUNCTION,
                                    Optional.of("rate(7 days)"),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.of(tx.now()))),
                            tags));
            return arn;
        });
    }

    private RotationSettings settings(Arn secret, Optional<Instant> rotated) {
        RotationSettings before = store.read(tx -> find(tx, secret).rotation()).orElseThrow();
        return new RotationSettings(
                true,
                before.functionArn(),
                before.schedule(),
                before.automaticallyAfterDays(),
                before.window(),
                rotated.or(before::lastRotated),
                Optional.of(clock.instant().plus(Duration.ofDays(7))));
    }

    private static RotationSettings next(RotationSettings settings, Instant next) {
        return new RotationSettings(
                settings.enabled(),
                settings.functionArn(),
                settings.schedule(),
                settings.automaticallyAfterDays(),
                settings.window(),
                settings.lastRotated(),
                Optional.of(next));
    }

    private void rotated(Arn secret) {
        settle(secret, settings(secret, Optional.of(clock.instant())));
    }

    private void settle(Arn secret, RotationSettings settings) {
        write(tx -> {
            new Secrets(tx).update(find(tx, secret).rotatedBy(settings, tx.now()));
            return true;
        });
    }

    private void begin(Arn secret) {
        write(tx -> new RotationJournal(tx)
                .begin(secret.account(), secret, UUID.randomUUID().toString(), tx.now()));
    }

    private Optional<String> hold(Arn secret) {
        return store.read(tx -> new Gate(tx).hold(secret)).map(Gate.Hold::reason);
    }

    private List<Arn> scheduled() {
        return store.read(tx -> new RotationJournal(tx).scheduledBefore(tx.now(), 10));
    }

    private Alarms.Late late(Arn secret) {
        return store.read(tx -> new Alarms(tx).late()).stream()
                .filter(late -> late.secret().equals(secret))
                .findFirst()
                .orElseThrow();
    }

    private Standing standing(Arn secret) {
        return store.read(tx -> new RotationOverview(tx, GRACE).lines()).stream()
                .filter(line -> line.secret().equals(secret))
                .findFirst()
                .orElseThrow()
                .standing();
    }

    private static Secret find(Transaction tx, Arn secret) {
        return new Secrets(tx)
                .find(secret.account(), secret.toString())
                .orElseThrow()
                .secret();
    }
}
