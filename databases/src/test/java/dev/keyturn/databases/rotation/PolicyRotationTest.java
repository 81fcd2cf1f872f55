package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.rotation.RotationOverview;
import dev.keyturn.state.rotation.RotationOverview.Standing;
import dev.keyturn.state.rotation.policy.CoverWork.Kind;
import dev.keyturn.state.rotation.policy.Policies;
import dev.keyturn.state.rotation.policy.Policy;
import dev.keyturn.state.rotation.policy.PolicyReader;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.trail.LookupPage.StoredEvent;
import dev.keyturn.state.trail.LookupQuery;
import dev.keyturn.testbed.PostgresServer;

/** Rotation policies over three accounts, whose secrets are logins of a real PostgreSQL. */
class PolicyRotationTest {
    private static final String DEV = "111111111111";
    private static final String STAGING = "222222222222";
    private static final String PROD = "333333333333";
    private static final Map<String, String> ACCOUNTS = Map.of(DEV, "dev", STAGING, "staging", PROD, "prod");
    private static final String OLD = "the-first-password";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AtomicInteger LOGINS = new AtomicInteger();
    private static final String GATED = """
            {"name": "app", "match": {"path": "app/*"}, "strategy": "single-user", "schedule": "rate(1 day)",
            "password": {"length": 50, "excludePunctuation": true},
            "environments": {"order": ["dev", "staging", "prod"], "gate": "PT1H"}}""";

    private static PostgresServer server;

    @TempDir
    Path folder;

    private RotationWorld world;
    private PolicyCoverage coverage;
    private PolicySweep sweep;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void openStore() {
        world = new RotationWorld(folder, server.caCertificate(), Duration.ZERO);
        coverage = new PolicyCoverage(world.store, world.seal, world.trail, OthersFunctions.NONE, RANDOM);
        sweep = new PolicySweep(world.store, world.trail, coverage, RANDOM, Duration.ofHours(1));
        world.store.write(tx -> {
            ACCOUNTS.forEach(new Accounts(tx)::insert);
            return true;
        });
    }

    @AfterEach
    void closeStore() {
        sweep.close();
        world.close();
    }

    @Test
    void eachEnvironmentRotatesAfterTheOneBeforeHasSoaked() throws Exception {
        Arn dev = login(DEV);
        Arn staging = login(STAGING);
        Arn prod = login(PROD);
        assertThat(apply(GATED)).hasSize(3).allSatisfy(line -> {
            assertThat(line.kind()).isEqualTo(Kind.COVER);
            assertThat(line.problem()).isEmpty();
        });
        assertThat(events(PROD)).containsExactly("RotationPolicyGiven");

        toTheNextTurn();
        round();
        assertThat(password(dev)).hasSize(50).matches("[A-Za-z0-9]+").isNotEqualTo(OLD);
        assertThat(List.of(password(staging), password(prod))).containsOnly(OLD);
        assertThat(line(staging).standing()).isEqualTo(Standing.WAITING);
        assertThat(line(staging).detail().orElseThrow()).contains("the gate opens at");
        assertThat(line(prod).detail().orElseThrow()).startsWith("`app/db` of dev was rotated at");

        world.clock.advance(Duration.ofMinutes(59));
        round();
        assertThat(password(staging)).isEqualTo(OLD);
        world.clock.advance(Duration.ofMinutes(2));
        round();
        assertThat(password(staging)).isNotEqualTo(OLD);
        assertThat(password(prod)).isEqualTo(OLD);
        assertThat(line(prod).detail().orElseThrow()).startsWith("`app/db` of staging was rotated at");
        world.clock.advance(Duration.ofMinutes(61));
        round();
        assertThat(password(prod)).isNotEqualTo(OLD);
        assertThat(List.of(dev, staging, prod)).allMatch(secret -> line(secret).standing() == Standing.COVERED);
        assertThat(events(PROD)).containsExactly("RotationPolicyGiven", "RotationStarted", "RotationSucceeded");
        assertThat(world.trail.validate()).isEmpty();
    }

    @Test
    void whatFailsInDevStaysInDevAndIsAnAlarmUntilItIsMended() throws Exception {
        Arn dev = login(DEV);
        Arn prod = login(PROD);
        apply(GATED);
        String username = username(dev);
        execute("ALTER ROLE " + username + " PASSWORD 'somebody-changed-it'");

        toTheNextTurn();
        round();
        sweep();
        assertThat(line(dev).standing()).isEqualTo(Standing.FAILING);
        assertThat(line(prod).standing()).isEqualTo(Standing.WAITING);
        assertThat(alarms(PROD)).isEmpty();

        world.clock.advance(Duration.ofHours(26));
        round();
        sweep();
        assertThat(password(prod)).isEqualTo(OLD);
        assertThat(line(prod).standing()).isEqualTo(Standing.OVERDUE);
        assertThat(alarms(DEV)).contains("RotationOverdue", "RotationFailed");
        assertThat(alarms(PROD)).containsExactly("RotationOverdue");
        assertThat(lastEvent(PROD)).contains("\"alarm\":\"RotationOverdue\"").contains("of dev is failing");
        sweep();
        world.clock.advance(Duration.ofMinutes(30));
        sweep();
        assertThat(alarms(PROD)).as("told already").hasSize(1);
        world.clock.advance(Duration.ofMinutes(31));
        sweep();
        assertThat(alarms(PROD)).as("told again").hasSize(2);

        execute("ALTER ROLE " + username + " PASSWORD '" + OLD + "'");
        world.clock.advance(Duration.ofHours(2));
        round();
        assertThat(password(dev)).isNotEqualTo(OLD);
        assertThat(line(dev).standing()).isEqualTo(Standing.COVERED);
        world.clock.advance(Duration.ofMinutes(61));
        round();
        sweep();
        assertThat(password(prod)).isNotEqualTo(OLD);
        assertThat(alarms(PROD)).as("mended").hasSize(2);
    }

    @Test
    void aWindowThatTheGateLetsPassIsOverdueAndTheNextOneIsWaitedFor() throws Exception {
        login(DEV);
        Arn prod = login(PROD);
        apply(GATED.replace("\"rate(1 day)\"", "\"rate(1 day)\", \"window\": \"3h\", \"overdueAfter\": \"PT10M\""));
        execute("ALTER ROLE " + username(secretOf(DEV)) + " PASSWORD 'somebody-changed-it'");
        toTheNextTurn();
        round();
        world.clock.advance(Duration.ofHours(3));
        round();
        Instant next = stored(prod).rotation().orElseThrow().nextRotation().orElseThrow();
        assertThat(next).isAfter(world.store.now());
        sweep();
        assertThat(alarms(PROD)).as("not yet: ten minutes later").isEmpty();
        world.clock.advance(Duration.ofMinutes(10));
        sweep();
        assertThat(alarms(PROD)).containsExactly("RotationOverdue");
        assertThat(line(prod).standing()).isEqualTo(Standing.OVERDUE);
    }

    @Test
    void whatSomebodyChangedAwayIsShownAndPutBackOnlyIfThePolicySaysSo() throws Exception {
        Arn dev = login(DEV);
        apply(GATED);
        change(dev, "rate(30 days)", true);
        sweep();
        assertThat(line(dev).standing()).isEqualTo(Standing.DRIFTED);
        assertThat(line(dev).detail()).contains("its schedule is `rate(30 days)`");
        assertThat(alarms(DEV)).containsExactly("RotationDrifted");
        sweep();
        assertThat(alarms(DEV)).hasSize(1);
        world.clock.advance(Duration.ofDays(1));
        sweep();
        assertThat(alarms(DEV)).as("daily").hasSize(2);
        assertThat(stored(dev).rotation().orElseThrow().schedule()).contains("rate(30 days)");

        change(dev, "rate(1 day)", true);
        sweep();
        assertThat(line(dev).detail()).as("changed back by hand").isEmpty();
        change(dev, "rate(1 day)", false);
        sweep();
        assertThat(line(dev).detail()).contains("its rotation is switched off");
        assertThat(alarms(DEV)).hasSize(3);

        // Who applies the policy again wants it as it says.
        assertThat(apply(GATED)).singleElement().satisfies(line -> {
            assertThat(line.kind()).isEqualTo(Kind.RESTORE);
            assertThat(line.drift()).contains("its rotation is switched off");
        });
        assertThat(line(dev).standing()).isEqualTo(Standing.COVERED);
        apply(GATED.replace("\"name\"", "\"enforce\": true, \"name\""));
        change(dev, "rate(30 days)", true);
        sweep();
        assertThat(stored(dev).rotation().orElseThrow().schedule()).contains("rate(1 day)");
        assertThat(lastEvent(DEV)).contains("RotationPolicyGiven").contains("its schedule is `rate(30 days)`");
        assertThat(alarms(DEV)).hasSize(3);
    }

    @Test
    void whatComesLaterIsCoveredToo() throws Exception {
        apply(GATED);
        assertThat(sweep.sweepIfItIsTime()).isTrue();
        Arn dev = login(DEV);
        assertThat(sweep.sweepIfItIsTime()).as("not its turn yet").isFalse();
        assertThat(line(dev).standing()).isEqualTo(Standing.UNCOVERED);
        sweep();
        assertThat(line(dev).standing()).isEqualTo(Standing.COVERED);
        assertThat(line(dev).policy()).contains("app");
        toTheNextTurn();
        round();
        assertThat(password(dev)).isNotEqualTo(OLD);

        assertThat(world.store.<Optional<List<PolicyCoverage.Line>>>write(tx -> coverage.remove("app", tx)))
                .hasValueSatisfying(lines -> assertThat(lines).hasSize(1));
        assertThat(line(dev).policy()).isEmpty();
        assertThat(line(dev).standing()).as("its settings stay").isEqualTo(Standing.COVERED);
        assertThat(world.store.<Optional<List<PolicyCoverage.Line>>>write(tx -> coverage.remove("app", tx)))
                .isEmpty();
    }

    @Test
    void whatCannotBeCoveredIsSaidAndNothingOfItChanged() throws Exception {
        Arn text = secret(DEV, "app/text", "no JSON, but canary");
        Arn admin = secret(DEV, "admin/db", json("the_admin", "canary"));
        Arn ofAdmin = secret(
                DEV, "app/of-admin", json("somebody", "canary").replace("}", ",\"masterarn\":\"" + admin + "\"}"));
        Arn first = login(DEV);
        Arn twice = secret(DEV, "app/twice", json(username(first), "canary"));
        Arn stray = secret(DEV, "app/stray", json("stray", "canary"), Map.of("environment", "qa"));
        apply(GATED);
        assertThat(line(text).detail()).contains("the secret's value is not a JSON object");
        assertThat(line(ofAdmin).detail().orElseThrow()).contains("not among the policy's `administrators`");
        assertThat(line(twice).detail()).contains("another secret rotates its login already");
        assertThat(line(stray).detail()).contains("its environment `qa` is not in the policy's order");
        assertThat(List.of(text, ofAdmin, twice, stray)).allSatisfy(secret -> {
            assertThat(line(secret).standing()).isEqualTo(Standing.UNCOVERED);
            assertThat(line(secret).isBad()).isTrue();
            assertThat(stored(secret).rotation()).isEmpty();
        });
        // Once the operator says that this administrator may be used, it is.
        apply(GATED.replace("\"name\"", "\"administrators\": [\"admin/*\"], \"name\""));
        assertThat(line(ofAdmin).standing()).isEqualTo(Standing.COVERED);
    }

    @Test
    void aConflictChangesNothing() throws Exception {
        Arn dev = login(DEV);
        apply(GATED);
        String other = GATED.replace("\"app\"", "\"other\"");
        assertThatThrownBy(() -> apply(other))
                .isInstanceOf(PolicyCoverage.ConflictException.class)
                .hasMessage("the secret `app/db` of the account 111111111111: the policies `app` and `other` match it"
                        + " just as exactly");
        assertThat(world.store.<List<Policies.Applied>>read(tx -> new Policies(tx).all()))
                .hasSize(1);
        assertThat(line(dev).policy()).contains("app");
    }

    private List<PolicyCoverage.Line> apply(String document) {
        List<Policy> policies = PolicyReader.file(document, _ -> true, _ -> true, world.store.now());
        return world.store.write(tx -> coverage.apply(policies, "operator", tx));
    }

    /** Just after the next midnight, when `rate(1 day)` opens. */
    private void toTheNextTurn() {
        Instant next = line(secretOf(DEV)).nextRotation().orElseThrow();
        world.clock.advance(Duration.between(world.store.now(), next).plusSeconds(1));
    }

    private void round() throws InterruptedException {
        world.round(RotationWorld.POLICY, Faults.NONE);
    }

    private void sweep() {
        world.clock.advance(PolicySweep.EVERY);
        assertThat(sweep.sweepIfItIsTime()).isTrue();
    }

    private Arn login(String account) throws Exception {
        String login = "policied_" + LOGINS.incrementAndGet();
        server.createLogin(login, OLD);
        return secret(account, "app/db", json(login, OLD));
    }

    private static String json(String login, String password) {
        return RotationWorld.json(server.host(), server.port(), login, password, true);
    }

    private Arn secret(String account, String name, String value) {
        return secret(account, name, value, Map.of());
    }

    private Arn secret(String account, String name, String value, Map<String, String> tags) {
        Arn arn = arn(account, name);
        String version = "v1-00000000-0000-0000-0000-00000000";
        Secret secret = new Secret(
                account,
                arn,
                name,
                Optional.empty(),
                Optional.empty(),
                world.store.now(),
                world.store.now(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                tags);
        world.store.write(tx -> {
            new Secrets(tx).insert(secret);
            new Secrets(tx)
                    .addVersion(
                            secret,
                            new SecretVersion(
                                    version,
                                    false,
                                    Optional.of(world.seal.seal(
                                            SecretBytes.ofUtf8(value), new Binding(account, arn.toString(), version))),
                                    tx.now(),
                                    Optional.empty(),
                                    Set.of(SecretVersion.CURRENT)));
            return true;
        });
        return arn;
    }

    private static Arn secretOf(String account) {
        return arn(account, "app/db");
    }

    private static Arn arn(String account, String name) {
        return Arn.of("secretsmanager", "us-east-1", account, "secret:" + name + "-AbCdEf");
    }

    /** As somebody does with RotateSecret or CancelRotateSecret. */
    private void change(Arn arn, String schedule, boolean enabled) {
        RotationSettings before = stored(arn).rotation().orElseThrow();
        world.store.write(tx -> {
            new Secrets(tx)
                    .update(stored(arn)
                            .rotatedBy(
                                    new RotationSettings(
                                            enabled,
                                            before.functionArn(),
                                            Optional.of(schedule),
                                            Optional.empty(),
                                            before.window(),
                                            before.lastRotated(),
                                            Optional.of(tx.now().plus(Duration.ofDays(30)))),
                                    tx.now()));
            return true;
        });
    }

    private Secret stored(Arn arn) {
        return whole(arn).secret();
    }

    private StoredSecret whole(Arn arn) {
        return world.store.read(
                tx -> new Secrets(tx).find(arn.account(), arn.toString()).orElseThrow());
    }

    private String password(Arn arn) {
        return field(arn, "password");
    }

    private String username(Arn arn) {
        return field(arn, "username");
    }

    private String field(Arn arn, String field) {
        SecretVersion current = whole(arn).staged(SecretVersion.CURRENT).orElseThrow();
        String json = world.seal
                .open(current.value().orElseThrow(), new Binding(arn.account(), arn.toString(), current.id()))
                .revealUtf8(SecretBytes.Reason.ROTATE);
        return json.replaceFirst(".*\"" + field + "\":\"([^\"]*)\".*", "$1");
    }

    private RotationOverview.Line line(Arn arn) {
        return world.store.read(tx -> new RotationOverview(tx, Duration.ofHours(1)).lines()).stream()
                .filter(line -> line.secret().equals(arn))
                .findFirst()
                .orElseThrow();
    }

    /** Oldest first. */
    private List<String> events(String account) {
        return lookup(account).reversed().stream()
                .map(event -> event.eventName())
                .toList();
    }

    private List<String> alarms(String account) {
        return lookup(account).stream()
                .filter(event -> event.json().contains("\"alarm\":"))
                .map(event -> event.eventName())
                .toList();
    }

    private String lastEvent(String account) {
        return lookup(account).getFirst().json();
    }

    private List<StoredEvent> lookup(String account) {
        return world.trail
                .lookup(new LookupQuery(
                        account, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 50))
                .events();
    }

    private static void execute(String sql) throws Exception {
        try (var superuser = server.connect("postgres");
                var statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }
}
