package dev.keyturn.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.rules.password.PasswordRule;
import dev.keyturn.server.KeyturnServer;
import dev.keyturn.server.RootKey;
import dev.keyturn.server.SettingsReader;
import dev.keyturn.state.seal.SecretBytes.Reason;
import dev.keyturn.testbed.PostgresServer;

/**
 * What the demo plays on: a running server, a database with a login, the login's secret, and two identities besides
 * root: an operator, who runs the rotations, and the orders service, which may read that one secret. All of it made
 * through the AWS SDK, as a user would.
 */
final class Stage implements AutoCloseable {
    static final String SECRET = "demo/orders";

    private static final String LOGIN = "orders";
    private static final String DATABASE = "shop";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PostgresServer database;
    private final KeyturnServer server;
    private final RotationWatch watch;
    private final Path profile;
    private final SecretsManagerClient operator;
    private final CloudTrailClient trail;
    private final SecretsManagerClient service;
    private final String firstPassword;

    private Stage(
            PostgresServer database,
            KeyturnServer server,
            RotationWatch watch,
            AwsBasicCredentials operatorKey,
            AwsBasicCredentials serviceKey,
            Path profile,
            String firstPassword,
            Tally tally) {
        this.database = database;
        this.server = server;
        this.watch = watch;
        this.profile = profile;
        this.operator = client(SecretsManagerClient.builder(), server.endpoint(), operatorKey);
        this.trail = client(CloudTrailClient.builder(), server.endpoint(), operatorKey);
        this.service = client(
                SecretsManagerClient.builder()
                        .overrideConfiguration(with -> with.addExecutionInterceptor(new CountedReads(tally))),
                server.endpoint(),
                serviceKey);
        this.firstPassword = firstPassword;
    }

    /** @param tally counts what the service reads */
    static Stage set(Path directory, PostgresServer database, Tally tally) throws SQLException, IOException {
        String firstPassword = PasswordRule.URL_SAFE.generate(new SecureRandom());
        makeDatabase(database, firstPassword);

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
                                database.caCertificate().toString())),
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
                  "Resource": "arn:aws:secretsmanager:*:*:secret:%s-??????"}}
                """.formatted(SECRET));
        Path profile = writeProfile(directory, server, operatorKey);
        Stage stage = new Stage(database, server, watch, operatorKey, serviceKey, profile, firstPassword, tally);
        stage.makeSecret();
        return stage;
    }

    private static void makeDatabase(PostgresServer database, String password) throws SQLException {
        database.createLogin(LOGIN, password);
        database.createDatabase(DATABASE, LOGIN);
        try (Connection connection = database.connect(DATABASE, LOGIN, password);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders AS SELECT n FROM generate_series(1, 1000) AS n");
        }
    }

    private static AwsBasicCredentials makeUser(IamClient iam, String name, String policy) {
        iam.createUser(user -> user.userName(name));
        iam.putUserPolicy(put -> put.userName(name).policyName("what-it-needs").policyDocument(policy));
        AccessKey key = iam.createAccessKey(create -> create.userName(name)).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    private void makeSecret() {
        ObjectNode value = JSON.createObjectNode()
                .put("engine", "postgres")
                .put("host", database.host())
                .put("port", database.port())
                .put("dbname", DATABASE)
                .put("username", LOGIN)
                .put("password", firstPassword);
        operator.createSecret(create -> create.name(SECRET).secretString(value.toString()));
        operator.rotateSecret(rotate -> rotate.secretId(SECRET)
                .rotationLambdaARN("arn:aws:lambda:us-east-1:" + server.account()
                        + ":function:SecretsManagerRDSPostgreSQLRotationSingleUser")
                .rotationRules(rules -> rules.scheduleExpression("rate(10 days)"))
                .rotateImmediately(false));
    }

    /** Asks for a rotation and waits until it is done. */
    Rotated rotate() throws InterruptedException {
        return watch.await(
                operator.rotateSecret(rotate -> rotate.secretId(SECRET)).versionId());
    }

    Client.Login driverLogin() {
        return new AwsDriverLogin(service, database.jdbcUrl(DATABASE), SECRET);
    }

    PooledLogin pooledLogin(int clients) {
        return new PooledLogin(service, database.jdbcUrl(DATABASE), SECRET, clients);
    }

    /** Whether the login's password is that of the version with the label. */
    boolean logsIn(String stage) {
        return logsInWith(JSON.readTree(
                        operator.getSecretValue(get -> get.secretId(SECRET).versionStage(stage))
                                .secretString())
                .get("password")
                .stringValue());
    }

    boolean logsInWithFirstPassword() {
        return logsInWith(firstPassword);
    }

    private boolean logsInWith(String password) {
        try (Connection _ = database.connect(DATABASE, LOGIN, password)) {
            return true;
        } catch (SQLException e) {
            if ("28P01".equals(e.getSQLState())) {
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

    PostgresServer database() {
        return database;
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
        service.close();
        server.close();
    }
}
