package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.OnBothStores;

class PoliciesTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final Instant CREATED = Instant.parse("2026-11-24T08:00:00Z");
    private static final User ANN = new User(ACCOUNT, "Ann", "/", "AIDA1", CREATED, Map.of());

    @BeforeEach
    void aUser() {
        store.write(tx -> new Users(tx).insert(ANN));
    }

    @Test
    void anInlinePolicyIsReplacedByItsNameAndDeletedOnce() {
        putInline("read", "{1}");
        putInline("read", "{2}");
        putInline("Read", "{3}");

        assertThat(store.<Optional<String>>read(tx -> new Policies(tx).inline(ANN, "read")))
                .contains("{2}");
        assertThat(store.<Boolean>write(tx -> new Policies(tx).deleteInline(ANN, "read")))
                .isTrue();
        assertThat(store.<Boolean>write(tx -> new Policies(tx).deleteInline(ANN, "read")))
                .isFalse();
        assertThat(store.<Optional<String>>read(tx -> new Policies(tx).inline(ANN, "Read")))
                .contains("{3}");
    }

    @Test
    void inlineNamesComeInPages() {
        List.of("c", "a", "b").forEach(name -> putInline(name, "{}"));

        Page<String> first = store.read(tx -> new Policies(tx).inlineNames(ANN, Optional.empty(), 2));
        Page<String> second = store.read(tx -> new Policies(tx).inlineNames(ANN, first.next(), 2));
        assertThat(first).isEqualTo(new Page<>(List.of("a", "b"), Optional.of("b")));
        assertThat(second).isEqualTo(new Page<>(List.of("c"), Optional.empty()));
    }

    @Test
    void aManagedPolicysNameIsTakenInAnyCaseAndUnderAnyPath() {
        ManagedPolicy policy = policy("Reader", "/app/");

        assertThat(insert(policy)).isTrue();
        assertThat(insert(new ManagedPolicy(
                        ACCOUNT, "rEADER", "/", "ANPA2", "", "v1", "{}", CREATED, CREATED, 0, 0, Map.of())))
                .isFalse();
        assertThat(managed(policy.arn())).contains(policy);
    }

    @Test
    void aManagedPolicyIsFoundByItsWholeArnOnly() {
        insert(policy("Reader", "/app/"));

        assertThat(managed(arn("policy/app/reader"))).isPresent();
        assertThat(managed(arn("policy/Reader"))).isEmpty();
        assertThat(managed(arn("user/app/Reader"))).isEmpty();
        assertThat(managed(Arn.of("iam", "", "444455556666", "policy/app/Reader")))
                .isEmpty();
        assertThat(managed(Arn.of("sts", "", ACCOUNT, "policy/app/Reader"))).isEmpty();
        assertThat(managed(Arn.parse("arn:aws-cn:iam::" + ACCOUNT + ":policy/app/Reader")))
                .isEmpty();
    }

    @Test
    void attachingTwiceIsOnceAndDetachingTwiceIsTold() {
        ManagedPolicy policy = policy("Reader", "/app/");
        insert(policy);
        attach(policy);
        attach(policy);

        assertThat(managed(policy.arn()).orElseThrow().attachments()).isEqualTo(1);
        assertThat(store.<Boolean>write(tx -> new Policies(tx).detach(ANN, policy)))
                .isTrue();
        assertThat(store.<Boolean>write(tx -> new Policies(tx).detach(ANN, policy)))
                .isFalse();
        assertThat(managed(policy.arn()).orElseThrow().attachments()).isZero();
    }

    @Test
    void attachedPoliciesComeInPagesUnderAPath() {
        for (String name : List.of("C", "a", "B")) {
            ManagedPolicy policy = policy(name, "/app/");
            insert(policy);
            attach(policy);
        }
        ManagedPolicy elsewhere = policy("d", "/");
        insert(elsewhere);
        attach(elsewhere);
        insert(policy("unattached", "/app/"));

        Page<ManagedPolicy> first = store.read(tx -> new Policies(tx).attached(ANN, "/app/", Optional.empty(), 2));
        Page<ManagedPolicy> second = store.read(tx -> new Policies(tx).attached(ANN, "/app/", first.next(), 2));
        assertThat(first.items()).extracting(ManagedPolicy::name).containsExactly("a", "B");
        assertThat(second.items()).extracting(ManagedPolicy::name).containsExactly("C");
        assertThat(second.next()).isEmpty();
        assertThat(store.<List<ManagedPolicy>>read(tx -> new Policies(tx).allAttached(ANN)))
                .hasSize(4);
    }

    @Test
    void aUserThatStillHasAPolicyIsNotDeleted() {
        putInline("read", "{}");

        assertThatThrownBy(() -> store.write(tx -> {
                    new Users(tx).delete(ANN);
                    return true;
                }))
                .isInstanceOf(RuntimeException.class);
        assertThat(store.<Optional<User>>read(tx -> new Users(tx).find(ACCOUNT, "ann")))
                .isPresent();
    }

    private void putInline(String name, String document) {
        store.write(tx -> {
            new Policies(tx).putInline(ANN, name, document);
            return true;
        });
    }

    private void attach(ManagedPolicy policy) {
        store.write(tx -> {
            new Policies(tx).attach(ANN, policy);
            return true;
        });
    }

    private boolean insert(ManagedPolicy policy) {
        return store.write(tx -> new Policies(tx).insertManaged(policy));
    }

    private Optional<ManagedPolicy> managed(Arn arn) {
        return store.read(tx -> new Policies(tx).managed(ACCOUNT, arn));
    }

    private static ManagedPolicy policy(String name, String path) {
        return new ManagedPolicy(
                ACCOUNT,
                name,
                path,
                "ANPA" + name,
                "what " + name + " is for",
                "v1",
                "{\"of\":\"" + name + "\"}",
                CREATED,
                CREATED,
                0,
                0,
                Map.of("k", "v"));
    }

    private static Arn arn(String resource) {
        return Arn.of("iam", "", ACCOUNT, resource);
    }
}
