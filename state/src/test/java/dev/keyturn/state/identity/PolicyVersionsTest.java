package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.identity.PolicyUses.Usage;
import dev.keyturn.state.identity.PolicyUses.UsedBy;
import dev.keyturn.state.store.OnBothStores;

/** {@link PolicyVersions}, {@link PolicyUses}, and what {@link Policies} has for listing and deleting. */
class PolicyVersionsTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final Instant CREATED = Instant.parse("2026-11-24T08:00:00Z");
    private static final List<EntityKind> ALL = List.of(EntityKind.USER, EntityKind.GROUP, EntityKind.ROLE);
    private static final User ANN = new User(ACCOUNT, "Ann", "/ops/", "AIDA1", CREATED, Map.of());
    private static final Group TEAM = new Group(ACCOUNT, "team", "/", "AGPA1", CREATED);
    private static final ManagedPolicy POLICY = policy(ACCOUNT, "reader", "ANPA1");
    private static final ManagedPolicy OF_AWS = policy(ManagedPolicy.AWS, "Reader", "ANPA2");

    @BeforeEach
    void entities() {
        store.write(tx -> {
            new Users(tx).insert(ANN);
            new Groups(tx).insert(TEAM);
            new Policies(tx).insertManaged(POLICY);
            return new Policies(tx).insertManaged(OF_AWS);
        });
    }

    @Test
    void versionsAreNumberedUpwardsAndListedDownwards() {
        store.write(tx -> {
            PolicyVersions versions = new PolicyVersions(tx);
            for (int i = 2; i <= 11; i++) {
                versions.add(POLICY, "{" + i + "}", i == 3);
            }
            versions.delete(POLICY, "v11");
            return versions.add(POLICY, "{12}", false);
        });

        List<PolicyVersion> versions = store.read(tx -> new PolicyVersions(tx).of(POLICY));

        assertThat(versions)
                .extracting(PolicyVersion::id)
                .containsExactly("v12", "v10", "v9", "v8", "v7", "v6", "v5", "v4", "v3", "v2", "v1");
        assertThat(versions)
                .filteredOn(PolicyVersion::isDefault)
                .extracting(PolicyVersion::document)
                .containsExactly("{3}");
        assertThat(store.<Integer>read(tx -> new PolicyVersions(tx).count(ACCOUNT)))
                .isEqualTo(11);
    }

    @Test
    void theDefaultVersionIsThePolicysDocument() {
        store.write(tx -> new PolicyVersions(tx).add(POLICY, "{2}", true));

        ManagedPolicy stored = store.<Optional<ManagedPolicy>>read(
                        tx -> new Policies(tx).managed(ACCOUNT, POLICY.arn()))
                .orElseThrow();

        assertThat(stored.document()).isEqualTo("{2}");
        assertThat(stored.defaultVersionId()).isEqualTo("v2");
    }

    @Test
    void usersOfAPolicyComeByKindAndName() {
        store.write(tx -> {
            new Policies(tx).attach(ANN, OF_AWS);
            new Policies(tx).attach(TEAM, OF_AWS);
            return "";
        });

        assertThat(uses(ALL, EnumSet.allOf(Usage.class), "/").items())
                .extracting(UsedBy::name)
                .containsExactly("team", "Ann");
        assertThat(uses(ALL, EnumSet.allOf(Usage.class), "/ops/").items())
                .extracting(UsedBy::name)
                .containsExactly("Ann");
        assertThat(uses(List.of(EntityKind.GROUP), Set.of(Usage.PERMISSIONS), "/")
                        .items())
                .extracting(UsedBy::kind)
                .containsExactly(EntityKind.GROUP);
        assertThat(uses(ALL, Set.of(Usage.BOUNDARY), "/").items()).isEmpty();
    }

    @Test
    void policiesOfSeveralOwnersAreListedInPages() {
        Page<ManagedPolicy> first = list(Optional.empty(), Optional.empty(), 1);
        Page<ManagedPolicy> second = list(Optional.empty(), first.next(), 1);

        assertThat(first.items()).extracting(ManagedPolicy::id).containsExactly("ANPA1");
        assertThat(second.items()).extracting(ManagedPolicy::id).containsExactly("ANPA2");
        assertThat(second.next()).isEmpty();
    }

    @Test
    void policiesAreListedByUse() {
        store.write(tx -> {
            new Policies(tx).attach(ANN, POLICY);
            new Policies(tx).setBoundary(ANN, OF_AWS);
            return "";
        });

        assertThat(list(Optional.of(Usage.PERMISSIONS), Optional.empty(), 9).items())
                .extracting(ManagedPolicy::id)
                .containsExactly("ANPA1");
        assertThat(list(Optional.of(Usage.BOUNDARY), Optional.empty(), 9).items())
                .extracting(ManagedPolicy::id)
                .containsExactly("ANPA2");
    }

    @Test
    void aDeletedPolicyLeavesNothing() {
        store.write(tx -> {
            new PolicyVersions(tx).add(POLICY, "{2}", false);
            new Policies(tx).deleteManaged(POLICY);
            return "";
        });

        assertThat(store.<Optional<ManagedPolicy>>read(tx -> new Policies(tx).managed(ACCOUNT, POLICY.arn())))
                .isEmpty();
        assertThat(store.<Integer>read(tx -> new PolicyVersions(tx).count(ACCOUNT)))
                .isZero();
    }

    private Page<UsedBy> uses(List<EntityKind> kinds, Set<Usage> usages, String pathPrefix) {
        return store.read(
                tx -> new PolicyUses(tx).of(OF_AWS, ACCOUNT, kinds, usages, pathPrefix, Optional.empty(), 10));
    }

    private Page<ManagedPolicy> list(Optional<Usage> usage, Optional<String> after, int limit) {
        return store.read(
                tx -> new Policies(tx).list(ACCOUNT, List.of(ACCOUNT, ManagedPolicy.AWS), usage, "/", after, limit));
    }

    private static ManagedPolicy policy(String account, String name, String id) {
        return new ManagedPolicy(account, name, "/", id, "", "v1", "{}", CREATED, CREATED, 0, 0, Map.of());
    }
}
