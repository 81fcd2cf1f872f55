package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.policy.AccessRequest;
import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.rules.policy.Decision;
import dev.keyturn.rules.policy.Evaluator;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.Requester;
import dev.keyturn.state.identity.Authority.KeyHolder;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.CountingStore;
import dev.keyturn.state.store.OnBothStores;
import dev.keyturn.state.store.Transaction;

class AuthorityCacheTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final String OTHER = "444455556666";
    private static final Instant CREATED = Instant.parse("2026-11-24T08:00:00Z");
    private static final String ALLOW = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";
    private static final String DENY = ALLOW.replace("Allow", "Deny");
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}""";
    private static final User ANN = new User(ACCOUNT, "Ann", "/staff/", "AIDA1", CREATED, Map.of("Team", "blue"));
    private static final ManagedPolicy MANAGED =
            new ManagedPolicy(ACCOUNT, "Admin", "/app/", "ANPA1", "", "v1", ALLOW, CREATED, CREATED, 0, 0, Map.of());

    private CountingStore counted;
    private Authority authority;

    @BeforeEach
    void annWithAKey() {
        counted = new CountingStore(store);
        authority = AuthorityCache.of(counted);
        write(tx -> {
            new Users(tx).insert(ANN);
            new AccessKeys(tx).insert(key(ACCOUNT, "AKIAANN", Optional.of("Ann")));
            new AccessKeys(tx).insert(key(ACCOUNT, "AKIAROOT", Optional.empty()));
        });
    }

    @Test
    void aKeyLeadsToItsHolder() {
        KeyHolder ann = authority.holder("AKIAANN").orElseThrow();
        assertThat(ann.principal()).isEqualTo(new Principal.IamUser(ANN));
        assertThat(ann.active()).isTrue();
        assertThat(ann.secret().bytes()).containsExactly(7);
        assertThat(authority.holder("AKIAROOT").orElseThrow().principal()).isEqualTo(new Principal.Root(ACCOUNT));
        assertThat(authority.holder("AKIANOBODY")).isEmpty();
    }

    @Test
    void afterOneLoadNothingIsReadNotEvenForUnknownKeys() {
        for (int i = 0; i < 100; i++) {
            authority.holder("AKIAANN");
            authority.holder("AKIAUNKNOWN" + i);
            authority.policiesOf(new Principal.IamUser(ANN));
        }
        assertThat(counted.reads).hasValue(1);
    }

    @Test
    void everyChangeIsSeenByTheNextCall() {
        assertThat(annMay()).isFalse();
        write(tx -> new Policies(tx).putInline(ANN, "all", ALLOW));
        assertThat(annMay()).isTrue();
        write(tx -> new Policies(tx).deleteInline(ANN, "all"));
        assertThat(annMay()).isFalse();
        write(tx -> {
            new Policies(tx).insertManaged(MANAGED);
            new Policies(tx).attach(ANN, MANAGED);
        });
        assertThat(annMay()).isTrue();
        write(tx -> new Policies(tx).detach(ANN, MANAGED));
        assertThat(annMay()).isFalse();

        AccessKey key = store.<Optional<AccessKey>>read(tx -> new AccessKeys(tx).find("AKIAANN"))
                .orElseThrow();
        write(tx -> new AccessKeys(tx).setActive(key, false));
        assertThat(authority.holder("AKIAANN").orElseThrow().active()).isFalse();
        write(tx -> new AccessKeys(tx).delete(key));
        assertThat(authority.holder("AKIAANN")).isEmpty();
        write(tx -> new Users(tx).delete(ANN));
        assertThat(authority.holder("AKIAROOT")).isPresent();
    }

    @Test
    void policiesAreNamedInlineByNameAndManagedByArn() {
        write(tx -> {
            Policies policies = new Policies(tx);
            policies.insertManaged(MANAGED);
            policies.attach(ANN, MANAGED);
            policies.putInline(ANN, "b", ALLOW);
            policies.putInline(ANN, "a", ALLOW);
        });

        assertThat(authority.policiesOf(new Principal.IamUser(ANN)).policies())
                .extracting(NamedPolicy::name)
                .containsExactly("a", "b", "arn:aws:iam::111122223333:policy/app/Admin");
        assertThat(authority.policiesOf(new Principal.Root(ACCOUNT)).policies()).isEmpty();
    }

    @Test
    void oneDocumentIsCompiledOnceAndAgainForNoOtherChange() {
        write(tx -> {
            new Policies(tx).putInline(ANN, "a", ALLOW);
            new Policies(tx).putInline(ANN, "b", ALLOW);
        });
        List<NamedPolicy> before =
                authority.policiesOf(new Principal.IamUser(ANN)).policies();
        write(tx -> new AccessKeys(tx).insert(key(ACCOUNT, "AKIA2", Optional.of("Ann"))));
        List<NamedPolicy> after =
                authority.policiesOf(new Principal.IamUser(ANN)).policies();

        assertThat(before.get(0).document()).isSameAs(before.get(1).document());
        assertThat(after.get(0).document()).isSameAs(before.get(0).document());
    }

    @Test
    void aDocumentThatDoesNotParseDeniesEverything() {
        write(tx -> {
            new Policies(tx).putInline(ANN, "all", ALLOW);
            new Policies(tx).putInline(ANN, "broken", "{\"Statement\":");
        });

        assertThat(annDecision()).isInstanceOf(Decision.ExplicitDeny.class);
        assertThat(((Decision.ExplicitDeny) annDecision()).policy()).isEqualTo("broken");
        assertThat(authority.holder("AKIAROOT")).isPresent();
        write(tx -> new Policies(tx).deleteInline(ANN, "broken"));
        assertThat(annMay()).isTrue();
    }

    @Test
    void aUserWhoIsGoneMayDoNothing() {
        write(tx -> new Policies(tx).putInline(ANN, "all", ALLOW));
        assertThat(annMay()).isTrue();
        User stranger = new User(ACCOUNT, "Ann", "/staff/", "AIDA2", CREATED, Map.of());
        User foreign = new User(OTHER, "Ann", "/staff/", "AIDA1", CREATED, Map.of());

        assertThat(decision(stranger)).isInstanceOf(Decision.ExplicitDeny.class);
        assertThat(decision(foreign)).isInstanceOf(Decision.ExplicitDeny.class);
    }

    @Test
    void aNewAccountIsSeenAndAnotherAccountsChangeReloadsOnlyIt() {
        write(tx -> new Policies(tx).putInline(ANN, "all", ALLOW));
        NamedPolicy before =
                authority.policiesOf(new Principal.IamUser(ANN)).policies().getFirst();
        write(tx -> new AccessKeys(tx).insert(key(OTHER, "AKIAOTHER", Optional.empty())));

        assertThat(authority.holder("AKIAOTHER").orElseThrow().principal()).isEqualTo(new Principal.Root(OTHER));
        assertThat(authority.policiesOf(new Principal.IamUser(ANN)).policies().getFirst())
                .isSameAs(before);
    }

    @Test
    void aGroupsPoliciesBindItsMembersFromTheNextCallOn() {
        Group staff = new Group(ACCOUNT, "Staff", "/", "AGPA1", CREATED);
        write(tx -> {
            new Groups(tx).insert(staff);
            new Policies(tx).putInline(staff, "all", ALLOW);
        });
        assertThat(annMay()).isFalse();
        write(tx -> new Groups(tx).add(staff, ANN));
        assertThat(annMay()).isTrue();
        write(tx -> new Policies(tx).deleteInline(staff, "all"));
        assertThat(annMay()).isFalse();
        write(tx -> {
            new Policies(tx).insertManaged(MANAGED);
            new Policies(tx).attach(staff, MANAGED);
        });
        assertThat(annMay()).isTrue();
        write(tx -> new Groups(tx).remove(staff, ANN));
        assertThat(annMay()).isFalse();
    }

    @Test
    void aBoundaryLimitsFromTheNextCallOn() {
        ManagedPolicy nothing =
                new ManagedPolicy(ACCOUNT, "Nothing", "/", "ANPA2", "", "v1", DENY, CREATED, CREATED, 0, 0, Map.of());
        write(tx -> {
            new Policies(tx).putInline(ANN, "all", ALLOW);
            new Policies(tx).insertManaged(nothing);
        });
        assertThat(annMay()).isTrue();
        write(tx -> new Policies(tx).setBoundary(ANN, nothing));
        assertThat(annMay()).isFalse();
        write(tx -> new Policies(tx).removeBoundary(ANN));
        assertThat(annMay()).isTrue();
    }

    @Test
    void aPolicyThatAwsManagesBindsWhoeverHasItInWhicheverAccount() {
        ManagedPolicy admin = new ManagedPolicy(
                ManagedPolicy.AWS, "Admin", "/", "ANPA3", "", "v1", ALLOW, CREATED, CREATED, 0, 0, Map.of());
        write(tx -> {
            new Policies(tx).insertManaged(admin);
            new Policies(tx).attach(ANN, admin);
        });

        assertThat(annMay()).isTrue();
        assertThat(authority.managed(OTHER, admin.arn())).isPresent();
        assertThat(authority.managed(OTHER, MANAGED.arn())).isEmpty();
    }

    @Test
    void aRoleIsFoundByNameInAnyCaseWithItsTrustPolicyUntilItIsGone() {
        Role role = new Role(
                ACCOUNT,
                "App",
                "/svc/",
                "AROA1",
                CREATED,
                "",
                TRUST,
                Duration.ofHours(1),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        write(tx -> new Roles(tx).insert(role));

        assertThat(authority.roleNamed(ACCOUNT, "aPP").orElseThrow().role()).isEqualTo(role);
        assertThat(authority.role(ACCOUNT, "AROA1")).contains(role);
        assertThat(authority.roleNamed(OTHER, "App")).isEmpty();
        assertThat(authority.policiesOf(new Principal.RoleSession(role, "s")).policies())
                .isEmpty();

        write(tx -> new Roles(tx).delete(role));

        assertThat(authority.roleNamed(ACCOUNT, "App")).isEmpty();
        assertThat(authority.policiesOf(new Principal.RoleSession(role, "s")).policies())
                .extracting(NamedPolicy::name)
                .containsExactly("no-such-principal");
    }

    @Test
    void aRoleWhoseTrustPolicyDoesNotParseTrustsNobodyAndHoldsUpNobodyElse() {
        Role role = new Role(
                ACCOUNT,
                "App",
                "/",
                "AROA1",
                CREATED,
                "",
                "{\"Statement\":",
                Duration.ofHours(1),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        write(tx -> {
            new Roles(tx).insert(role);
            new Policies(tx).putInline(ANN, "all", ALLOW);
        });

        assertThat(annMay()).isTrue();
        NamedPolicy trust = authority.roleNamed(ACCOUNT, "App").orElseThrow().trust();
        assertThat(Evaluator.decide(
                        authority.policiesOf(new Principal.IamUser(ANN)),
                        List.of(trust),
                        new AccessRequest(
                                new Requester.User(ANN.arn()),
                                "sts:AssumeRole",
                                role.arn().toString(),
                                ACCOUNT,
                                ConditionContext.EMPTY)))
                .isInstanceOf(Decision.ExplicitDeny.class);
    }

    @Test
    void whatWasLoadedBesideACommitIsNotKept() {
        // The store answers with what was there before, as late as it can: after the commit has been answered.
        counted.afterNextRead = () -> write(tx -> new Policies(tx).putInline(ANN, "all", ALLOW));

        assertThat(annMay()).isFalse();
        assertThat(annMay()).isTrue();
    }

    @Test
    void noCallSeesLessThanAReturnedChange() throws Exception {
        AtomicInteger returned = new AtomicInteger();
        AtomicBoolean writing = new AtomicBoolean(true);
        CountDownLatch ready = new CountDownLatch(4);
        List<Future<Integer>> readers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit((Callable<Integer>) () -> {
                    ready.countDown();
                    int calls = 0;
                    while (writing.get()) {
                        int before = returned.get();
                        assertThat(authority
                                        .policiesOf(new Principal.IamUser(ANN))
                                        .policies()
                                        .size())
                                .isGreaterThanOrEqualTo(before);
                        calls++;
                        Thread.yield();
                    }
                    return calls;
                }));
            }
            ready.await();
            try {
                for (int i = 1; i <= 100; i++) {
                    int number = i;
                    write(tx -> new Policies(tx).putInline(ANN, "p" + number, ALLOW));
                    returned.set(number);
                }
            } finally {
                writing.set(false);
            }
        }
        for (Future<Integer> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
    }

    private boolean annMay() {
        return annDecision() instanceof Decision.Allow;
    }

    private Decision annDecision() {
        return decision(ANN);
    }

    private Decision decision(User user) {
        return Evaluator.decide(
                authority.policiesOf(new Principal.IamUser(user)),
                List.of(),
                new AccessRequest(
                        new Requester.User(user.arn()), "iam:ListUsers", "*", ACCOUNT, ConditionContext.EMPTY));
    }

    private void write(Consumer<Transaction> work) {
        store.write(tx -> {
            work.accept(tx);
            return true;
        });
    }

    private static AccessKey key(String account, String id, Optional<String> userName) {
        return new AccessKey(account, id, userName, true, CREATED, new Sealed(new byte[] {7}));
    }
}
