package dev.keyturn.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.rules.password.PasswordRule;
import dev.keyturn.server.KeyturnServer;
import dev.keyturn.server.RootKey;
import dev.keyturn.server.SettingsReader;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * What the demo plays on: a running server, and two identities besides root: an operator, who runs the rotations, and
 * the orders service, which may read the secrets of its logins and nothing else. All of it made through the AWS SDK, as
 * a user would.
 */
final class Stage implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final KeyturnServer server;
    private final RotationWatch watch;
    private final Path profile;
    private final SecretsManagerClient operator;
    private final CloudTrailClient trail;
    private final AwsBasicCredentials serviceKey;

    private Stage(
            KeyturnServer server,
            RotationWatch watch,
            AwsBasicCredentials operatorKey,
            AwsBasicCredentials serviceKey,
            Path profile) {
        this.server = server;
        this.watch = watch;
        this.profile = profile;
        this.operator = client(SecretsManagerClient.builder(), server.endpoint(), operatorKey);
        this.trail = client(CloudTrailClient.builder(), server.endpoint(), operatorKey);
        this.serviceKey = serviceKey;
    }

    static Stage set(Path directory, List<Played> databases) throws IOException {
        RotationWatch watch = new RotationWatch();
        AtomicReference<RootKey> told = new AtomicReference<>();
        KeyturnServer server = KeyturnServer.start(
                SettingsReader.read(
                        Optional.empty(),
                        Map.of(
                                "data",
                                directory.resolve("data").toString(),
                                "listen",
                                "127.0.0.1:0",
                                "dev",
                                "true",
                                "targets.ca",
                                authorities(directory, databases).toString())),
                watch,
                told::set);
        IamClient iam = client(IamClient.builder(), server.endpoint(), credentials(Objects.requireNonNull(told.get())));
        AwsBasicCredentials operatorKey = makeUser(iam, "operator", """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"},
                  {"Effect": "Allow", "Action": "cloudtrail:LookupEvents", "Resource": "*"}]}
                """);
        AwsBasicCredentials serviceKey = makeUser(iam, "orders-service", """
                {"Version": "2012-10-17", "Statement": {
                  "Effect": "Allow",
                  "Action": ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
                  "Resource": "arn:aws:secretsmanager:*:*:secret:demo/orders*"}}
                """);
        return new Stage(server, watch, operatorKey, serviceKey, writeProfile(directory, server, operatorKey));
    }

    /** One file with every database's authority. */
    private static Path authorities(Path directory, List<Played> databases) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Played database : databases) {
            all.append(Files.readString(database.caCertificate()));
        }
        return Files.writeString(directory.resolve("authorities.pem"), all);
    }

    private static AwsBasicCredentials makeUser(IamClient iam, String name, String policy) {
        iam.createUser(user -> user.userName(name));
        iam.putUserPolicy(put -> put.userName(name).policyName("what-it-needs").policyDocument(policy));
        AccessKey key = iam.createAccessKey(create -> create.userName(name)).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    /**
     * Makes the act's login and its secret, and turns rotation on.
     *
     * @return the first password
     */
    String begin(Act act) throws SQLException {
        String password = PasswordRule.URL_SAFE.generate(new SecureRandom());
        act.makeLogin(password);
        ObjectNode value = login(act, act.login(), password);
        if (act.alternating()) {
            value.put("masterarn", makeAdminSecret(act));
        }
        operator.createSecret(create -> create.name(act.secret()).secretString(value.toString()));
        operator.rotateSecret(rotate -> rotate.secretId(act.secret())
                .rotationLambdaARN("arn:aws:lambda:us-east-1:" + server.account() + ":function:" + act.function())
                .rotationRules(rules -> rules.scheduleExpression("rate(10 days)"))
                .rotateImmediately(false));
        return password;
    }

    /** @return its ARN */
    private String makeAdminSecret(Act act) {
        ObjectNode value = login(act, act.played().admin(), act.played().adminPassword());
        return operator.createSecret(create ->
                        create.name("demo/admin-of-" + act.played().engine()).secretString(value.toString()))
                .arn();
    }

    private static ObjectNode login(Act act, String login, String password) {
        return JSON.createObjectNode()
                .put("engine", act.played().engine())
                .put("host", act.played().host())
                .put("port", act.played().port())
                .put("dbname", act.database())
                .put("username", login)
                .put("password", password);
    }

    /** Asks for a rotation and waits until it is done. */
    Rotated rotate(Act act) throws InterruptedException {
        return watch.await(
                operator.rotateSecret(rotate -> rotate.secretId(act.secret())).versionId());
    }

    /** @param tally counts what the service reads */
    SecretsManagerClient service(Tally tally) {
        return client(
                SecretsManagerClient.builder()
                        .overrideConfiguration(with -> with.addExecutionInterceptor(new CountedReads(tally))),
                server.endpoint(),
                serviceKey);
    }

    /** Whether the database accepts the login of the version with the label. */
    boolean logsIn(Act act, String stage) {
        JsonNode value = JSON.readTree(
                operator.getSecretValue(get -> get.secretId(act.secret()).versionStage(stage))
                        .secretString());
        return logsIn(
                act, value.get("username").stringValue(), value.get("password").stringValue());
    }

    boolean logsIn(Act act, String login, String password) {
        try (Connection _ = act.played().connect(act.database(), login, password)) {
            return true;
        } catch (SQLException e) {
            if (act.played().refusedPassword(e)) {
                return false;
            }
            throw new IllegalStateException("the database is out of reach", e);
        }
    }

    /** Reads the trail as anybody may who is allowed to. */
    CloudTrailClient trail() {
        return trail;
    }

    KeyturnServer server() {
        return server;
    }

    /** An AWS credentials file of the operator. */
    Path profile() {
        return profile;
    }

    private static <B extends AwsClientBuilder<B, C>, C> C client(B builder, URI endpoint, AwsBasicCredentials key) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(key))
                .build();
    }

    private static AwsBasicCredentials credentials(RootKey key) {
        return AwsBasicCredentials.create(
                key.accessKeyId(), key.secretAccessKey().revealUtf8(Reason.ANSWER_CALLER));
    }

    private static Path writeProfile(Path directory, KeyturnServer server, AwsBasicCredentials key) throws IOException {
        // The directory is this user's alone, and so is what lies in it.
        Path file = directory.resolve("aws-config");
        Files.writeString(file, """
                [default]
                region = us-east-1
                endpoint_url = %s
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """.formatted(server.endpoint(), key.accessKeyId(), key.secretAccessKey()));
        return file;
    }

    @Override
    public void close() {
        operator.close();
        trail.close();
        server.close();
    }
}
