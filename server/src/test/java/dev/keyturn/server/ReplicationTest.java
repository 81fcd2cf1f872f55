package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.ReplicationStatusType;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** Two servers in two regions, and fakes in the place of a third: secrets of the one are kept by the others too. */
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class ReplicationTest {
    private static final String ACCOUNT = "111122223333";
    private static final String HERE = "us-east-1";
    private static final String THERE = "eu-west-1";
    private static final String REPLICATOR = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*",\
            "Action":["keyturn:ReplicateSecret","keyturn:RemoveReplica","secretsmanager:DeleteSecret"]}}""";
    private static final String NOT_PERMITTED =
            "Operation not permitted on a replica secret. Call must be made in primary secret's region.";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Path folder;

    private TestServer there;
    private AwsBasicCredentials key;
    private FakeRegion fake;
    private TestServer here;
    private SecretsManagerClient primary;
    private SecretsManagerClient replica;

    @BeforeAll
    void startBoth(@TempDir Path temporary) throws IOException {
        folder = temporary;
        there = TestServer.start(Map.of("account", ACCOUNT, "region", THERE));
        key = there.newUser("replicator", REPLICATOR);
        fake = new FakeRegion(FakeRegion.Mode.TAKES);
        Map<String, String> settings = new HashMap<>(Map.of("account", ACCOUNT, "region", HERE));
        settings.putAll(region(THERE, there.endpoint(), "PT10S"));
        settings.putAll(region("ap-south-1", fake.url(), "PT1S"));
        here = TestServer.start(settings);
        primary = here.root().secrets();
        replica = there.root().secrets();
    }

    @AfterAll
    void stopBoth() {
        here.close();
        fake.close();
        there.close();
    }

    private Map<String, String> region(String name, URI url, String timeout) throws IOException {
        Path credentials = folder.resolve(name + ".credentials");
        Files.writeString(credentials, """
                [%s]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """.formatted(ACCOUNT, key.accessKeyId(), key.secretAccessKey()));
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        String setting = "replication.regions." + name + ".";
        return Map.of(
                setting + "url", url.toString(),
                setting + "credentials-file", credentials.toString(),
                setting + "timeout", timeout);
    }

    @Test
    void aReplicaHasAllThatItsPrimaryHas() {
        String policy = """
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"secretsmanager:TagResource","Resource":"*","Condition":{"StringEquals":{"aws:username":"nobody"}}}}""";
        String arn = primary.createSecret(r -> r.name("whole/db")
                        .secretString("first")
                        .description("of orders")
                        .tags(tag("team", "shop"))
                        .addReplicaRegions(region -> region.region(THERE).kmsKeyId("alias/theirs")))
                .arn();
        primary.putResourcePolicy(r -> r.secretId(arn).resourcePolicy(policy));
        primary.putSecretValue(r -> r.secretId(arn).secretBinary(SdkBytes.fromByteArray(new byte[] {0, -1, 2})));
        primary.putSecretValue(r -> r.secretId(arn).secretString("next").versionStages("AWSPENDING", "mine"));

        inSync(arn);

        DescribeSecretResponse here = primary.describeSecret(r -> r.secretId(arn));
        DescribeSecretResponse there = replica.describeSecret(r -> r.secretId("whole/db"));
        assertThat(there.arn()).isEqualTo(arn.replace(HERE, THERE));
        assertThat(there.versionIdsToStages()).isEqualTo(here.versionIdsToStages());
        assertThat(there.tags()).isEqualTo(here.tags());
        assertThat(there.description()).isEqualTo("of orders");
        assertThat(there.kmsKeyId()).isEqualTo("alias/theirs");
        assertThat(List.of(here.primaryRegion(), there.primaryRegion())).containsOnly(HERE);
        assertThat(there.replicationStatus()).isEmpty();
        assertThat(replica.getResourcePolicy(r -> r.secretId("whole/db")).resourcePolicy())
                .isEqualTo(policy);
        assertThat(replica.getSecretValue(r -> r.secretId("whole/db")).secretBinary())
                .isEqualTo(SdkBytes.fromByteArray(new byte[] {0, -1, 2}));
        assertThat(replica.getSecretValue(r -> r.secretId("whole/db").versionStage("mine"))
                        .secretString())
                .isEqualTo("next");
        assertThat(replica.getSecretValue(r -> r.secretId("whole/db").versionStage("AWSPREVIOUS"))
                        .secretString())
                .isEqualTo("first");
        assertThat(primary.listSecrets(
                                r -> r.filters(f -> f.key("primary-region").values(HERE)))
                        .secretList())
                .extracting(entry -> entry.name())
                .contains("whole/db");
    }

    @Test
    void manyLargeVersionsComeInSeveralCalls() {
        String arn =
                primary.createSecret(r -> r.name("large").secretString("0")).arn();
        for (int i = 1; i <= 12; i++) {
            String value = Integer.toString(i).repeat(65_536).substring(0, 65_536);
            primary.putSecretValue(r -> r.secretId(arn).secretString(value));
        }

        primary.replicateSecretToRegions(r -> r.secretId(arn).addReplicaRegions(region -> region.region(THERE)));
        inSync(arn);

        assertThat(replica.listSecretVersionIds(r -> r.secretId("large").includeDeprecated(true))
                        .versions())
                .extracting(version -> version.versionId())
                .isEqualTo(
                        primary
                                .listSecretVersionIds(r -> r.secretId("large").includeDeprecated(true))
                                .versions()
                                .stream()
                                .map(version -> version.versionId())
                                .toList());
        for (var version : replica.listSecretVersionIds(r -> r.secretId("large").includeDeprecated(true))
                .versions()) {
            assertThat(replica.getSecretValue(r -> r.secretId("large").versionId(version.versionId()))
                            .secretString())
                    .isEqualTo(primary.getSecretValue(r -> r.secretId("large").versionId(version.versionId()))
                            .secretString());
        }
    }

    @Test
    void aReplicaIsChangedByItsPrimaryOnly() {
        String arn = replicated("read-only");
        String copy = arn.replace(HERE, THERE);

        notPermitted(() -> replica.putSecretValue(r -> r.secretId(copy).secretString("mine")));
        notPermitted(() -> replica.updateSecret(r -> r.secretId(copy).description("mine")));
        notPermitted(() -> replica.tagResource(r -> r.secretId(copy).tags(tag("a", "b"))));
        notPermitted(() -> replica.untagResource(r -> r.secretId(copy).tagKeys("a")));
        notPermitted(() -> replica.putResourcePolicy(r -> r.secretId(copy).resourcePolicy("{}")));
        notPermitted(() -> replica.deleteResourcePolicy(r -> r.secretId(copy)));
        notPermitted(() -> replica.rotateSecret(r -> r.secretId(copy)));
        notPermitted(() -> replica.cancelRotateSecret(r -> r.secretId(copy)));
        notPermitted(() -> replica.restoreSecret(r -> r.secretId(copy)));
        notPermitted(() -> replica.deleteSecret(r -> r.secretId(copy)));
        notPermitted(() -> replica.deleteSecret(r -> r.secretId(copy).forceDeleteWithoutRecovery(true)));
        notPermitted(
                () -> replica.removeRegionsFromReplication(r -> r.secretId(copy).removeReplicaRegions(HERE)));
        notPermitted(() -> replica.replicateSecretToRegions(
                r -> r.secretId(copy).addReplicaRegions(region -> region.region(HERE))));
    }

    private static void notPermitted(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        InvalidParameterException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorMessage())
                                .isEqualTo(NOT_PERMITTED));
    }

    @Test
    void aPrimaryWithReplicasIsNotDeletedAndWithoutThemIs() {
        String arn = replicated("goes");

        assertThatThrownBy(() -> primary.deleteSecret(r -> r.secretId(arn).forceDeleteWithoutRecovery(true)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining(
                        "You can't delete secret " + arn + " that still has replica regions [eu-west-1].");
        assertThat(primary.removeRegionsFromReplication(r -> r.secretId(arn).removeReplicaRegions(THERE))
                        .replicationStatus())
                .isEmpty();
        primary.deleteSecret(r -> r.secretId(arn).forceDeleteWithoutRecovery(true));

        eventually(() -> absent(replica, "goes"));
        assertThat(events(here)).contains("ReplicationSucceeded");
        assertThat(events(there)).contains("ReplicateSecret", "RemoveReplica");
    }

    @Test
    void aStoppedReplicaIsASecretOfItsOwnAndThePrimaryLearnsOfIt() {
        String arn = replicated("parts");

        replica.stopReplicationToReplica(r -> r.secretId("parts"));
        assertThatThrownBy(() -> replica.stopReplicationToReplica(r -> r.secretId("parts")))
                .hasMessageContaining("The secret is not a replica secret.");
        replica.putSecretValue(r -> r.secretId("parts").secretString("theirs"));
        primary.putSecretValue(r -> r.secretId(arn).secretString("ours"));

        eventually(() ->
                primary.describeSecret(r -> r.secretId(arn)).replicationStatus().isEmpty());
        assertThat(value(replica, "parts")).isEqualTo("theirs");
        assertThat(replica.describeSecret(r -> r.secretId("parts")).primaryRegion())
                .isNull();
        assertThat(events(here)).contains("ReplicationStopped");
    }

    @Test
    void anotherSecretOfTheNameIsReplacedOnlyByForce() {
        replica.createSecret(r -> r.name("taken").secretString("theirs"));
        String arn = primary.createSecret(
                        r -> r.name("taken").secretString("ours").addReplicaRegions(region -> region.region(THERE)))
                .arn();

        eventually(() -> status(arn).statusAsString().equals("Failed"));
        assertThat(status(arn).statusMessage())
                .isEqualTo("Replication failed: Secret name taken already exists in region eu-west-1.");
        assertThat(value(replica, "taken")).isEqualTo("theirs");

        primary.replicateSecretToRegions(r -> r.secretId(arn)
                .addReplicaRegions(region -> region.region(THERE))
                .forceOverwriteReplicaSecret(true));
        inSync(arn);
        assertThat(value(replica, "taken")).isEqualTo("ours");
    }

    @Test
    void whatARegionCannotBeToldIsToldWhenItIsBackAndSlowsNobody() {
        String arn =
                primary.createSecret(r -> r.name("patient").secretString("0")).arn();
        for (FakeRegion.Mode mode : List.of(
                FakeRegion.Mode.FAILS,
                FakeRegion.Mode.REFUSES_THE_KEY,
                FakeRegion.Mode.ANSWERS_NONSENSE,
                FakeRegion.Mode.NEVER_ANSWERS)) {
            fake.set(mode);
            primary.replicateSecretToRegions(
                    r -> r.secretId(arn).addReplicaRegions(region -> region.region("ap-south-1")));
            eventually(() -> status(arn).statusAsString().equals("Failed"));
            assertThat(status(arn).statusMessage())
                    .startsWith("Replication failed: ")
                    .doesNotContain("who?");
            // The other region's lane goes on meanwhile.
            replicated("beside-" + mode.name());
            fake.set(FakeRegion.Mode.TAKES);
            inSync(arn);
        }
        primary.putSecretValue(r -> r.secretId(arn).secretString("1"));
        inSync(arn);
        assertThat(fake.requests.getLast()).contains(arn);
    }

    @Test
    void onlyRegionsThatTheSettingsNameAreKnown() {
        for (String region : List.of(HERE, "us-west-2")) {
            assertThatThrownBy(() -> primary.createSecret(
                            r -> r.name("nowhere").addReplicaRegions(replicaRegion -> replicaRegion.region(region))))
                    .isInstanceOf(InvalidParameterException.class)
                    .hasMessageContaining("Invalid replica region.");
        }
        assertThatThrownBy(() -> primary.describeSecret(r -> r.secretId("nowhere")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    /** Whoever may only replicate cannot make a secret of the region's own go, nor bring an old state back. */
    @Test
    void aServerThatMayReplicateMayNotReplaceSecretsAndAnOldStateChangesNothing() {
        replica.createSecret(r -> r.name("own").secretString("theirs"));
        AwsBasicCredentials narrow = there.newUser("narrow", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*","Action":"keyturn:*"}}""");
        PeerCalls narrowPeer = there.clients(narrow).peer();
        String arn = "arn:aws:secretsmanager:us-east-1:" + ACCOUNT + ":secret:own-AbCdEf";

        assertThatThrownBy(() -> narrowPeer.replicateSecret(arn, state("own", "mine"), 1, true))
                .hasMessageContaining("is not authorized to perform: secretsmanager:DeleteSecret");
        assertThatThrownBy(() -> narrowPeer.replicateSecret(arn, state("own", "mine"), 1, false))
                .hasMessageContaining("already exists");
        assertThat(value(replica, "own")).isEqualTo("theirs");

        String fresh = arn.replace("own-", "fresh-");
        narrowPeer.replicateSecret(fresh, state("fresh", "second"), 2, false);
        narrowPeer.replicateSecret(fresh, state("fresh", "first"), 1, false);
        assertThat(value(replica, "fresh")).isEqualTo("second");
        for (String wrong : List.of("{}", "[]", "xx", state("another", "v"))) {
            assertThatThrownBy(() -> narrowPeer.replicateSecret(fresh, wrong, 3, false))
                    .hasMessageContaining("The state of the secret cannot be read.");
        }
        assertThatThrownBy(() -> narrowPeer.replicateSecret(fresh.replace(HERE, THERE), state("fresh", "v"), 3, false))
                .hasMessageContaining("The secret is of this Region.");
        assertThatThrownBy(() -> narrowPeer.removeReplica(fresh.replace(ACCOUNT, "999988887777")))
                .hasMessageContaining("is not authorized to perform: keyturn:RemoveReplica");
        assertThat(there.records(50).toString())
                .doesNotContain(Base64.getEncoder().encodeToString("second".getBytes(StandardCharsets.UTF_8)));
    }

    private static String state(String name, String value) {
        return """
                {"name":"%s","changed":1,"tags":{},"versions":[{"id":"%s","binary":false,"created":1,\
                "stages":["AWSCURRENT"],"valued":true,"value":"%s"}]}""".formatted(
                        name,
                        UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.UTF_8)),
                        Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Killed between the commit of the change and the end of its delivery: the next start delivers it. */
    @Test
    void whatWasNotDeliveredWhenTheServerWasKilledIsDeliveredByTheNext() throws Exception {
        Path home = Files.createDirectory(folder.resolve("killed"));
        try (FakeRegion region = new FakeRegion(FakeRegion.Mode.NEVER_ANSWERS)) {
            Path config = home.resolve("settings.properties");
            StringBuilder settings = new StringBuilder();
            region("eu-north-1", region.url(), "PT30S")
                    .forEach((name, value) -> settings.append("keyturn." + name + " = " + value + "\n"));
            Files.writeString(config, settings.toString());
            String arn;
            try (ServerProcess first = ServerProcess.start(home, "--config", config.toString(), "--account", ACCOUNT)) {
                try (AwsClients clients = first.root()) {
                    arn = clients.secrets()
                            .createSecret(r -> r.name("survives")
                                    .secretString("v")
                                    .addReplicaRegions(replicaRegion -> replicaRegion.region("eu-north-1")))
                            .arn();
                }
                eventually(() -> !region.requests.isEmpty());
                first.kill9();
            }
            region.set(FakeRegion.Mode.TAKES);
            try (ServerProcess second = ServerProcess.start(home, "--config", config.toString(), "--account", ACCOUNT);
                    AwsClients clients = second.root()) {
                eventually(() -> clients.secrets()
                        .describeSecret(r -> r.secretId(arn))
                        .replicationStatus()
                        .getFirst()
                        .statusAsString()
                        .equals("InSync"));
            }
            assertThat(region.requests).hasSizeGreaterThan(1).allMatch(request -> request.contains(arn));
        }
    }

    @Test
    void settingsThatWouldGiveSecretsAwayStopTheStart() throws IOException {
        Map<String, String> plain = new HashMap<>(region("eu-central-1", URI.create("http://10.0.0.1:7071"), "PT1S"));
        assertThatThrownBy(() -> TestServer.start(plain).close())
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("`https` only");

        Map<String, String> readable = region("eu-central-1", there.endpoint(), "PT1S");
        Path credentials =
                Path.of(Objects.requireNonNull(readable.get("replication.regions.eu-central-1.credentials-file")));
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> TestServer.start(readable).close())
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("chmod 600")
                .hasMessageNotContaining(key.secretAccessKey());
    }

    private String replicated(String name) {
        String arn = primary.createSecret(
                        r -> r.name(name).secretString("v").addReplicaRegions(region -> region.region(THERE)))
                .arn();
        inSync(arn);
        assertThat(value(replica, name)).isEqualTo("v");
        return arn;
    }

    private void inSync(String arn) {
        eventually(() -> status(arn).statusAsString().equals("InSync"));
    }

    private ReplicationStatusType status(String arn) {
        return primary.describeSecret(r -> r.secretId(arn)).replicationStatus().getFirst();
    }

    private static boolean absent(SecretsManagerClient secrets, String name) {
        try {
            secrets.describeSecret(r -> r.secretId(name));
            return false;
        } catch (ResourceNotFoundException _) {
            return true;
        }
    }

    private static String value(SecretsManagerClient secrets, String name) {
        return secrets.getSecretValue(r -> r.secretId(name)).secretString();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static List<String> events(TestServer server) {
        return server.records(200).stream()
                .map(record -> record.path("eventName").stringValue())
                .toList();
    }

    private static void eventually(Supplier<Boolean> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.get()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            try {
                Thread.sleep(20); // between two looks
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
