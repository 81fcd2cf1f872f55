package dev.keyturn.state.secret;

import static dev.keyturn.state.secret.SecretVersion.CURRENT;
import static dev.keyturn.state.secret.SecretVersion.PENDING;
import static dev.keyturn.state.secret.SecretVersion.PREVIOUS;
import static dev.keyturn.state.secret.TestSecrets.ACCOUNT;
import static dev.keyturn.state.secret.TestSecrets.CREATED;
import static dev.keyturn.state.secret.TestSecrets.pending;
import static dev.keyturn.state.secret.TestSecrets.secret;
import static dev.keyturn.state.secret.TestSecrets.text;
import static dev.keyturn.state.secret.TestSecrets.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.MalformedPolicyException;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.store.OnBothStores;

/** What holds of secrets, versions and labels, on both databases. */
class SecretsTest extends OnBothStores {
    private static final String POLICY = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},\
            "Action":"secretsmanager:GetSecretValue","Resource":"*"}}""";

    private static final String OTHER = "444455556666";

    @Test
    void whatWasStoredIsFoundWhole() {
        Secret whole = new Secret(
                ACCOUNT,
                TestSecrets.arn(ACCOUNT, "app/db", "AbCdEf"),
                "app/db",
                Optional.of("what it is for"),
                Optional.of("alias/key"),
                CREATED,
                CREATED.plusMillis(1),
                Optional.of(CREATED.plusMillis(2)),
                Optional.of(CREATED.plusMillis(3)),
                Optional.of(CREATED.plusMillis(4)),
                Optional.of(new RotationSettings(
                        false,
                        "arn:aws:lambda:us-east-1:111122223333:function:f",
                        Optional.of("rate(3 days)"),
                        Optional.of(3),
                        Optional.of("3h"),
                        Optional.of(CREATED.plusMillis(5)),
                        Optional.of(CREATED.plusMillis(6)))),
                Map.of("Team", "blue", "team", "red"));
        insert(whole);

        assertThat(found("app/db").secret()).isEqualTo(whole);
        assertThat(found("app/db").versions()).isEmpty();
    }

    @Test
    void aSecretIsFoundByNameByArnAndByArnWithoutItsSuffix() {
        Secret secret = secret("app/db");
        insert(secret);
        String partial = "arn:aws:secretsmanager:us-east-1:" + ACCOUNT + ":secret:app/db";

        for (String id : List.of("app/db", secret.arn().toString(), partial)) {
            assertThat(find(ACCOUNT, id)).as(id).map(StoredSecret::secret).contains(secret);
        }
        for (String id : List.of(
                "App/db",
                "app/db-AbCdEf",
                partial.replace("app", "App"),
                partial + "-abcdef",
                partial + "-",
                partial.replace("us-east-1", "eu-west-1"),
                partial.replace("aws", "aws-cn"),
                partial.replace(ACCOUNT, OTHER),
                "arn:aws:secretsmanager",
                "arn:",
                "")) {
            assertThat(find(ACCOUNT, id)).as(id).isEmpty();
        }
        assertThat(find(OTHER, secret.arn().toString())).isEmpty();
        assertThat(find(OTHER, "app/db")).isEmpty();
    }

    @Test
    void aNameThatEndsLikeASuffixIsTakenAsTheWholeName() {
        Secret named = secret(ACCOUNT, "db-AbCdEf", "ZzZzZz", CREATED);
        insert(named);
        String partial = "arn:aws:secretsmanager:us-east-1:" + ACCOUNT + ":secret:db-AbCdEf";
        assertThat(find(ACCOUNT, "db-AbCdEf")).map(StoredSecret::secret).contains(named);
        assertThat(find(ACCOUNT, partial)).map(StoredSecret::secret).contains(named);

        Secret whole = secret(ACCOUNT, "db", "AbCdEf", CREATED);
        insert(whole);
        assertThat(find(ACCOUNT, partial)).map(StoredSecret::secret).contains(whole);
        assertThat(find(ACCOUNT, "db-AbCdEf")).map(StoredSecret::secret).contains(named);
    }

    @Test
    void aNameIsTakenInItsAccountAlsoByASecretScheduledForDeletion() {
        insert(withDeletion(secret("db"), CREATED.plusSeconds(60)));

        assertThat(store.<Boolean>write(tx -> new Secrets(tx).insert(secret(ACCOUNT, "db", "ZzZzZz", CREATED))))
                .isFalse();
        assertThat(store.<Boolean>write(tx -> new Secrets(tx).insert(secret(OTHER, "db", "ZzZzZz", CREATED))))
                .isTrue();
        assertThat(store.<Boolean>write(tx -> new Secrets(tx).insert(secret("DB"))))
                .isTrue();
    }

    @Test
    void whenAwscurrentMovesAwspreviousGoesToTheVersionThatHadIt() {
        Secret secret = secret("db");
        insert(secret);
        change(secrets -> secrets.addVersion(secret, version("v1", "one", CREATED, CURRENT)));
        assertThat(labels()).isEqualTo(Map.of(CURRENT, "v1"));

        change(secrets -> secrets.addVersion(secret, version("v2", "two", CREATED, CURRENT)));
        assertThat(labels()).isEqualTo(Map.of(CURRENT, "v2", PREVIOUS, "v1"));

        change(secrets -> secrets.addVersion(secret, version("v3", "three", CREATED, PENDING)));
        change(secrets -> secrets.moveStage(secret, CURRENT, "v3"));
        assertThat(labels()).isEqualTo(Map.of(CURRENT, "v3", PREVIOUS, "v2", PENDING, "v3"));

        change(secrets -> secrets.moveStage(secret, CURRENT, "v2"));
        assertThat(labels()).isEqualTo(Map.of(CURRENT, "v2", PREVIOUS, "v3", PENDING, "v3"));

        change(secrets -> secrets.moveStage(secret, CURRENT, "v2"));
        assertThat(labels()).isEqualTo(Map.of(CURRENT, "v2", PREVIOUS, "v3", PENDING, "v3"));
    }

    @Test
    void awscurrentNeitherComesOffNorGoesWhereNothingCanBeRead() {
        Secret secret = secret("db");
        insert(secret);
        change(secrets -> secrets.addVersion(secret, version("v1", "one", CREATED, CURRENT)));
        change(secrets -> secrets.addVersion(secret, pending("p", CREATED)));

        assertThatThrownBy(() -> change(secrets -> secrets.removeStage(secret, CURRENT)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> change(secrets -> secrets.moveStage(secret, CURRENT, "p")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> change(secrets -> secrets.moveStage(secret, CURRENT, "unknown")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> change(secrets -> secrets.moveStage(secret, "custom", "unknown")))
                .isInstanceOf(RuntimeException.class);
        assertThat(labels()).isEqualTo(Map.of(CURRENT, "v1", PENDING, "p"));
    }

    @Test
    void aPendingVersionGetsItsValueOnce() {
        Secret secret = secret("db");
        insert(secret);
        change(secrets -> secrets.addVersion(secret, version("v1", "one", CREATED, CURRENT)));
        change(secrets -> secrets.addVersion(secret, pending("p", CREATED)));
        assertThat(found("db").version("p").orElseThrow().value()).isEmpty();

        assertThat(give(secret, "p", "first")).isTrue();
        assertThat(give(secret, "p", "second")).isFalse();
        assertThat(give(secret, "v1", "other")).isFalse();
        assertThat(give(secret, "unknown", "other")).isFalse();
        assertThat(text(found("db").version("p").orElseThrow())).isEqualTo("first");
        assertThat(text(found("db").version("v1").orElseThrow())).isEqualTo("one");
    }

    @Test
    void aVersionIsNotAddedTwice() {
        Secret secret = secret("db");
        insert(secret);
        change(secrets -> secrets.addVersion(secret, version("v1", "one", CREATED, CURRENT)));

        assertThatThrownBy(() -> change(secrets -> secrets.addVersion(secret, version("v1", "two", CREATED, CURRENT))))
                .isInstanceOf(RuntimeException.class);
        assertThat(text(found("db").version("v1").orElseThrow())).isEqualTo("one");
    }

    @Test
    void oldUnlabelledVersionsAreRemovedButAHundredAndTheYoungStay() {
        Secret secret = secret("db");
        insert(secret);
        Instant old = clock.instant();
        change(secrets -> secrets.addVersion(secret, version("first", "x", old, "keep", CURRENT)));
        addUnlabelled(secret, "old", 105, old);
        clock.advance(Duration.ofHours(24));
        addUnlabelled(secret, "edge", 1, clock.instant());
        assertThat(ids()).hasSize(107);

        clock.advance(Duration.ofMillis(1));
        addUnlabelled(secret, "young", 3, clock.instant());
        assertThat(ids()).hasSize(101).contains("first", "old009", "old104", "edge000", "young002");
        assertThat(ids()).doesNotContain("old008");

        addUnlabelled(secret, "burst", 120, clock.instant());
        assertThat(ids()).hasSize(1 + 120 + 3 + 1).doesNotContain("old104");
    }

    @Test
    void readsAreNotedByTheDayAndNeverBackwards() {
        Secret secret = secret("db");
        insert(secret);
        change(secrets -> secrets.addVersion(secret, version("v1", "one", CREATED, CURRENT)));
        change(secrets -> secrets.addVersion(secret, version("v2", "two", CREATED, CURRENT)));
        Instant day = Instant.parse("2026-11-24T00:00:00Z");
        change(secrets -> secrets.accessed(secret.arn(), "v1", day));
        change(secrets -> secrets.accessed(secret.arn(), "v1", day.minus(Duration.ofDays(1))));

        assertThat(found("db").secret().lastAccessed()).contains(day);
        assertThat(found("db").version("v1").orElseThrow().lastAccessed()).contains(day);
        assertThat(found("db").version("v2").orElseThrow().lastAccessed()).isEmpty();
    }

    @Test
    void aChangeOfAVersionIsAChangeOfTheSecret() {
        Secret secret = secret("db");
        insert(secret);
        clock.advance(Duration.ofSeconds(7));
        change(secrets -> secrets.addVersion(secret, version("v1", "one", CREATED, CURRENT)));

        assertThat(found("db").secret().lastChanged()).isEqualTo(clock.instant());
    }

    @Test
    void versionsAreListedNewestFirst() {
        Secret secret = secret("db");
        insert(secret);
        for (String id : List.of("b", "c", "a")) {
            change(secrets -> secrets.addVersion(secret, version(id, id, CREATED, CURRENT)));
        }

        assertThat(found("db").versions()).extracting(SecretVersion::id).containsExactly("a", "c", "b");
    }

    @Test
    void secretsAreListedInTheOrderOfTheirCreation() {
        insert(secret(ACCOUNT, "z", "AbCdEf", CREATED));
        insert(secret(ACCOUNT, "b", "AbCdEf", CREATED.plusMillis(1)));
        insert(secret(ACCOUNT, "a", "AbCdEf", CREATED.plusMillis(1)));
        insert(secret(ACCOUNT, "y", "AbCdEf", CREATED.plusMillis(2)));
        insert(secret(OTHER, "foreign", "AbCdEf", CREATED));

        List<String> names = new ArrayList<>();
        Optional<Arn> after = Optional.empty();
        while (true) {
            Optional<Arn> from = after;
            List<ListedSecret> page = store.read(tx -> new Secrets(tx).list(ACCOUNT, from, 2, false));
            if (page.isEmpty()) {
                break;
            }
            page.forEach(stored -> names.add(stored.secret().name()));
            after = Optional.of(page.getLast().secret().arn());
        }
        assertThat(names).containsExactly("z", "a", "b", "y");
        List<ListedSecret> back = store.read(tx -> new Secrets(tx)
                .list(
                        ACCOUNT,
                        Optional.of(secret(ACCOUNT, "y", "AbCdEf", CREATED).arn()),
                        2,
                        true));
        assertThat(back).map(listed -> listed.secret().name()).containsExactly("b", "a");
    }

    @Test
    void aResourcePolicyAndAnOwnerStayWhenTheMetadataIsReplaced() {
        Secret secret = secret("db");
        insert(secret);
        change(secrets -> {
            secrets.putResourcePolicy(secret, Optional.of(POLICY));
            secrets.giveTo(secret, "rds");
        });
        change(secrets -> secrets.update(withDeletion(secret, CREATED.plusSeconds(60))));

        StoredSecret stored = find(ACCOUNT, "db").orElseThrow();
        assertThat(stored.resourcePolicy().orElseThrow().json()).isEqualTo(POLICY);
        assertThat(stored.owningService()).contains("rds");
        change(secrets -> secrets.putResourcePolicy(secret, Optional.empty()));
        assertThat(find(ACCOUNT, "db").orElseThrow().resourcePolicy()).isEmpty();
        assertThatThrownBy(() -> change(secrets -> secrets.giveTo(secret, "appflow")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> change(secrets -> secrets.putResourcePolicy(secret, Optional.of("{}"))))
                .isInstanceOf(MalformedPolicyException.class);
    }

    @Test
    void aListingThatStoodAtADestroyedSecretMustBeginAnew() {
        Secret secret = secret("db");
        insert(secret);
        insert(secret("other"));
        change(secrets -> secrets.destroy(secret));

        assertThatThrownBy(() -> store.read(tx -> new Secrets(tx).list(ACCOUNT, Optional.of(secret.arn()), 10, false)))
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aDestroyedSecretIsGoneWithItsVersionsAndItsNameIsFree() {
        Secret secret = secret("db");
        insert(withDeletion(secret, CREATED.plusSeconds(60)));
        change(secrets -> secrets.addVersion(secret, version("v1", "one", CREATED, CURRENT)));

        assertThat(destroyable(CREATED.plusSeconds(59))).isEmpty();
        assertThat(destroyable(CREATED.plusSeconds(60)))
                .extracting(stored -> stored.secret().name())
                .containsExactly("db");
        change(secrets -> secrets.destroy(secret));
        assertThat(find(ACCOUNT, "db")).isEmpty();
        assertThatThrownBy(() -> change(secrets -> secrets.update(secret))).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> change(secrets -> secrets.addVersion(secret, version("v2", "two", CREATED, CURRENT))))
                .isInstanceOf(NoSuchElementException.class);
        insert(secret("db"));
        assertThat(found("db").versions()).isEmpty();
    }

    private void addUnlabelled(Secret secret, String prefix, int count, Instant created) {
        for (int i = 0; i < count; i++) {
            String id = String.format("%s%03d", prefix, i);
            change(secrets -> secrets.addVersion(secret, version(id, id, created)));
        }
    }

    private List<StoredSecret> destroyable(Instant now) {
        return store.read(tx -> new Secrets(tx).destroyable(now, 10));
    }

    private boolean give(Secret secret, String version, String value) {
        return store.write(tx -> new Secrets(tx).giveValue(secret, version(version, value, CREATED)));
    }

    private void insert(Secret secret) {
        assertThat(store.<Boolean>write(tx -> new Secrets(tx).insert(secret))).isTrue();
    }

    private void change(Consumer<Secrets> change) {
        store.write(tx -> {
            change.accept(new Secrets(tx));
            return true;
        });
    }

    private Optional<StoredSecret> find(String account, String id) {
        return store.read(tx -> new Secrets(tx).find(account, id));
    }

    private StoredSecret found(String name) {
        return find(ACCOUNT, name).orElseThrow();
    }

    private List<String> ids() {
        return found("db").versions().stream().map(SecretVersion::id).toList();
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        for (SecretVersion version : found("db").versions()) {
            for (String stage : version.stages()) {
                assertThat(labels.put(stage, version.id())).isNull();
            }
        }
        return labels;
    }

    private static Secret withDeletion(Secret secret, Instant date) {
        return new Secret(
                secret.account(),
                secret.arn(),
                secret.name(),
                secret.description(),
                secret.kmsKeyId(),
                secret.created(),
                secret.lastChanged(),
                secret.lastAccessed(),
                Optional.of(secret.created()),
                Optional.of(date),
                secret.rotation(),
                secret.tags());
    }
}
