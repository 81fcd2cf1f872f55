package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;
import software.amazon.awssdk.services.sts.StsClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.rules.otp.Base32;
import dev.keyturn.rules.otp.Totp;

/** {@code keyturn login} against a whole server: from the password to a call that the credentials make. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class LoginCommandTest {
    private static final String PASSWORD = "harbour violets";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aPasswordBecomesCredentialsThatWork() {
        person("ann");

        JsonNode printed = new JsonMapper().readTree(login("ann", PASSWORD).out());

        assertThat(printed.path("Version").asInt(0)).isEqualTo(1);
        AwsSessionCredentials credentials = AwsSessionCredentials.create(
                printed.path("AccessKeyId").asString(""),
                printed.path("SecretAccessKey").asString(""),
                printed.path("SessionToken").asString(""));
        try (StsClient sts = StsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build()) {
            assertThat(sts.getCallerIdentity().arn()).endsWith(":user/ann");
        }
        assertThat(server.records(10)).anySatisfy(record -> {
            assertThat(record.path("eventName").asString("")).isEqualTo("ConsoleLogin");
            assertThat(record.path("responseElements").path("ConsoleLogin").asString(""))
                    .isEqualTo("Success");
        });
    }

    @Test
    void aCodeIsAskedForAndNeverTakenTwice() {
        person("bob");
        IamClient iam = server.root().iam();
        VirtualMFADevice phone =
                iam.createVirtualMFADevice(r -> r.virtualMFADeviceName("bob")).virtualMFADevice();
        byte[] seed = Base32.decode(phone.base32StringSeed().asUtf8String());
        long now = Totp.step(Instant.now());
        iam.enableMFADevice(r -> r.userName("bob")
                .serialNumber(phone.serialNumber())
                .authenticationCode1(Totp.code(seed, now - 1))
                .authenticationCode2(Totp.code(seed, now)));

        assertThat(login("bob", PASSWORD + "\n" + Totp.code(seed, now + 1)).exit())
                .isZero();
        assertThat(login("bob", PASSWORD + "\n" + Totp.code(seed, now + 1)).exit())
                .isEqualTo(1);
    }

    @Test
    void whatIsWrongIsSaidInASentence() {
        Said said = login("nobody", "x");

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.err()).contains("keyturn: Your authentication information is incorrect. Please try again.");
        assertThat(login("nobody", "").err()).contains("standard input ended");
    }

    private static void person(String name) {
        server.root().iam().createUser(r -> r.userName(name));
        server.root().iam().createLoginProfile(r -> r.userName(name).password(PASSWORD));
    }

    private record Said(int exit, String out, String err) {}

    private static Said login(String user, String input) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            CommandRun run = CommandRun.of(
                    "login", "--endpoint", server.endpoint().toString(), "--account", server.account(), "--user", user);
            return new Said(run.exitCode(), run.out(), run.err());
        } finally {
            System.setIn(before);
        }
    }
}
