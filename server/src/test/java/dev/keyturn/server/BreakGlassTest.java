package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.model.AccessKey;

import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.seal.Sealed;

/** The procedure of docs/operations.md, "Break glass", as an operator walks through it; and that root is never shut out. */
class BreakGlassTest {
    private static final String DENY_ALL = """
            {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}""";

    @TempDir
    private Path home;

    private CommandRun init(String... flags) {
        String[] all = new String[flags.length + 5];
        all[0] = "init";
        System.arraycopy(flags, 0, all, 1, flags.length);
        all[flags.length + 1] = "--data";
        all[flags.length + 2] = home.resolve("data").toString();
        all[flags.length + 3] = "--credentials-file";
        all[flags.length + 4] = home.resolve("credentials").toString();
        return CommandRun.of(all);
    }

    @Test
    void aLostRootKeyIsReplaced() throws Exception {
        AwsBasicCredentials lost;
        AwsBasicCredentials second;
        AwsBasicCredentials users;
        try (ServerProcess server = ServerProcess.start(home);
                AwsClients root = server.root()) {
            root.iam().createUser(create -> create.userName("app"));
            AccessKey key =
                    root.iam().createAccessKey(create -> create.userName("app")).accessKey();
            users = AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
            AccessKey another = root.iam().createAccessKey(create -> {}).accessKey();
            second = AwsBasicCredentials.create(another.accessKeyId(), another.secretAccessKey());
            lost = server.rootKey();
            server.terminate();
        }
        Files.delete(home.resolve("credentials"));

        CommandRun run = init();

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("credentials").doesNotContain("aws_secret_access_key");
        try (ServerProcess server = ServerProcess.start(home)) {
            URI endpoint = server.endpoint();
            assertThat(server.output()).doesNotContain("aws_secret_access_key");
            try (AwsClients root = server.root();
                    AwsClients withLost = AwsClients.of(endpoint, lost);
                    AwsClients withSecond = AwsClients.of(endpoint, second);
                    AwsClients app = AwsClients.of(endpoint, users)) {
                assertThat(root.sts().getCallerIdentity().arn()).endsWith(":root");
                AccountCommandTest.assertStranger(withLost);
                AccountCommandTest.assertStranger(withSecond);
                assertThat(app.sts().getCallerIdentity().arn()).endsWith(":user/app");
                AccountCommandTest.assertRecorded(root, "ReplaceRootAccessKeys", lost.accessKeyId());
                assertThat(root.iam().listAccessKeys().accessKeyMetadata()).hasSize(1);
            }
            server.terminate();
        }
        assertThat(CommandRun.of(
                                "trail",
                                "validate",
                                "--data",
                                home.resolve("data").toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void rootsKeysCanBeGoneAltogetherAndComeBack() {
        AwsBasicCredentials first;
        AwsBasicCredentials administrators;
        try (ServerProcess server = ServerProcess.start(home);
                AwsClients root = server.root()) {
            root.iam().createUser(create -> create.userName("admin"));
            root.iam()
                    .putUserPolicy(
                            put -> put.userName("admin").policyName("all").policyDocument(TestServer.ALLOW_ALL));
            AccessKey key = root.iam()
                    .createAccessKey(create -> create.userName("admin"))
                    .accessKey();
            administrators = AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
            first = server.rootKey();
            server.terminate();
        }

        CommandRun delete = init("--delete");

        assertThat(delete.exitCode()).as(delete.err()).isZero();
        assertThat(delete.out()).contains("1 root access key(s) deleted");
        try (ServerProcess server = ServerProcess.start(home);
                AwsClients withFirst = AwsClients.of(server.endpoint(), first);
                AwsClients admin = AwsClients.of(server.endpoint(), administrators)) {
            AccountCommandTest.assertStranger(withFirst);
            assertThat(server.output()).as("no start makes one again").doesNotContain("aws_secret_access_key");
            assertThat(admin.iam().listUsers().users()).hasSize(1);
            AccountCommandTest.assertRecorded(admin, "DeleteRootAccessKeys", first.accessKeyId());
            server.terminate();
        }

        assertThat(init().exitCode()).isZero();
        try (ServerProcess server = ServerProcess.start(home);
                AwsClients root = server.root()) {
            assertThat(root.sts().getCallerIdentity().arn()).endsWith(":root");
        }
    }

    /** With a device root's key alone is good for nothing; one who has lost both has this. */
    @Test
    void rootsMfaDeviceIsTakenAwayOnlyWhenAsked() {
        Settings settings = SettingsReader.read(
                Optional.empty(), Map.of("data", home.resolve("data").toString(), "listen", "127.0.0.1:0"));
        String account;
        try (KeyturnServer server = KeyturnServer.start(settings, RotationListener.NONE, _ -> {})) {
            account = server.account();
        }
        try (OpenState state = OpenState.openExisting(settings)) {
            state.store().write(tx -> {
                MfaDevice device = new MfaDevice(
                        account,
                        MfaDevice.OF_ROOT,
                        "/",
                        "AMFAROOT",
                        tx.now(),
                        Map.of(),
                        new Sealed(new byte[1]),
                        Optional.empty());
                new MfaDevices(tx).insert(device);
                new MfaDevices(tx).use(device, new MfaDevice.Use(MfaDevices.ROOT, tx.now(), 0, 0));
                return device;
            });
        }

        assertThat(init().exitCode()).isZero();
        assertThat(mfaDevicesOfRoot(settings, account)).isOne();
        assertThat(init("--remove-mfa").exitCode()).isZero();
        assertThat(mfaDevicesOfRoot(settings, account)).isZero();
        assertThat(init("--remove-mfa", "--delete").exitCode()).isEqualTo(2);
    }

    private static int mfaDevicesOfRoot(Settings settings, String account) {
        try (OpenState state = OpenState.openExisting(settings)) {
            return state.store()
                    .read(tx -> new MfaDevices(tx).of(account, MfaDevices.ROOT))
                    .size();
        }
    }

    @Test
    void withSeveralAccountsTheOneIsNamed() {
        try (ServerProcess server = ServerProcess.start(home, "--account", "111122223333")) {
            server.endpoint();
            server.terminate();
        }
        CommandRun.of(
                "account",
                "create",
                "staging",
                "--id",
                "444455556666",
                "--data",
                home.resolve("data").toString());

        CommandRun unclear = init();
        assertThat(unclear.exitCode()).isEqualTo(1);
        assertThat(unclear.err()).contains("2 accounts", "--account");
        CommandRun wrong = init("--account", "999999999999");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("there is no account `999999999999`");

        assertThat(init("--account", "444455556666").exitCode()).isZero();
        try (ServerProcess server = ServerProcess.start(home);
                AwsClients staging = server.root()) {
            assertThat(staging.sts().getCallerIdentity().account()).isEqualTo("444455556666");
        }
    }

    /** No policy of IAM binds the root user, wherever it hangs. */
    @Test
    void denyAllEverywhereDoesNotLockRootOut() {
        try (TestServer server = TestServer.start()) {
            AwsClients root = server.root();
            String deny = root.iam()
                    .createPolicy(create -> create.policyName("deny-all").policyDocument(DENY_ALL))
                    .policy()
                    .arn();
            AwsClients admin = server.clients(server.newUser("admin", TestServer.ALLOW_ALL, DENY_ALL));
            root.iam().attachUserPolicy(attach -> attach.userName("admin").policyArn(deny));
            root.iam()
                    .createRole(create ->
                            create.roleName("root").permissionsBoundary(deny).assumeRolePolicyDocument("""
                                    {"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":{"AWS":"*"},\
                                    "Action":"sts:AssumeRole"}}"""));
            root.iam().attachRolePolicy(attach -> attach.roleName("root").policyArn(deny));
            root.iam().createUser(create -> create.userName("root"));
            root.iam().attachUserPolicy(attach -> attach.userName("root").policyArn(deny));

            assertThat(AccountCommandTest.refusal(() -> admin.iam().listUsers()))
                    .startsWith("AccessDenied");

            assertThat(root.iam().listUsers().users()).hasSize(2);
            root.secrets().createSecret(create -> create.name("db").secretString("value"));
            assertThat(root.secrets().getSecretValue(get -> get.secretId("db")).secretString())
                    .isEqualTo("value");
            root.iam().detachUserPolicy(detach -> detach.userName("admin").policyArn(deny));
            root.iam().deleteUserPolicy(delete -> delete.userName("admin").policyName("policy-1"));
            assertThat(admin.iam().listUsers().users()).hasSize(2);
        }
    }
}
