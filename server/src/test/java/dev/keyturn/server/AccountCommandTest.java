package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.iam.model.User;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.testbed.PostgresServer;

/** {@code keyturn account …}, and that accounts which share a server share nothing else. */
class AccountCommandTest {
    private static final String FIRST = "111122223333";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path home;

    private Map<String, String> settings = Map.of();
    private final AtomicReference<RootKey> told = new AtomicReference<>();

    @BeforeEach
    void aServerThatHasRun() {
        settings = Map.of("data", home.resolve("data").toString(), "listen", "127.0.0.1:0", "account", FIRST);
        start().close();
    }

    private KeyturnServer start() {
        return KeyturnServer.start(SettingsReader.read(Optional.empty(), settings), RotationListener.NONE, told::set);
    }

    private CommandRun keyturn(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        int end = all.contains("--") ? all.indexOf("--") : all.size();
        settings.forEach((name, value) -> {
            if (!name.equals("account")) {
                all.addAll(end, List.of("--" + name.replace('.', '-'), value));
            }
        });
        return CommandRun.of(all.toArray(String[]::new));
    }

    static AwsBasicCredentials key(String text) {
        return AwsBasicCredentials.create(
                value(text, "aws_access_key_id = (\\S+)"), value(text, "aws_secret_access_key = (\\S+)"));
    }

    static String value(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    @Test
    void aNewAccountHasARootWhoseKeyIsShownOnce() {
        CommandRun run = keyturn("account", "create", "staging");

        assertThat(run.exitCode()).as(run.err()).isZero();
        String id = value(run.out(), "account (\\d{12}), staging");
        try (KeyturnServer server = start();
                AwsClients root = AwsClients.of(server.endpoint(), key(run.out()))) {
            assertThat(server.account()).isEqualTo(FIRST);
            assertThat(root.sts().getCallerIdentity().arn()).isEqualTo("arn:aws:iam::" + id + ":root");
            assertRecorded(root, "CreateAccount", "staging");
        }
        assertThat(told.get()).as("only the first start told a key").isNotNull();
        assertThat(keyturn("account", "list").out()).doesNotContain("aws_secret_access_key");
    }

    /** Who and when. */
    static void assertRecorded(AwsClients root, String event, String detail) {
        Event recorded = root.trail()
                .lookupEvents(lookup -> lookup.lookupAttributes(LookupAttribute.builder()
                        .attributeKey(LookupAttributeKey.EVENT_NAME)
                        .attributeValue(event)
                        .build()))
                .events()
                .getFirst();
        JsonNode json = JSON.readTree(recorded.cloudTrailEvent());
        assertThat(json.path("eventType").asString()).isEqualTo("AwsServiceEvent");
        assertThat(json.path("eventSource").asString()).isEqualTo("keyturn");
        assertThat(recorded.username()).isEqualTo(System.getProperty("user.name"));
        assertThat(recorded.eventTime()).isNotNull();
        assertThat(recorded.cloudTrailEvent()).contains(detail).doesNotContain("aws_secret");
    }

    @Test
    void theKeyCanGoToAFileOfItsOwn() throws IOException {
        Path file = home.resolve("staging-root");
        CommandRun run =
                keyturn("account", "create", "staging", "--id", "444455556666", "--credentials-file", file.toString());

        assertThat(run.out()).contains("444455556666").doesNotContain("aws_secret_access_key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (KeyturnServer server = start();
                AwsClients root = AwsClients.of(server.endpoint(), key(Files.readString(file)))) {
            assertThat(root.sts().getCallerIdentity().account()).isEqualTo("444455556666");
        }

        CommandRun again = keyturn("account", "create", "prod", "--credentials-file", file.toString());
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("exists already");
        assertThat(keyturn("account", "list").out()).doesNotContain("prod");
    }

    @Test
    void accountsAreListedAndRenamed() {
        keyturn("account", "create", "staging", "--id", "444455556666");
        CommandRun rename = keyturn("account", "rename", FIRST, "prod");
        assertThat(rename.exitCode()).as(rename.err()).isZero();

        String table = keyturn("account", "list").out();
        assertThat(table.lines().map(line -> line.replaceAll(" {2,}", "|").replaceAll("\\|[^|]*T[^|]*Z\\|", "|")))
                .containsExactly("ID|NAME|ALIAS|CREATED|ROOT KEYS", FIRST + "|prod|-|1", "444455556666|staging|-|1");
        JsonNode json =
                JSON.readTree(keyturn("account", "list", "--output", "json").out());
        assertThat(json.size()).isEqualTo(2);
        assertThat(json.path(0).path("id").asString()).isEqualTo(FIRST);
        assertThat(json.path(0).path("name").asString()).isEqualTo("prod");
        assertThat(json.path(1).path("rootKeys").asInt()).isEqualTo(1);
        try (KeyturnServer server = start();
                AwsClients root = AwsClients.of(server.endpoint(), TestServer.credentials(told.get()))) {
            assertRecorded(root, "RenameAccount", "prod");
        }
    }

    @Test
    void namesAndIdsAreTakenOnce() {
        keyturn("account", "create", "staging", "--id", "444455556666");
        assertRefused(keyturn("account", "create", "STAGING"), "`444455556666` is named `staging`");
        assertRefused(keyturn("account", "create", "dev", "--id", "444455556666"), "exists already");
        assertRefused(keyturn("account", "create", "dev", "--id", "12345"), "twelve digits");
        assertRefused(keyturn("account", "rename", FIRST, "staging"), "is named");
        assertRefused(keyturn("account", "rename", "999999999999", "dev"), "there is no account `999999999999`");
        assertThat(keyturn("account", "rename", "444455556666", "Staging").exitCode())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "two words", "a\nb", "[default]", "123456789012"})
    void aNameThatIsNoneIsRefused(String name) {
        assertRefused(keyturn("account", "create", "--", name), "is not a name for an account");
        assertThat(JSON.readTree(keyturn("account", "list", "--output", "json").out())
                        .size())
                .isEqualTo(1);
    }

    private static void assertRefused(CommandRun run, String saying) {
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("keyturn: ").contains(saying).doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"account create dev", "account list", "account rename 111122223333 dev", "init", "init --delete"
            })
    void withSqliteTheServerMustBeStopped(String command) {
        try (KeyturnServer server = start()) {
            CommandRun run = keyturn(command.split(" "));
            assertRefused(run, "is in use by another server: stop that first");
            assertThat(run.err()).contains(home.resolve("data").toString());
            assertThat(server.validateTrail()).isEmpty();
        }
    }

    @Test
    void whereNoServerHasRunNothingIsMade() {
        Path nothing = home.resolve("nothing");
        CommandRun run = CommandRun.of("account", "create", "dev", "--data", nothing.toString());
        assertRefused(run, "no server has run on this data");
        assertThat(nothing).doesNotExist();
    }

    @Test
    void withPostgresTheServerGoesOn() throws IOException, SQLException, InterruptedException {
        try (PostgresServer database = PostgresServer.start()) {
            database.createLogin("keyturn", "store-password");
            database.createDatabase("keyturn", "keyturn");
            Path passwordFile = home.resolve("store-password");
            Files.writeString(passwordFile, "store-password\n");
            settings = Map.of(
                    "data", home.resolve("node").toString(),
                    "listen", "127.0.0.1:0",
                    "store.url", database.jdbcUrl("keyturn"),
                    "store.user", "keyturn",
                    "store.password-file", passwordFile.toString());
            try (KeyturnServer server = start();
                    AwsClients old = AwsClients.of(server.endpoint(), TestServer.credentials(told.get()))) {
                String first = old.sts().getCallerIdentity().account();

                AwsBasicCredentials staging =
                        key(keyturn("account", "create", "staging").out());
                AwsBasicCredentials renewed =
                        key(keyturn("init", "--account", first).out());

                // Another process made these commits: a node follows within a second.
                assertEventually(() -> {
                    try (AwsClients root = AwsClients.of(server.endpoint(), staging)) {
                        assertThat(root.sts().getCallerIdentity().account()).isNotEqualTo(first);
                    }
                    try (AwsClients root = AwsClients.of(server.endpoint(), renewed)) {
                        assertThat(root.sts().getCallerIdentity().account()).isEqualTo(first);
                    }
                });
                assertStranger(old);
                assertThat(server.validateTrail()).isEmpty();
            }
        }
    }

    /** Nodes look for what others changed every half second; a busy machine takes longer. */
    private static void assertEventually(ThrowingCallable check) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                check.call();
                return;
            } catch (Throwable notYet) { // a claim that does not hold yet, or the client's refusal
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(notYet);
                }
            }
            Thread.sleep(50); // between two looks
        }
    }

    static void assertStranger(AwsClients clients) {
        assertThatThrownBy(clients.sts()::getCallerIdentity)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
    }

    @Test
    void theChosenAccountIsToldAndTheOthersAreServed() {
        AwsBasicCredentials staging = key(
                keyturn("account", "create", "staging", "--id", "444455556666").out());
        settings = Map.of("data", home.resolve("data").toString(), "listen", "127.0.0.1:0", "account", "444455556666");
        RootKey before = told.get();
        try (KeyturnServer server = start();
                AwsClients first = AwsClients.of(server.endpoint(), TestServer.credentials(before));
                AwsClients second = AwsClients.of(server.endpoint(), staging)) {
            assertThat(server.account()).isEqualTo("444455556666");
            assertThat(told.get()).as("its key was told when it was made").isSameAs(before);
            assertThat(first.sts().getCallerIdentity().account()).isEqualTo(FIRST);
            assertThat(second.sts().getCallerIdentity().account()).isEqualTo("444455556666");
        }
        settings = Map.of("data", home.resolve("data").toString(), "listen", "127.0.0.1:0", "account", "999999999999");
        assertThatThrownBy(() -> start().close())
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll("999999999999", FIRST, "444455556666");
    }

    /** Rows 57 and 58 of the threats. */
    @Test
    void accountsOfOneServerSeeNothingOfEachOther() {
        AwsBasicCredentials stagingKey = key(
                keyturn("account", "create", "staging", "--id", "444455556666").out());
        try (KeyturnServer server = start();
                AwsClients prod = AwsClients.of(server.endpoint(), TestServer.credentials(told.get()));
                AwsClients staging = AwsClients.of(server.endpoint(), stagingKey)) {
            // The same names in both.
            List<String> arns = new ArrayList<>();
            for (AwsClients account : List.of(prod, staging)) {
                account.iam().createUser(create -> create.userName("app"));
                account.iam().createUser(create -> create.userName("ops"));
                arns.add(account.secrets()
                        .createSecret(create -> create.name("db")
                                .secretString("of "
                                        + account.sts().getCallerIdentity().account()))
                        .arn());
                account.secrets().createSecret(create -> create.name("api").secretString("x"));
            }
            assertThat(prod.secrets().getSecretValue(get -> get.secretId("db")).secretString())
                    .isEqualTo("of " + FIRST);
            assertThat(staging.secrets()
                            .getSecretValue(get -> get.secretId("db"))
                            .secretString())
                    .isEqualTo("of 444455556666");
            assertThat(staging.iam().listUsers().users())
                    .extracting(User::arn)
                    .containsExactly("arn:aws:iam::444455556666:user/app", "arn:aws:iam::444455556666:user/ops");
            assertThat(staging.secrets().listSecrets().secretList())
                    .extracting(SecretListEntry::arn)
                    .hasSize(2)
                    .allMatch(arn -> arn.contains(":444455556666:"));

            assertTheOthersSecretIsOutOfReach(staging, arns.getFirst());
            assertPagesAreNotShared(prod, staging);

            assertThat(staging.trail()
                            .lookupEventsPaginator(lookup -> lookup.maxResults(50))
                            .events())
                    .isNotEmpty()
                    .allSatisfy(event ->
                            assertThat(event.cloudTrailEvent()).contains("\"recipientAccountId\":\"444455556666\""));
            // What is deleted in one account stays in the other.
            staging.iam().deleteUser(delete -> delete.userName("app"));
            staging.secrets().deleteSecret(delete -> delete.secretId("db").forceDeleteWithoutRecovery(true));
            assertThat(prod.iam().getUser(get -> get.userName("app")).user().arn())
                    .isEqualTo("arn:aws:iam::" + FIRST + ":user/app");
            assertThat(prod.secrets().getSecretValue(get -> get.secretId("db")).secretString())
                    .isEqualTo("of " + FIRST);
            assertThat(server.validateTrail()).isEmpty();
        }
    }

    /** One that is there and one that is not get the same answer. */
    private static void assertTheOthersSecretIsOutOfReach(AwsClients caller, String arn) {
        String absent = arn.replace(":secret:db-", ":secret:no-");
        assertThat(refusal(() -> caller.secrets().getSecretValue(get -> get.secretId(arn))))
                .isEqualTo(refusal(() -> caller.secrets().getSecretValue(get -> get.secretId(absent)))
                        .replace(absent, arn));
        assertThat(refusal(() ->
                        caller.secrets().putSecretValue(put -> put.secretId(arn).secretString("mine"))))
                .isEqualTo(refusal(() -> caller.secrets()
                                .putSecretValue(put -> put.secretId(absent).secretString("mine")))
                        .replace(absent, arn));
    }

    static String refusal(ThrowingCallable call) {
        try {
            call.call();
        } catch (AwsServiceException e) {
            String message = e.awsErrorDetails().errorMessage();
            int encoded = message.indexOf("Encoded authorization failure message");
            return e.awsErrorDetails().errorCode() + ": " + (encoded < 0 ? message : message.substring(0, encoded));
        } catch (Throwable e) { // as the interface of the call says
            throw new AssertionError(e);
        }
        throw new AssertionError("not refused");
    }

    private static void assertPagesAreNotShared(AwsClients one, AwsClients other) {
        String marker = one.iam().listUsers(list -> list.maxItems(1)).marker();
        assertThat(refusal(() -> other.iam().listUsers(list -> list.maxItems(1).marker(marker))))
                .startsWith("ValidationError");
        String secretsToken =
                one.secrets().listSecrets(list -> list.maxResults(1)).nextToken();
        assertThat(refusal(() ->
                        other.secrets().listSecrets(list -> list.maxResults(1).nextToken(secretsToken))))
                .startsWith("InvalidNextTokenException");
        String trailToken =
                one.trail().lookupEvents(lookup -> lookup.maxResults(1)).nextToken();
        assertThat(refusal(() -> other.trail()
                        .lookupEvents(lookup -> lookup.maxResults(1).nextToken(trailToken))))
                .startsWith("InvalidNextToken");
    }
}
