package dev.keyturn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.iam.model.AccessKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.seal.SecretBytes.Reason;

/** A whole server in this process, on a free loopback port and data of its own. One for each test class. */
final class TestServer implements AutoCloseable {
    static final String ALLOW_ALL = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path data;
    private final KeyturnServer server;
    private final AwsBasicCredentials rootKey;
    private final AwsClients root;
    private final Region region;
    private final List<AwsClients> toClose = new ArrayList<>();

    private TestServer(Path data, KeyturnServer server, AwsBasicCredentials rootKey, Region region) {
        this.region = region;
        this.data = data;
        this.server = server;
        this.rootKey = rootKey;
        this.root = clients(rootKey);
    }

    static TestServer start() {
        return start(Map.of());
    }

    /** @param settings by their names without prefix; they win over ours */
    static TestServer start(Map<String, String> settings) {
        Path data = newDirectory();
        Map<String, String> all = new HashMap<>();
        all.put("data", data.toString());
        all.put("listen", "127.0.0.1:0");
        all.put("dev", "true");
        all.putAll(settings);
        AtomicReference<RootKey> told = new AtomicReference<>();
        KeyturnServer server =
                KeyturnServer.start(SettingsReader.read(Optional.empty(), all), RotationListener.NONE, told::set);
        Region region = Region.of(all.getOrDefault("region", "us-east-1"));
        return new TestServer(data, server, credentials(Objects.requireNonNull(told.get())), region);
    }

    static AwsBasicCredentials credentials(RootKey key) {
        return AwsBasicCredentials.create(
                key.accessKeyId(), key.secretAccessKey().revealUtf8(Reason.ANSWER_CALLER));
    }

    URI endpoint() {
        return server.endpoint();
    }

    String account() {
        return server.account();
    }

    Path data() {
        return data;
    }

    KeyturnServer server() {
        return server;
    }

    AwsBasicCredentials rootKey() {
        return rootKey;
    }

    /** The root user's clients. */
    AwsClients root() {
        return root;
    }

    /** Closed with the server. */
    AwsClients clients(AwsCredentials key) {
        AwsClients clients = AwsClients.of(server.endpoint(), key, region);
        toClose.add(clients);
        return clients;
    }

    /** A new user with these inline policies, and a key of theirs. */
    AwsBasicCredentials newUser(String name, String... policies) {
        root.iam().createUser(create -> create.userName(name));
        for (int i = 0; i < policies.length; i++) {
            String policyName = "policy-" + i;
            String document = policies[i];
            root.iam()
                    .putUserPolicy(
                            put -> put.userName(name).policyName(policyName).policyDocument(document));
        }
        AccessKey key =
                root.iam().createAccessKey(create -> create.userName(name)).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    /** The trail's records of one request, among the latest fifty. Looking leaves a record too. */
    List<JsonNode> recordsOf(String requestId) {
        return records(50).stream()
                .filter(record -> record.path("requestID").asString("").equals(requestId))
                .toList();
    }

    /** The latest records as CloudTrail JSON, the newest first. */
    List<JsonNode> records(int atMost) {
        CloudTrailClient trail = server.clients()
                .client(CloudTrailClient.class, new Principal.Root(server.account()), "acceptance tests");
        return trail.lookupEventsPaginator(lookup -> lookup.maxResults(50)).events().stream()
                .limit(atMost)
                .map(Event::cloudTrailEvent)
                .map(JSON::readTree)
                .toList();
    }

    /** All that is kept, but the trail. */
    Map<String, List<String>> tables() {
        return Tables.in(data);
    }

    @Override
    public void close() {
        toClose.forEach(AwsClients::close);
        server.close();
        delete(data);
    }

    static Path newDirectory() {
        try {
            return Files.createTempDirectory("keyturn-acceptance-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
