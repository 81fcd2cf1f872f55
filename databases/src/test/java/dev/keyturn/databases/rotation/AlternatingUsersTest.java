package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;

/** Two logins in turn, in a real PostgreSQL of the newest version and of the oldest: memberships changed in between. */
@ParameterizedClass(name = "{0}")
@EnumSource
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class AlternatingUsersTest {
    enum Version {
        OLDEST,
        NEWEST
    }

    private static final String OLD = "the-first-password";
    private static final AtomicInteger LOGINS = new AtomicInteger();
    private static RotatedPostgres server;

    @Parameter
    Version version;

    @TempDir
    Path folder;

    private final String login = "app" + LOGINS.incrementAndGet();
    private RotationWorld world;

    @BeforeParameterizedClassInvocation
    static void startTheServer(Version version) {
        server = version == Version.OLDEST ? RotatedPostgres.oldest() : new RotatedPostgres();
    }

    @AfterParameterizedClassInvocation
    static void stopTheServer() {
        server.close();
    }

    @BeforeEach
    void openTheWorld() throws Exception {
        world = new RotationWorld(folder, server.authority(), Duration.ZERO);
        server.createLogin(login, OLD, Method.ALTERNATING_USERS);
    }

    @AfterEach
    void closeTheWorld() {
        world.close();
    }

    @Test
    void theTwinDoesWhatTheFirstOneCouldAndTheFirstOneWorksOn() throws Exception {
        Arn secret = secret();
        assertThat(rotate(secret)).isTrue();
        assertThat(world.username(secret, SecretVersion.CURRENT)).contains(login + "_clone");
        assertThat(world.username(secret, SecretVersion.PREVIOUS)).contains(login);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
        assertThat(world.logsIn(secret, SecretVersion.PREVIOUS)).isTrue();
        try (Connection twin = asCurrent(secret)) {
            run(twin, "INSERT INTO of_" + login + " VALUES (1)");
        }
    }

    @Test
    void whatIsGrantedToTheRoleLaterReachesBoth() throws Exception {
        Arn secret = secret();
        rotate(secret);
        server.execute("CREATE TABLE later_" + login + " (n integer)");
        server.execute("GRANT SELECT ON later_" + login + " TO owner_" + login);
        try (Connection twin = asCurrent(secret);
                Connection first = server.connect(login, OLD)) {
            run(twin, "SELECT * FROM later_" + login);
            run(first, "SELECT * FROM later_" + login);
        }
    }

    @Test
    void whatATwinMakesBelongsToTheRole() throws Exception {
        server.execute("GRANT CREATE ON SCHEMA public TO owner_" + login);
        Arn secret = secret();
        rotate(secret);
        try (Connection twin = asCurrent(secret)) {
            run(twin, "CREATE TABLE made_" + login + " (n integer)");
        }
        try (Connection first = server.connect(login, OLD)) {
            run(first, "ALTER TABLE made_" + login + " ADD COLUMN m integer");
        }
        pass(Duration.ofHours(2));
        assertThat(rotate(secret)).as("nobody owns anything").isTrue();
    }

    @Test
    void theyTakeTurns() throws Exception {
        Arn secret = secret();
        rotate(secret);
        String first = world.password(secret, SecretVersion.CURRENT).orElseThrow();
        pass(Duration.ofDays(10));
        assertThat(rotate(secret)).isTrue();
        assertThat(world.username(secret, SecretVersion.CURRENT)).contains(login);
        assertThat(world.login(secret, OLD)).as("its first password").isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        assertThat(world.password(secret, SecretVersion.PREVIOUS)).contains(first);
        assertThat(world.logsIn(secret, SecretVersion.PREVIOUS)).isTrue();
        pass(Duration.ofDays(10));
        assertThat(rotate(secret)).isTrue();
        assertThat(world.username(secret, SecretVersion.CURRENT)).contains(login + "_clone");
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void aTurnWaitsForWhoStillUsesTheLoginThatIsToChange() throws Exception {
        Arn secret = secret();
        rotate(secret);
        try (Connection stale = server.connect(login, OLD)) {
            assertThat(rotate(secret)).isFalse();
            assertThat(task(secret).lastFailure()).contains("still in use");
            assertThat(world.lastEvent("RotationFailed")).contains("still used, by 1 sessions");
            assertThat(stale.isValid(5)).isTrue();
        }
        pass(Duration.ofMinutes(10));
        assertThat(world.rotator(Faults.NONE).run(world.claim("again"))).isTrue();
        assertThat(world.username(secret, SecretVersion.CURRENT)).contains(login);
    }

    @Test
    void whoNeverReadsTheSecretAgainHoldsItUpNoLongerThanTheOverlap() throws Exception {
        Arn secret = secret();
        rotate(secret);
        pass(RotationPolicy.STANDARD.overlap());
        try (Connection stale = server.connect(login, OLD)) {
            assertThat(rotate(secret)).isTrue();
            assertThat(stale.isValid(5)).as("sessions stay").isTrue();
        }
    }

    @Test
    void aLoginWithPrivilegesOfItsOwnHasNoTwin() throws Exception {
        server.execute("CREATE TABLE own_" + login + " (n integer)");
        server.execute("GRANT SELECT ON own_" + login + " TO " + login);
        assertUnsuitable("holds a privilege in database postgres");
    }

    @Test
    void aLoginThatOwnsSomethingHasNoTwin() throws Exception {
        server.execute("CREATE TABLE own_" + login + " (n integer)");
        server.execute("ALTER TABLE own_" + login + " OWNER TO " + login);
        assertUnsuitable("owns something in database postgres");
    }

    @Test
    void aSuperuserHasNoTwin() throws Exception {
        server.execute("ALTER ROLE " + login + " SUPERUSER");
        assertUnsuitable("is SUPERUSER");
    }

    @Test
    void aLoginWithoutARoleHasNoTwin() throws Exception {
        server.execute("REVOKE owner_" + login + " FROM " + login);
        assertUnsuitable("member of no role");
    }

    @Test
    void somebodyElsesLoginIsNotTakenForTheTwin() throws Exception {
        server.execute("CREATE ROLE " + login + "_clone LOGIN SUPERUSER PASSWORD 'theirs'");
        assertUnsuitable("was not made as the twin");
        assertThat(world.login(world.target(arn()).as(login + "_clone"), "theirs"))
                .isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void theAdministratorDoesNothingForWhoHoldsNoWorkingLogin() throws Exception {
        server.setPassword(login, "somebody-changed-it");
        Arn secret = secret();
        assertThat(rotate(secret)).isFalse();
        assertThat(task(secret).lastFailure()).contains("refused password");
        assertThat(roles(login + "_clone")).isZero();
    }

    @Test
    void anotherAdministratorThanTheRegisteredOneIsNotUsed() throws Exception {
        Arn secret = secret();
        String edited = world.value(
                        secret,
                        world.stored(secret).staged(SecretVersion.CURRENT).orElseThrow())
                .replace("admin-of-db", "admin-of-others");
        world.put(secret, "v2-00000000-0000-0000-0000-00000000", edited);
        assertThat(rotate(secret)).isFalse();
        assertThat(world.lastEvent("RotationFailed")).contains("masterarn");
        assertThat(roles(login + "_clone")).isZero();
    }

    @Test
    void theAdministratorsPasswordGoesNowhereElse() throws Exception {
        Arn secret = secret();
        Arn admin = world.target(secret).admin().orElseThrow();
        String elsewhere = server.json(server.admin(), server.adminPassword())
                .replace("\"port\":" + server.port(), "\"port\":" + (server.port() + 1));
        world.put(admin, "v2-00000000-0000-0000-0000-00000000", elsewhere);
        world.put(admin, "v3-00000000-0000-0000-0000-00000000", elsewhere);
        assertThat(rotate(secret)).isFalse();
        assertThat(world.lastEvent("RotationFailed")).contains("does not hold a login to the engine, host and port");
    }

    @Test
    void anAdministratorUnderRotationItselfIsHadByItsPendingPassword() throws Exception {
        server.execute("CREATE ROLE boss_" + login + " LOGIN SUPERUSER PASSWORD 'its-new-one'");
        Arn secret = secret();
        Arn admin = world.target(secret).admin().orElseThrow();
        world.put(admin, "v2-00000000-0000-0000-0000-00000000", server.json("boss_" + login, "its-old-one"));
        world.putPending(admin, "v3-00000000-0000-0000-0000-00000000", server.json("boss_" + login, "its-new-one"));
        assertThat(rotate(secret)).isTrue();
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void aTurnThatStoppedBeforeTheLoginWasEnabledGoesOn() throws Exception {
        Arn secret = secret();
        rotate(secret);
        pass(Duration.ofDays(1));
        server.execute("ALTER ROLE " + login + " NOLOGIN"); // as the end of the overlap does
        boolean[] stopped = {false};
        RotationTask task = world.begin(secret, UUID.randomUUID().toString());
        assertThatThrownBy(() -> world.rotator(point -> {
                            if (point == FaultPoint.SET_AFTER_ANSWER && !stopped[0]) {
                                stopped[0] = true; // the password is set, the login is not enabled
                                throw new IllegalStateException("stopped");
                            }
                        })
                        .run(task))
                .hasMessage("stopped");
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
        pass(Duration.ofHours(2));
        assertThat(world.rotator(Faults.NONE).run(world.claim("again"))).isTrue();
        assertThat(world.username(secret, SecretVersion.CURRENT)).contains(login);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void theLoginThatClientsHaveByNowIsNotChanged() throws Exception {
        Arn secret = secret();
        rotate(secret);
        try (Connection stale = server.connect(login, OLD)) {
            assertThat(rotate(secret)).as("waits for who uses the old login").isFalse();
            world.store.write(tx -> {
                new Secrets(tx)
                        .moveStage(
                                world.stored(secret).secret(),
                                SecretVersion.CURRENT,
                                "v1-00000000-0000-0000-0000-00000000");
                return true;
            });
            pass(Duration.ofHours(2));
            assertThat(world.rotator(Faults.NONE).run(world.claim("again"))).isFalse();
            assertThat(stale.isValid(5)).isTrue();
        }
        assertThat(world.username(secret, SecretVersion.CURRENT)).contains(login);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
        assertThat(world.lastEvent("RotationFailed")).contains("whose turn it was");
    }

    @Test
    void noNameIsLookedUpWhereTheLoginChose() throws Exception {
        server.execute("CREATE SCHEMA evil_" + login + " AUTHORIZATION owner_" + login);
        server.execute("CREATE FUNCTION evil_" + login + ".set_config(text, text, boolean) RETURNS text LANGUAGE sql"
                + " AS 'SELECT pg_catalog.set_config(''keyturn.evil'', session_user::text, false)'");
        server.execute("ALTER ROLE " + login + " SET search_path = evil_" + login + ", pg_catalog");
        server.execute("ALTER ROLE " + login + " SET temp_tablespaces = ''");
        Arn secret = secret();
        boolean done = rotate(secret);
        assertThat(done ? "" : world.lastEvent("RotationFailed")).isEmpty();
        try (Connection twin = asCurrent(secret);
                Statement statement = twin.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.current_setting('search_path'),"
                        + " (SELECT count(*) FROM pg_catalog.pg_db_role_setting s, unnest(s.setconfig) c"
                        + " WHERE c LIKE 'keyturn.evil%')")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("evil_" + login + ", pg_catalog");
            assertThat(row.getInt(2)).isZero();
        }
    }

    private void assertUnsuitable(String why) throws Exception {
        Arn secret = secret();
        assertThat(rotate(secret)).isFalse();
        assertThat(task(secret).lastFailure()).contains("not suitable");
        assertThat(world.lastEvent("RotationFailed")).contains(why);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    private Arn secret() {
        return world.secret("db", server, Scenario.POSTGRES_ALTERNATING, login, OLD);
    }

    private static Arn arn() {
        return Arn.of("secretsmanager", "us-east-1", RotationWorld.ACCOUNT, "secret:db-AbCdEf");
    }

    private boolean rotate(Arn secret) {
        return world.rotator(Faults.NONE)
                .run(world.begin(secret, UUID.randomUUID().toString()));
    }

    private RotationTask task(Arn secret) {
        return world.task(secret).orElseThrow();
    }

    private void pass(Duration time) {
        world.clock.advance(time);
    }

    private Connection asCurrent(Arn secret) throws SQLException {
        return server.connect(
                world.username(secret, SecretVersion.CURRENT).orElseThrow(),
                world.password(secret, SecretVersion.CURRENT).orElseThrow());
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int roles(String name) throws SQLException {
        try (Connection connection = server.connect(server.admin(), server.adminPassword());
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*) FROM pg_roles WHERE rolname = '" + name + "'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
