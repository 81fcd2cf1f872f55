package dev.keyturn.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.keyturn.rules.policy.AccessRequest;
import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.rules.policy.ConditionKey;
import dev.keyturn.rules.policy.Decision;
import dev.keyturn.rules.policy.Evaluator;
import dev.keyturn.rules.policy.Requester;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.AuthorityCache;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * {@code ./dev bench authority}: how long after a change to one user's policy the first decision by it is there, in an
 * account with many users, roles and policies; and what decisions cost meanwhile.
 */
@Command(
        name = "authority",
        mixinStandardHelpOptions = true,
        description = "From a changed policy to the first decision, and decisions while policies change.")
final class AuthorityBench implements Callable<Integer> {
    private static final String ACCOUNT = "123456789012";
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final ConditionKey SOURCE_IP = ConditionKey.of("aws:SourceIp");
    private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"123456789012"},
             "Action":"sts:AssumeRole"}}""";

    @Option(names = "--users", paramLabel = "N", description = "Each with an access key; default: ${DEFAULT-VALUE}.")
    private int users = 10_000;

    @Option(names = "--roles", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int roles = 1_000;

    @Option(
            names = "--policies",
            paramLabel = "N",
            description =
                    "Managed, no two alike, two of them attached to each user and role; default: ${DEFAULT-VALUE}.")
    private int policies = 5_000;

    @Option(names = "--changes", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int changes = 500;

    @Option(names = "--seconds", paramLabel = "N", description = "Of decisions, each time; default: ${DEFAULT-VALUE}.")
    private int seconds = 5;

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("keyturn-bench");
        try (Store store = Store.sqlite(directory.resolve("keyturn.db"), InstantSource.system())) {
            fill(store);
            System.out.printf("%,d users with a key each, %,d roles, %,d policies%n", users, roles, policies);
            Authority authority = AuthorityCache.of(store);
            long start = System.nanoTime();
            authority.holder("AKIA0");
            System.out.printf("%-46s %9.1f ms%n", "loading all", (System.nanoTime() - start) / 1e6);
            measure(store, authority);
        } finally {
            Directories.delete(directory);
        }
        return 0;
    }

    private void measure(Store store, Authority authority) throws InterruptedException {
        decisions(authority, 1); // also compiles the code, and is not shown
        changes(store, authority, Math.min(changes, 200));
        print("decision, nothing changing", decisions(authority, seconds));
        Duration before = cpu();
        changes(store, authority, changes).print();
        // Of all threads; it says more than the clock where others use the processors too.
        System.out.printf(
                "%-46s %9.4f ms%n",
                "  processor time of all this", cpu().minus(before).toNanos() / 1e6 / changes);
        print("decision, a change every 50 ms", whileChanging(store, () -> decisions(authority, seconds)));
        print("decision, nothing changing any more", decisions(authority, seconds));
    }

    /** What one change costs: until it is durable, and from then to the first decision, which must be by it. */
    private Changes changes(Store store, Authority authority, int count) {
        Changes measured = new Changes(histogram(), histogram(), histogram());
        for (int i = 0; i < count; i++) {
            int number = (i * 17) % users;
            boolean allowed = i % 2 == 0;
            Principal user = new Principal.IamUser(user(number));
            AccessRequest request = request(user, "changed");
            long started = System.nanoTime();
            store.write(tx -> {
                new Policies(tx).putInline(user(number), "own", document(allowed ? "Allow" : "Deny", "changed"));
                return true;
            });
            long durable = System.nanoTime();
            Decision first = Evaluator.decide(authority.policiesOf(user), List.of(), request);
            long decided = System.nanoTime();
            if (first instanceof Decision.Allow != allowed) {
                throw new IllegalStateException("a decision by what was there before the change");
            }
            Evaluator.decide(authority.policiesOf(user), List.of(), request);
            measured.commit().recordValue(durable - started);
            measured.first().recordValue(decided - durable);
            measured.second().recordValue(System.nanoTime() - decided);
        }
        return measured;
    }

    private record Changes(Histogram commit, Histogram first, Histogram second) {
        void print() {
            AuthorityBench.print("a user's policy changed, until it is durable", commit);
            AuthorityBench.print("  from then to the first decision by it", first);
            AuthorityBench.print("  the next decision", second);
        }
    }

    /** By users drawn at random, one after another, each found by its access key. */
    private Histogram decisions(Authority authority, int time) {
        Histogram nanos = histogram();
        Random random = new Random(20261124);
        long end = System.nanoTime() + Duration.ofSeconds(time).toNanos();
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            int number = random.nextInt(users);
            Principal user = authority.holder("AKIA" + number).orElseThrow().principal();
            Decision decision =
                    Evaluator.decide(authority.policiesOf(user), List.of(), request(user, "team" + number % policies));
            nanos.recordValue(Math.min(System.nanoTime() - now, LONGEST_NANOS));
            if (!(decision instanceof Decision.Allow)) {
                throw new IllegalStateException("user " + number + " may read what its policy allows");
            }
        }
        return nanos;
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private <T> T whileChanging(Store store, Callable<T> measured) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread changing = Thread.startVirtualThread(() -> {
            for (int i = 0; !done.get(); i++) {
                int number = i % users;
                store.write(tx -> {
                    new Policies(tx).putInline(user(number), "own", document("Allow", "changed"));
                    return true;
                });
                pause();
            }
        });
        try {
            return measured.call();
        } catch (Exception e) {
            throw new IllegalStateException("measuring decisions", e);
        } finally {
            done.set(true);
            changing.join();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50); // what "a change every 50 ms" is
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fill(Store store) {
        inBatches(store, policies, number -> tx -> new Policies(tx).insertManaged(policy(number)));
        inBatches(store, users, number -> tx -> {
            User user = user(number);
            new Users(tx).insert(user);
            new Policies(tx).attach(user, policy(number % policies));
            new Policies(tx).attach(user, policy((number + 1) % policies));
            new AccessKeys(tx)
                    .insert(new AccessKey(
                            ACCOUNT,
                            "AKIA" + number,
                            Optional.of(user.name()),
                            true,
                            CREATED,
                            new Sealed(new byte[80])));
            return true;
        });
        inBatches(store, roles, number -> tx -> {
            Role role = role(number);
            new Roles(tx).insert(role);
            new Policies(tx).attach(role, policy(number % policies));
            new Policies(tx).attach(role, policy((number + 1) % policies));
            return true;
        });
    }

    private static void inBatches(Store store, int count, IntFunction<Store.Work<Boolean>> work) {
        for (int from = 0; from < count; from += 500) {
            int first = from;
            store.write(tx -> all(tx, first, Math.min(count, first + 500), work));
        }
    }

    private static boolean all(Transaction tx, int from, int to, IntFunction<Store.Work<Boolean>> work) {
        for (int number = from; number < to; number++) {
            work.apply(number).run(tx);
        }
        return true;
    }

    private static User user(int number) {
        return new User(ACCOUNT, "user" + number, "/", "AIDA" + number, CREATED, Map.of());
    }

    private static Role role(int number) {
        return new Role(
                ACCOUNT,
                "role" + number,
                "/",
                "AROA" + number,
                CREATED,
                "",
                TRUST,
                Duration.ofHours(1),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ManagedPolicy policy(int number) {
        return new ManagedPolicy(
                ACCOUNT,
                "policy" + number,
                "/",
                "ANPA" + number,
                "",
                "v1",
                document("Allow", "team" + number),
                CREATED,
                CREATED,
                0,
                0,
                Map.of());
    }

    private static String document(String effect, String secrets) {
        return """
                {"Version": "2012-10-17", "Statement": {"Effect": "%s",
                  "Action": ["secretsmanager:GetSecretValue", "secretsmanager:Describe*"],
                  "Resource": "arn:aws:secretsmanager:us-east-1:%s:secret:%s/*",
                  "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}}""".formatted(effect, ACCOUNT, secrets);
    }

    private static AccessRequest request(Principal user, String secrets) {
        return new AccessRequest(
                new Requester.User(user.arn()),
                "secretsmanager:GetSecretValue",
                "arn:aws:secretsmanager:us-east-1:" + ACCOUNT + ":secret:" + secrets + "/orders-AbCdEf",
                ACCOUNT,
                ConditionContext.builder().put(SOURCE_IP, "10.1.2.3").build());
    }

    private static Histogram histogram() {
        return new Histogram(LONGEST_NANOS, 3);
    }

    private static void print(String what, Histogram nanos) {
        System.out.printf(
                "%-46s p50 %9.4f  p99 %9.4f  max %9.4f ms  (%,d)%n",
                what,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6,
                nanos.getTotalCount());
    }
}
