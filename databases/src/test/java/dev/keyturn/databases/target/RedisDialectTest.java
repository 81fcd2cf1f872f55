package dev.keyturn.databases.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.testbed.RedisServer;

/**
 * Against a real server. Longer than most files: what {@code PostgresDialectTest} asks of its engine, asked of this one,
 * and one server for all of it.
 */
class RedisDialectTest {
    private static final String ACCOUNT = "123456789012";
    private static final Arn SECRET = Arn.of("secretsmanager", "us-east-1", ACCOUNT, "secret:db-AbCdEf");
    private static final Arn OTHER_SECRET = Arn.of("secretsmanager", "us-east-1", ACCOUNT, "secret:db-GhIjKl");
    private static final byte[] SALT = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    private static final SessionTag TAG = SessionTag.of(SECRET, "0c1f7a3e-5c6d-4a53-9d39-8f2f6d0b7f11");
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static RedisServer server;
    private static Dialect dialect;

    @BeforeAll
    @BeforeContainer
    static void startServer() {
        server = RedisServer.start();
        dialect = new RedisDialect(trusting(server, true));
    }

    @AfterAll
    @AfterContainer
    static void stopServer() {
        server.close();
    }

    @Test
    void acceptsTheRightPasswordOverTlsAndWithout() throws Exception {
        String login = login("right");
        assertThat(probe(tls(login), "right")).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(probe(plain(login), "right")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void namesAWrongPassword() throws Exception {
        assertThat(probe(tls(login("right")), "wrong")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
    }

    @Test
    void aLoginThatMayDoNothingStillLogsIn() throws Exception {
        String login = uniquely("idle_");
        server.createUser(login, "right");
        assertThat(probe(tls(login), "right")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void aServerThatTakesAnyPasswordProvesNothing() throws Exception {
        String login = login("right");
        server.command("ACL", "SETUSER", login, "nopass");
        assertThat(probe(tls(login), "right")).isEqualTo(LoginOutcome.UNTRUSTED);
    }

    @Test
    void aClosedPortIsUnreachable() {
        assertThat(probe(target("localhost", 1, "anyone", true), "any")).isEqualTo(LoginOutcome.UNREACHABLE);
    }

    @Test
    void aFullServerIsUnreachable() throws Exception {
        String login = login("right");
        server.command("CONFIG", "SET", "maxclients", "1");
        try (Socket _ = new Socket(server.host(), server.plainPort())) {
            assertThat(probe(plain(login), "right")).isEqualTo(LoginOutcome.UNREACHABLE);
        } finally {
            server.restart();
        }
    }

    @Test
    void aStrangersCertificateIsUntrusted() throws Exception {
        Dialect javaTrust = new RedisDialect(TargetSettings.standard(new AddressPolicy(true), Optional.empty()));
        assertThat(javaTrust.probe(tls(login("right")), SecretBytes.ofUtf8("right"), TAG))
                .isEqualTo(LoginOutcome.UNTRUSTED);
    }

    @Test
    void aCertificateForAnotherNameIsUntrusted() throws Exception {
        String login = login("right");
        try (FaultyProxy proxy = new FaultyProxy("127.0.0.2", server.port())) {
            assertThat(probe(target("127.0.0.2", proxy.port(), login, true), "right"))
                    .isEqualTo(LoginOutcome.UNTRUSTED);
        }
    }

    @Test
    void aServerWithoutTlsGetsNoPlaintextInstead() throws Exception {
        assertThat(probe(target(server.host(), server.plainPort(), login("right"), true), "right"))
                .isIn(LoginOutcome.UNTRUSTED, LoginOutcome.UNREACHABLE);
    }

    @Test
    void loopbackNeedsItsAllowance() throws Exception {
        Dialect strict = new RedisDialect(trusting(server, false));
        assertThat(strict.probe(tls(login("right")), SecretBytes.ofUtf8("right"), TAG))
                .isEqualTo(LoginOutcome.UNTRUSTED);
    }

    @Test
    void withoutTlsNothingButLoopback() {
        assertThat(probe(target("192.0.2.1", server.port(), "anyone", false), "any"))
                .isEqualTo(LoginOutcome.UNTRUSTED);
    }

    @Test
    void setsAnothersPasswordWhichOutlivesTheServersDeath() throws Exception {
        String login = login("the-old-password-canary");
        try (LoginSession admin = admin()) {
            admin.setPassword(login, password("the-new-password-canary"));
            admin.setPassword(login, password("the-new-password-canary"));
        }
        server.kill9();
        server.restart();
        assertThat(probe(tls(login), "the-new-password-canary")).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(probe(tls(login), "the-old-password-canary")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        assertThat(Files.readString(server.aclFile())).doesNotContain("password-canary");
        assertThat(Files.readString(server.log())).doesNotContain("password-canary");
    }

    @Test
    void aLoginThatMayChangesItsOwnPassword() throws Exception {
        String login = uniquely("own_");
        server.createUser(login, "old", "+@all");
        try (LoginSession session = open(tls(login), "old")) {
            session.endOtherRotationSessions();
            session.setPassword(login, password("new"));
        }
        assertThat(probe(tls(login), "new")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void aLoginThatMayNotChangesNothing() throws Exception {
        String login = login("old");
        try (LoginSession session = open(tls(login), "old")) {
            refuses(LoginOutcome.NO_PERMISSION, () -> session.setPassword(login, password("new")));
            refuses(LoginOutcome.NO_PERMISSION, session::endOtherRotationSessions);
        }
        assertThat(probe(tls(login), "old")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void anAbsentUserIsNotMade() throws Exception {
        try (LoginSession admin = admin()) {
            refuses(LoginOutcome.NO_PERMISSION, () -> admin.setPassword("absent", password("new")));
            refuses(LoginOutcome.NO_PERMISSION, () -> admin.enable("absent"));
            admin.disable("absent");
            admin.drop("absent");
            assertThat(admin.exists("absent")).isFalse();
        }
    }

    @Test
    void twoPasswordsWorkUntilTheOldOneIsDiscarded() throws Exception {
        String login = login("first");
        try (LoginSession admin = admin()) {
            admin.addPassword(login, password("second"), Optional.empty());
            admin.addPassword(login, password("second"), Optional.empty());
            assertThat(probe(tls(login), "first")).isEqualTo(LoginOutcome.ACCEPTED);
            assertThat(probe(tls(login), "second")).isEqualTo(LoginOutcome.ACCEPTED);
            server.restart();
        }
        assertThat(probe(tls(login), "first")).isEqualTo(LoginOutcome.ACCEPTED);
        try (LoginSession admin = admin()) {
            admin.discardOldPasswords(login, password("second"));
            admin.discardOldPasswords(login, password("second"));
        }
        assertThat(probe(tls(login), "first")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        assertThat(probe(tls(login), "second")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void aTwinHasTheModelsRulesAndNotItsPasswords() throws Exception {
        String login = uniquely("model_");
        server.createUser(
                login, "old", "~app:*", "~it's\"(odd)", "resetchannels", "&news*", "+@read", "-get", "+config|get");
        String twin = login + "_clone";
        try (LoginSession admin = admin()) {
            admin.makeTwin(login, twin, password("new"));
            assertThat(rules(twin)).isEqualTo(rules(login));
            assertThat(probe(tls(twin), "new")).isEqualTo(LoginOutcome.ACCEPTED);
            assertThat(probe(tls(twin), "old")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);

            server.command("ACL", "SETUSER", login, "+set", "off");
            admin.makeTwin(login, twin, password("newer"));
            admin.makeTwin(login, twin, password("newer"));
        }
        assertThat(rules(twin)).isEqualTo(rules(login)).contains("+set");
        server.restart();
        assertThat(probe(tls(twin), "newer")).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(probe(tls(twin), "new")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
    }

    @Test
    void aUserThatHadTheTwinsNameBeforeIsLeftAlone() throws Exception {
        String login = login("old");
        server.createUser(login + "_clone", "somebody's", "+@all");
        try (LoginSession admin = admin()) {
            refuses(LoginOutcome.UNSUITABLE, () -> admin.makeTwin(login, login + "_clone", password("new")));
            refuses(LoginOutcome.UNSUITABLE, () -> admin.makeTwin("absent", "absent_clone", password("new")));
            assertThat(admin.exists("absent_clone")).isFalse();
        }
        assertThat(probe(tls(login + "_clone"), "somebody's")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void aDisabledLoginKeepsItsSessionsAndADroppedOneNothing() throws Exception {
        String login = login("right");
        try (LoginSession admin = admin();
                LoginSession client = open(tls(login), "right")) {
            admin.disable(login);
            admin.disable(login);
            client.query();
            assertThat(probe(tls(login), "right")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
            admin.enable(login);
            assertThat(probe(tls(login), "right")).isEqualTo(LoginOutcome.ACCEPTED);
            admin.drop(login);
            admin.drop(login);
            assertThat(admin.exists(login)).isFalse();
            assertThatExceptionOfType(TargetException.class).isThrownBy(client::query);
        }
    }

    @Test
    void endsOlderSessionsOfTheSameSecretAndNoOthers() throws Exception {
        try (LoginSession older = open(tls(server.admin()), server.adminPassword(), SessionTag.of(SECRET, "older"));
                LoginSession other =
                        open(tls(server.admin()), server.adminPassword(), SessionTag.of(OTHER_SECRET, "other"));
                LoginSession admin = admin()) {
            admin.endOtherRotationSessions();
            admin.query();
            other.query();
            refuses(LoginOutcome.UNREACHABLE, older::query);
        }
    }

    @Test
    void knowsWhoIsConnected() throws Exception {
        String login = login("right");
        try (LoginSession admin = admin();
                LoginSession _ = open(tls(login), "right");
                Socket client = new Socket(server.host(), server.plainPort())) {
            client.getOutputStream().write(("AUTH " + login + " right\r\nCLIENT SETNAME the-shop\r\n").getBytes());
            assertThat(new String(client.getInputStream().readNBytes(10))).isEqualTo("+OK\r\n+OK\r\n");
            List<Consumer> consumers = admin.consumers(login);
            assertThat(consumers).hasSize(1);
            assertThat(consumers.getFirst().program()).isEqualTo("the-shop");
            assertThat(consumers.getFirst().address()).isEqualTo("127.0.0.1");
            assertThat(Duration.between(consumers.getFirst().since(), Instant.now()))
                    .isLessThan(Duration.ofMinutes(1));
        }
    }

    @Test
    void aLostSessionLeavesTheOutcomeUnknownOnlyOnceItWasSent() throws Exception {
        String login = login("old");
        try (LoginSession admin = admin()) {
            server.kill9();
            refuses(LoginOutcome.UNREACHABLE, () -> admin.setPassword(login, password("new")));
        } finally {
            server.restart();
        }
        assertThat(probe(tls(login), "old")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void aReplicaIsNotChanged() throws Exception {
        String login = login("old");
        server.command("REPLICAOF", "127.0.0.1", "1");
        try (LoginSession admin = admin()) {
            refuses(LoginOutcome.UNREACHABLE, () -> admin.setPassword(login, password("new")));
            assertThat(admin.inspect(tls(login), Optional.empty()))
                    .anyMatch(finding -> finding.level() == Finding.Level.PROBLEM
                            && finding.subject().equals("server"));
        } finally {
            server.command("REPLICAOF", "NO", "ONE");
        }
        assertThat(probe(tls(login), "old")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void aDryRunFindsWhatIsMissingAndChangesNothing() throws Exception {
        String login = login("right");
        String before = server.command("ACL", "LIST");
        try (LoginSession admin = admin();
                LoginSession own = open(tls(login), "right")) {
            assertThat(admin.inspect(tls(login), Optional.of(login + "_clone")))
                    .noneMatch(finding -> finding.level() == Finding.Level.PROBLEM)
                    .extracting(Finding::subject)
                    .containsExactly("TLS", "server", "replication", "persistence", "administrator", "login", "twins");
            assertThat(own.inspect(tls(login), Optional.empty()))
                    .anyMatch(finding -> finding.level() == Finding.Level.PROBLEM
                            && finding.subject().equals("administrator"));
        }
        assertThat(server.command("ACL", "LIST")).isEqualTo(before);
    }

    /** Users in redis.conf: rewritten, except with names that would make it unreadable. */
    @Test
    void withoutAnAclFileTheConfigurationFileRemembers() throws Exception {
        try (RedisServer other = RedisServer.start(Map.of("aclfile", ""))) {
            Dialect there = new RedisDialect(trusting(other, true));
            for (String login : List.of("app", "日本")) {
                other.createUser(login, "old", "~app:*", "+@read");
                RotationTarget target = target(other.host(), other.port(), login, true);
                try (LoginSession admin =
                        there.open(target.as(other.admin()), SecretBytes.ofUtf8(other.adminPassword()), TAG)) {
                    admin.setPassword(login, password("new"));
                }
                other.kill9();
                other.restart();
                assertThat(there.probe(target, SecretBytes.ofUtf8("new"), TAG)).isEqualTo(LoginOutcome.ACCEPTED);
            }
            String odd = "o'brien";
            other.createUser(odd, "old");
            RotationTarget target = target(other.host(), other.port(), odd, true);
            try (LoginSession admin =
                    there.open(target.as(other.admin()), SecretBytes.ofUtf8(other.adminPassword()), TAG)) {
                refuses(LoginOutcome.UNSUITABLE, () -> admin.setPassword(odd, password("new")));
            }
            other.command("CONFIG", "REWRITE");
            assertThatExceptionOfType(RuntimeException.class)
                    .as("why such a name is refused: the server does not start with it")
                    .isThrownBy(other::restart);
        }
    }

    /** Names that Redis has users for; an ACL file holds all of them through a restart. */
    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void anyNameAndPasswordWorkByteForByte(
            @ForAll("hostileNames") String name,
            @ForAll("hostileTexts") String old,
            @ForAll("hostileTexts") String next)
            throws Exception {
        String login = uniquely(name);
        server.createUser(login, old);
        long users = users();
        try (LoginSession admin = admin()) {
            admin.setPassword(login, password(next));
            admin.makeTwin(login, login + "_clone", password(old));
        }
        assertThat(probe(tls(login), next)).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(probe(tls(login), next + "x")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        assertThat(probe(tls(login + "_clone"), old)).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(users()).as("nothing else was executed").isEqualTo(users + 1);
        if (NAMES.get() % 8 == 0) {
            server.kill9();
            server.restart();
            assertThat(probe(tls(login), next)).isEqualTo(LoginOutcome.ACCEPTED);
        }
        try (LoginSession admin = admin()) {
            admin.drop(login);
            admin.drop(login + "_clone");
        }
    }

    @Test
    void whatRedisHasNoUsersForIsRefused() throws Exception {
        for (String name : List.of("a b", "a\tb", "a\nb", "a\rb", "a\u000bb", "a\fb", "a\0b")) {
            assertThat(server.command("ACL", "SETUSER", name)).startsWith("-ERR");
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> RedisRules.name(name));
            assertThat(probe(tls(name), "any")).isEqualTo(LoginOutcome.UNSUITABLE);
        }
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> RedisRules.name(""));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> RedisRules.name("\ud800"));
    }

    @Provide
    Arbitrary<String> hostileNames() {
        return hostileTexts()
                .map(text -> "n" + text.replaceAll("[\\s\\x0b\\x00]", ""))
                .filter(text -> !text.isEmpty());
    }

    @Provide
    Arbitrary<String> hostileTexts() {
        return Arbitraries.of(
                        "'", "\"", "\\", "#", "#0", ">", "<", "!", "~*", "&*", "+@all", "-@all", "nopass", "reset", "(",
                        ")", "$", "*", "\r\n", "\n", "\0", "\t", " ", "\u0001", "\u007f", "\u0085", "\u00a0", "on", "é",
                        "ß", "日本", "😀", "👩‍💻", "user ", "=", "%")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    private interface Change {
        void make() throws TargetException;
    }

    private static void refuses(LoginOutcome outcome, Change change) {
        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(change::make)
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(outcome));
    }

    private static String uniquely(String name) {
        return name + NAMES.incrementAndGet();
    }

    private static String login(String password) throws IOException {
        String name = uniquely("login_");
        server.createUser(name, password, "~app:*", "+@read", "+client|setname", "+ping");
        return name;
    }

    private static NewPassword password(String text) {
        return new NewPassword(SecretBytes.ofUtf8(text), SALT);
    }

    private static LoginSession admin() throws TargetException {
        return open(tls(server.admin()), server.adminPassword());
    }

    private static RotationTarget tls(String login) {
        return target(server.host(), server.port(), login, true);
    }

    private static RotationTarget plain(String login) {
        return target(server.host(), server.plainPort(), login, false);
    }

    private static RotationTarget target(String host, int port, String login, boolean tls) {
        return RotationTarget.ofLogin(ACCOUNT, SECRET, Engine.REDIS, host, port, "", login, tls);
    }

    private static TargetSettings trusting(RedisServer server, boolean loopback) {
        return TargetSettings.standard(new AddressPolicy(loopback), Optional.of(server.caCertificate()));
    }

    private static LoginOutcome probe(RotationTarget target, String password) {
        return dialect.probe(target, SecretBytes.ofUtf8(password), TAG);
    }

    private static LoginSession open(RotationTarget target, String password) throws TargetException {
        return open(target, password, TAG);
    }

    private static LoginSession open(RotationTarget target, String password, SessionTag tag) throws TargetException {
        return dialect.open(target, SecretBytes.ofUtf8(password), tag);
    }

    /** What a user may do, as the server lists it. */
    private static String rules(String login) throws IOException {
        return server.command("ACL", "LIST")
                .lines()
                .filter(line -> line.startsWith("user " + login + " "))
                .map(line -> line.substring(("user " + login + " ").length())
                        .replaceAll("^(on|off) ", "")
                        .replaceAll("#[0-9a-f]{64} ", ""))
                .findFirst()
                .orElse("absent");
    }

    private static long users() throws IOException {
        return server.command("ACL", "USERS")
                .lines()
                .filter(line -> line.startsWith("$"))
                .count();
    }
}
