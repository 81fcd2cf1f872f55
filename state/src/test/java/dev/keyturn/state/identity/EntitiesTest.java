package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.store.OnBothStores;
import dev.keyturn.state.store.Transaction;

/** Groups, roles and instance profiles, and what entities of every kind have in common. */
class EntitiesTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final Instant CREATED = Instant.parse("2026-11-24T08:00:00.123Z");

    private static final User ANN = new User(ACCOUNT, "Ann", "/", "AIDA1", CREATED, Map.of());
    private static final Group STAFF = new Group(ACCOUNT, "Staff", "/", "AGPA1", CREATED);
    private static final Role APP = role("App", "AROA1", Map.of("Team", "blue"));

    @BeforeEach
    void annStaffAndApp() {
        write(tx -> {
            new Users(tx).insert(ANN);
            new Groups(tx).insert(STAFF);
            new Roles(tx).insert(APP);
        });
    }

    @Test
    void kindsHaveTheirOwnNames() {
        write(tx -> assertThat(new Groups(tx).insert(new Group(ACCOUNT, "ann", "/", "AGPA2", CREATED)))
                .isTrue());

        assertThat(this.<Boolean>read(tx -> new Roles(tx).find(ACCOUNT, "ann").isPresent()))
                .isFalse();
        assertThat(this.<String>read(
                        tx -> new Groups(tx).find(ACCOUNT, "ANN").orElseThrow().id()))
                .isEqualTo("AGPA2");
    }

    @Test
    void whoIsInAGroupIsInItOnce() {
        write(tx -> new Groups(tx).add(STAFF, ANN));
        write(tx -> new Groups(tx).add(STAFF, ANN));

        assertThat(this.<List<Group>>read(tx -> new Groups(tx).of(ANN))).containsExactly(STAFF);
        assertThat(this.<List<User>>read(
                        tx -> new Users(tx).in(STAFF, Optional.empty(), 10).items()))
                .containsExactly(ANN);
        write(tx -> assertThat(new Groups(tx).remove(STAFF, ANN)).isTrue());
        write(tx -> assertThat(new Groups(tx).remove(STAFF, ANN)).isFalse());
        assertThat(this.<List<Group>>read(tx -> new Groups(tx).of(ANN))).isEmpty();
    }

    @Test
    void whatSomethingHangsOnCannotBeDeleted() {
        write(tx -> {
            new Groups(tx).add(STAFF, ANN);
            new Policies(tx).putInline(APP, "p", "{}");
        });

        assertThatThrownBy(() -> write(tx -> new Groups(tx).delete(STAFF)));
        assertThatThrownBy(() -> write(tx -> new Users(tx).delete(ANN)));
        assertThatThrownBy(() -> write(tx -> new Roles(tx).delete(APP)));
        assertThat(this.<Optional<Role>>read(tx -> new Roles(tx).find(ACCOUNT, "app")))
                .contains(APP);
    }

    @Test
    void aRenamedUserKeepsItsIdAndWhatHangsOnIt() {
        write(tx -> {
            new Users(tx).insert(new User(ACCOUNT, "Bob", "/", "AIDA2", CREATED, Map.of()));
            new Policies(tx).putInline(ANN, "p", "{}");
            assertThat(new Users(tx).rename(ANN, "BOB", "/")).isFalse();
            assertThat(new Users(tx).rename(ANN, "ANNA", "/staff/")).isTrue();
        });

        User anna = this.<User>read(tx -> new Users(tx).find(ACCOUNT, "anna").orElseThrow());
        assertThat(anna.id()).isEqualTo("AIDA1");
        assertThat(anna.arn()).hasToString("arn:aws:iam::111122223333:user/staff/ANNA");
        assertThat(this.<Optional<String>>read(tx -> new Policies(tx).inline(anna, "p")))
                .contains("{}");
    }

    @Test
    void aRoleKeepsWhatItIsMadeAndUpdatedWith() {
        assertThat(this.<Optional<Role>>read(tx -> new Roles(tx).find(ACCOUNT, "APP")))
                .contains(APP);

        write(tx -> {
            new Roles(tx).update(APP, "for the app", Duration.ofHours(2));
            new Roles(tx).setTrustPolicy(APP, "{\"new\":1}");
        });

        Role now = this.<Role>read(tx -> new Roles(tx).find(ACCOUNT, "app").orElseThrow());
        assertThat(now.description()).isEqualTo("for the app");
        assertThat(now.maxSession()).isEqualTo(Duration.ofHours(2));
        assertThat(now.trustPolicy()).isEqualTo("{\"new\":1}");
    }

    @Test
    void anInstanceProfileHoldsOneRoleAtMost() {
        InstanceProfile profile =
                new InstanceProfile(ACCOUNT, "Box", "/", "AIPA1", CREATED, Map.of(), Optional.empty());
        write(tx -> {
            new InstanceProfiles(tx).insert(profile);
            new Roles(tx).insert(role("Other", "AROA2", Map.of()));
            new InstanceProfiles(tx).add(profile, APP);
        });

        assertThat(this.<Optional<Role>>read(tx -> new InstanceProfiles(tx)
                        .find(ACCOUNT, "box")
                        .orElseThrow()
                        .role()))
                .contains(APP);
        assertThatThrownBy(() -> write(tx -> new InstanceProfiles(tx).add(profile, role("Other", "AROA2", Map.of()))));
        write(tx -> new InstanceProfiles(tx).removeRole(profile));
        assertThat(this.<List<InstanceProfile>>read(tx -> new InstanceProfiles(tx).of(APP)))
                .isEmpty();
    }

    @Test
    void tagsArePutReplacedAndRemoved() {
        write(tx -> {
            new EntityTags(tx).put(APP, Map.of("Team", "red", "k", ""));
            new EntityTags(tx).remove(APP, List.of("absent"));
        });
        assertThat(this.<Map<String, String>>read(
                        tx -> new Roles(tx).find(ACCOUNT, "App").orElseThrow().tags()))
                .containsExactlyInAnyOrderEntriesOf(Map.of("Team", "red", "k", ""));
        write(tx -> new EntityTags(tx).remove(APP, List.of("Team")));
        assertThat(this.<Map<String, String>>read(
                        tx -> new Roles(tx).find(ACCOUNT, "App").orElseThrow().tags()))
                .containsOnlyKeys("k");
    }

    private static Role role(String name, String id, Map<String, String> tags) {
        return new Role(
                ACCOUNT,
                name,
                "/svc/",
                id,
                CREATED,
                "",
                "{}",
                Duration.ofHours(1),
                tags,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private void write(Consumer<Transaction> work) {
        store.write(tx -> {
            work.accept(tx);
            return true;
        });
    }

    private <T> T read(Function<Transaction, T> work) {
        return store.read(work::apply);
    }
}
