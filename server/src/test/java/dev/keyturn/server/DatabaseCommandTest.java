package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.testbed.MySqlStub;
import dev.keyturn.testbed.PostgresServer;

/** {@code keyturn database …}, and what RDS's API then does with the master password of a real PostgreSQL. */
class DatabaseCommandTest {
    private static final String ACCOUNT = "111122223333";
    private static final String ARN = "arn:aws:rds:us-east-1:" + ACCOUNT + ":db:orders";
    private static final String PASSWORD = "the-password-before";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path home;

    private Map<String, String> settings = Map.of();
    private final AtomicReference<RootKey> told = new AtomicReference<>();

    @BeforeEach
    void aServerThatHasRun() {
        settings = new HashMap<>(
                Map.of("data", home.resolve("data").toString(), "listen", "127.0.0.1:0", "region", "us-east-1"));
        start().close();
    }

    private KeyturnServer start() {
        Map<String, String> all = new HashMap<>(settings);
        all.put("account", ACCOUNT);
        all.put("dev", "true");
        return KeyturnServer.start(SettingsReader.read(Optional.empty(), all), RotationListener.NONE, told::set);
    }

    private AwsClients root(KeyturnServer server) {
        return AwsClients.of(server.endpoint(), TestServer.credentials(told.get()));
    }

    private CommandRun keyturn(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        settings.forEach((name, value) -> all.addAll(List.of("--" + name, value)));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private CommandRun register(String identifier, String... more) {
        List<String> all = new ArrayList<>(List.of("database", "register", identifier, "--master-user", "app_master"));
        all.addAll(Arrays.asList(more));
        if (!all.contains("--engine")) {
            all.addAll(List.of("--engine", "postgres"));
        }
        return keyturn(all.toArray(String[]::new));
    }

    private CommandRun registerWithPassword(PostgresServer database) {
        return registerWithPassword(
                "Orders",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(database.port()),
                "--database",
                "postgres",
                "--loopback-plain",
                "--owner",
                "team-orders");
    }

    private CommandRun registerWithPassword(String identifier, String... more) {
        InputStream in = System.in;
        System.setIn(new ByteArrayInputStream((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            List<String> all = new ArrayList<>(Arrays.asList(more));
            all.add("--master-password-stdin");
            return register(identifier, all.toArray(String[]::new));
        } finally {
            System.setIn(in);
        }
    }

    @Test
    void aMasterPasswordThatTheDatabasesRulesRefuseIsNotPendingForEver() throws InterruptedException {
        try (MySqlStub database = MySqlStub.start(home, "8.4.3")) {
            database.createLogin("app_master", PASSWORD);
            database.policy(password -> password.length() > 12);
            CommandRun registered = registerWithPassword(
                    "Orders", "--engine", "mysql", "--host", "localhost", "--port", Integer.toString(database.port()));
            assertThat(registered.exitCode()).as(registered.err()).isZero();
            settings.put("targets.ca", database.caCertificate().toString());
            try (KeyturnServer server = start();
                    AwsClients root = root(server)) {
                assertThat(modify(root, r -> r.masterUserPassword("too-weak")).dbInstanceStatus())
                        .isEqualTo("resetting-master-credentials");
                eventually(() -> assertThat(describe(root).dbInstanceStatus()).isEqualTo("available"));
                assertThat(describe(root).pendingModifiedValues()).isNull();
                assertThat(database.accepts("app_master", PASSWORD)).isTrue();
                assertThat(root.trail().lookupEvents().events().toString())
                        .contains("unacceptable password")
                        .doesNotContain("too-weak");

                modify(root, r -> r.masterUserPassword("one-that-is-long-enough"));
                eventually(() -> assertThat(describe(root).dbInstanceStatus()).isEqualTo("available"));
                assertThat(database.accepts("app_master", "one-that-is-long-enough"))
                        .isTrue();
            }
        }
    }

    @Test
    void theMasterPasswordIsManagedRotatedAndGivenBack() throws SQLException, InterruptedException {
        try (PostgresServer database = PostgresServer.start()) {
            database.createLogin("app_master", PASSWORD);
            CommandRun registered = registerWithPassword(database);
            assertThat(registered.exitCode()).as(registered.err()).isZero();
            assertThat(registered.out()).contains(ARN).contains(" db-");
            try (KeyturnServer server = start();
                    AwsClients root = root(server)) {
                assertThat(describe(root).masterUserSecret()).isNull();

                DBInstance asked =
                        modify(root, r -> r.manageMasterUserPassword(true).masterUserSecretKmsKeyId("alias/ours"));
                assertThat(asked.masterUserSecret().secretStatus()).isEqualTo("creating");
                assertThat(asked.masterUserSecret().kmsKeyId()).isEqualTo("alias/ours");
                assertThat(asked.dbInstanceStatus()).isEqualTo("resetting-master-credentials");
                String first = passwordOnceActive(root);
                assertLogsIn(database, first);
                assertRefused(database, PASSWORD);

                DBInstance rotating =
                        modify(root, r -> r.rotateMasterUserPassword(true).applyImmediately(true));
                assertThat(rotating.masterUserSecret().secretStatus()).isEqualTo("rotating");
                String second = passwordOnceActive(root);
                assertLogsIn(database, second);
                assertRefused(database, first);
                assertManagedSecret(root);

                DBInstance set =
                        modify(root, r -> r.manageMasterUserPassword(false).masterUserPassword("one-that-people-know"));
                assertThat(set.masterUserSecret()).isNull();
                assertThat(set.pendingModifiedValues().masterUserPassword()).isEqualTo("****");
                eventually(() -> assertThat(describe(root).dbInstanceStatus()).isEqualTo("available"));
                assertLogsIn(database, "one-that-people-know");
                assertRefused(database, second);
                assertThat(server.validateTrail()).isEmpty();
                assertThat(root.trail().lookupEvents().events().toString()).doesNotContain("one-that-people-know");
            }
            assertThat(keyturn("database", "forget", "orders").exitCode()).isZero();
            try (KeyturnServer server = start();
                    AwsClients root = root(server)) {
                assertThat(root.rds().describeDBInstances().dbInstances()).isEmpty();
                assertThat(root.secrets().listSecrets().secretList()).isEmpty();
                assertLogsIn(database, "one-that-people-know");
            }
        }
    }

    @Test
    void aDatabaseWhosePasswordWasNotToldIsDescribedAndTaggedOnly() {
        assertThat(register("orders", "--host", "db.example", "--iam-authentication")
                        .exitCode())
                .isZero();
        assertThat(register("billing", "--host", "db2.example").exitCode()).isZero();
        try (KeyturnServer server = start();
                AwsClients root = root(server)) {
            DBInstance described = describe(root);
            assertThat(described.dbInstanceArn()).isEqualTo(ARN);
            assertThat(described.endpoint().address()).isEqualTo("db.example");
            assertThat(described.endpoint().port()).isEqualTo(5432);
            assertThat(described.engine()).isEqualTo("postgres");
            assertThat(described.masterUsername()).isEqualTo("app_master");
            assertThat(described.iamDatabaseAuthenticationEnabled()).isTrue();
            assertThat(root.rds().describeDBInstances().dbInstances())
                    .extracting(DBInstance::dbInstanceIdentifier)
                    .containsExactly("billing", "orders");
            assertThat(root.rds()
                            .describeDBInstances(
                                    r -> r.filters(f -> f.name("db-instance-id").values("billing", "other")))
                            .dbInstances())
                    .extracting(DBInstance::dbInstanceIdentifier)
                    .containsExactly("billing");
            assertThat(root.rds().describeDBClusters().dbClusters()).isEmpty();

            root.rds()
                    .addTagsToResource(r -> r.resourceName(ARN)
                            .tags(
                                    t -> t.key("team").value("a"),
                                    t -> t.key("tier").value("b")));
            root.rds().removeTagsFromResource(r -> r.resourceName(ARN).tagKeys("tier"));
            assertThat(root.rds().listTagsForResource(r -> r.resourceName(ARN)).tagList())
                    .extracting(tag -> tag.key() + "=" + tag.value())
                    .containsExactly("team=a");

            assertFails(
                    "InvalidDBInstanceState",
                    "The master password of orders isn't known: register the database again and tell it there.",
                    () -> modify(root, r -> r.manageMasterUserPassword(true)));
            assertFails(
                    "DBInstanceNotFound",
                    "DBInstance absent not found.",
                    () -> root.rds().describeDBInstances(r -> r.dbInstanceIdentifier("absent")));
            assertFails(
                    "InvalidParameterCombination",
                    "You must specify apply immediately when rotating the master user password.",
                    () -> modify(root, r -> r.rotateMasterUserPassword(true)));
            assertFails(
                    "InvalidParameterCombination",
                    "You can't specify both ManageMasterUserPassword and MasterUserPassword.",
                    () -> modify(root, r -> r.manageMasterUserPassword(true).masterUserPassword("long-enough")));
            assertFails(
                    "InvalidParameterValue",
                    "The parameter AllocatedStorage isn't available: the database is registered here, not provisioned.",
                    () -> modify(root, r -> r.allocatedStorage(20)));
            assertFails(
                    "InvalidParameterValue",
                    "Invalid value for Marker.",
                    () -> root.rds().describeDBInstances(r -> r.marker("forged")));
            assertThat(modify(root, r -> r.enableIAMDatabaseAuthentication(false))
                            .iamDatabaseAuthenticationEnabled())
                    .isFalse();
            assertATagDecides(server, root);
        }
        assertThat(register("ORDERS", "--host", "db.example").err()).contains("registered already");
    }

    /** The demand's condition key: only what wears the tag may be changed. */
    private static void assertATagDecides(KeyturnServer server, AwsClients root) {
        root.iam().createUser(r -> r.userName("team"));
        root.iam().putUserPolicy(r -> r.userName("team").policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"rds:*","Resource":"*",
                 "Condition":{"StringEquals":{"rds:db-tag/team":"a"}}}}"""));
        var key = root.iam().createAccessKey(r -> r.userName("team")).accessKey();
        try (AwsClients team = AwsClients.of(
                server.endpoint(), AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()))) {
            assertThatCode(() -> describe(team)).doesNotThrowAnyException();
            assertThatThrownBy(() -> team.rds().describeDBInstances(r -> r.dbInstanceIdentifier("billing")))
                    .isInstanceOfSatisfying(
                            AwsServiceException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
        }
    }

    @Test
    void whatRdsOrADriverWouldReadOtherwiseIsRefused() {
        for (String identifier : List.of("1orders", "orders-", "or--ders", "or_ders", "o.r")) {
            assertRefused(register(identifier, "--host", "db.example"), "is not an identifier");
        }
        for (String host : List.of("db.example?x=y", "a,b", "db.example:5432")) {
            assertRefused(register("orders", "--host", host), "must be one host name or IP address");
        }
        assertRefused(register("orders", "--host", "db.example", "--engine", "redis"), "can't be registered");
        assertThat(keyturn("database", "list").out()).isEqualTo("[ ]\n");
    }

    private static void assertRefused(CommandRun run, String message) {
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains(message);
    }

    private static DBInstance describe(AwsClients clients) {
        return clients.rds()
                .describeDBInstances(r -> r.dbInstanceIdentifier("orders"))
                .dbInstances()
                .getFirst();
    }

    private static DBInstance modify(AwsClients clients, Consumer<ModifyDbInstanceRequest.Builder> change) {
        return clients.rds()
                .modifyDBInstance(r -> {
                    r.dbInstanceIdentifier("orders");
                    change.accept(r);
                })
                .dbInstance();
    }

    /** Of the secret, once its rotation has ended. */
    private static String passwordOnceActive(AwsClients root) throws InterruptedException {
        eventually(() ->
                assertThat(describe(root).masterUserSecret().secretStatus()).isEqualTo("active"));
        String arn = describe(root).masterUserSecret().secretArn();
        JsonNode value = JSON.readTree(
                root.secrets().getSecretValue(r -> r.secretId(arn)).secretString());
        assertThat(value.path("username").asString()).isEqualTo("app_master");
        return value.path("password").asString();
    }

    /** What RDS owns, only RDS changes. */
    private static void assertManagedSecret(AwsClients root) {
        String arn = describe(root).masterUserSecret().secretArn();
        DescribeSecretResponse secret = root.secrets().describeSecret(r -> r.secretId(arn));
        assertThat(secret.name()).startsWith("rds!db-");
        assertThat(secret.owningService()).isEqualTo("rds");
        assertThat(secret.rotationEnabled()).isTrue();
        assertThat(secret.tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .contains("aws:rds:primaryDBInstanceArn=" + ARN, "aws:secretsmanager:owningService=rds");
        assertThat(Duration.between(secret.lastRotatedDate(), secret.nextRotationDate()))
                .isBetween(Duration.ofDays(6), Duration.ofDays(8));
        assertThatThrownBy(
                        () -> root.secrets().putSecretValue(r -> r.secretId(arn).secretString("{}")))
                .isInstanceOf(AwsServiceException.class);
        assertThatThrownBy(() -> root.secrets().deleteSecret(r -> r.secretId(arn)))
                .isInstanceOf(AwsServiceException.class);
    }

    private static void assertLogsIn(PostgresServer database, String password) throws SQLException {
        database.connect("postgres", "app_master", password).close();
    }

    private static void assertRefused(PostgresServer database, String password) {
        assertThatThrownBy(() -> database.connect("postgres", "app_master", password))
                .isInstanceOf(SQLException.class);
    }

    private static void assertFails(String code, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
        });
    }

    /** A rotation takes well under a second; a busy machine longer. */
    private static void eventually(Runnable check) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                check.run();
                return;
            } catch (AssertionError notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                Thread.sleep(50); // between two looks
            }
        }
    }
}
