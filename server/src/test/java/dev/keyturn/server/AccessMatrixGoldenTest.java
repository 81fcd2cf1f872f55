package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

import dev.keyturn.edge.gate.DenialMessages;
import dev.keyturn.state.identity.Principal;

/**
 * Who may do what: every operation, called over HTTP by one caller of each sort, as a file that a review sees change.
 * What is answered in place of a denial, be it an answer or another error, counts as allowed: it was decided before.
 * Run with {@code -Dgolden.write=true} to write the file anew.
 */
class AccessMatrixGoldenTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "access-matrix.txt");
    private static final String OTHER_ACCOUNT = "444455556666";
    private static final String OTHER_SECRET = "next";

    /** @param caller makes the caller, once, before anybody calls anything */
    private record Column(String name, String whatItIs, BiFunction<TestServer, Issuer, AwsCredentials> caller) {
        Column(String name, String whatItIs, Function<TestServer, AwsCredentials> caller) {
            this(name, whatItIs, (server, _) -> caller.apply(server));
        }
    }

    /** The order is that of the file, and that in which they call. */
    private static final List<Column> COLUMNS = List.of(
            new Column("root", "the account's root user, by its access key", TestServer::rootKey),
            new Column(
                    "admin",
                    "a user with AWS's AdministratorAccess",
                    server -> userWithAwsPolicy(server, "admin", "AdministratorAccess")),
            new Column(
                    "read-only",
                    "a user with AWS's ReadOnlyAccess, which reads no secret's value",
                    server -> userWithAwsPolicy(server, "read-only", "ReadOnlyAccess")),
            new Column(
                    "one-secret",
                    "a user who may read the secret `target`",
                    server -> server.newUser("one-secret", readsOneSecret(server))),
            new Column(
                    "group",
                    "a user without policies, in a group with AWS's SecretsManagerReadWrite and a deny of DeleteSecret",
                    AccessMatrixGoldenTest::groupMember),
            new Column(
                    "bounded",
                    "a user with AdministratorAccess, whose boundary allows secretsmanager:* and denies DeleteSecret",
                    AccessMatrixGoldenTest::boundedUser),
            new Column(
                    "role",
                    "a session of a role with secretsmanager:* and IAMReadOnlyAccess",
                    server -> session(server, operator(server, "operator"), "")),
            new Column(
                    "narrowed",
                    "a session of such a role, with a session policy that may read the secret `target`",
                    server -> session(server, operator(server, "narrowed"), readsOneSecret(server))),
            new Column(
                    "cross-account",
                    "a session of a role that may read the secret `target`, assumed by another account's user",
                    AccessMatrixGoldenTest::visitor),
            new Column(
                    "web-identity",
                    "a session of a role that may read the secret `target`, assumed with an OpenID Connect token",
                    AccessMatrixGoldenTest::webIdentity));

    @TempDir
    private Path folder;

    @Test
    void everyOperationIsAllowedAndDeniedAsTheGoldenFileSays() throws IOException {
        try (Issuer issuer = new Issuer(folder);
                TestServer server = TestServer.start(
                        Map.of("federation.ca", issuer.authority().toString()))) {
            OperationCalls.makeTargets(server);
            server.root().secrets().createSecret(r -> r.name(OTHER_SECRET).secretString("v"));
            List<AwsClients> callers = COLUMNS.stream()
                    .map(column -> server.clients(column.caller().apply(server, issuer)))
                    .toList();
            Map<String, Consumer<AwsClients>> calls = OperationCalls.in(server.account());
            assertThat(server.server().describeOperations())
                    .extracting(line -> line.substring(0, line.indexOf(' ')))
                    .filteredOn(action -> !OperationCalls.BRING_THEIR_OWN_PROOF.contains(action))
                    .as("an operation without a row")
                    .containsExactlyInAnyOrderElementsOf(calls.keySet());

            Map<String, List<String>> rows = rows(withNeighbours(calls), callers);

            assertGolden(text(rows));
        }
    }

    /** The same calls, and some about the next resource, which a policy for the first does not cover. */
    private static Map<String, Consumer<AwsClients>> withNeighbours(Map<String, Consumer<AwsClients>> calls) {
        Map<String, Consumer<AwsClients>> more = new TreeMap<>(calls);
        more.put(
                "secretsmanager:GetSecretValue of another",
                as -> as.secrets().getSecretValue(r -> r.secretId(OTHER_SECRET)));
        more.put(
                "sts:AssumeRole of a service's",
                as -> as.sts()
                        .assumeRole(r -> r.roleArn(OperationCalls.roleArn(
                                        as.sts().getCallerIdentity().account(), OperationCalls.ROLE))
                                .roleSessionName("session")));
        return more;
    }

    /** One caller after the other: whatever one changes is changed for all that come later, at any time. */
    private static Map<String, List<String>> rows(Map<String, Consumer<AwsClients>> calls, List<AwsClients> callers) {
        Map<String, List<String>> rows = new TreeMap<>();
        for (AwsClients caller : callers) {
            calls.forEach((action, call) ->
                    rows.computeIfAbsent(action, _ -> new ArrayList<>()).add(outcome(() -> call.accept(caller))));
        }
        return rows;
    }

    private static String outcome(Runnable call) {
        try {
            call.run();
            return "allow";
        } catch (AwsServiceException e) {
            String code = e.awsErrorDetails().errorCode();
            assertThat(e.statusCode()).as(e.getMessage()).isLessThan(500);
            assertThat(code).isNotIn("InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken");
            if (code.equals("InvalidUserType")) {
                return "deny-credentials";
            }
            return code.startsWith("AccessDenied") ? denial(e.awsErrorDetails().errorMessage()) : "allow";
        }
    }

    /** From the denial's last words. */
    private static String denial(String message) {
        int encoded = message.indexOf(DenialMessages.INTRODUCTION);
        if (encoded < 0) {
            return "deny-credentials";
        }
        String words = message.substring(0, encoded);
        for (String kind : List.of("identity-based", "resource-based", "permissions", "session", "trust")) {
            String policy = kind.equals("permissions") ? "permissions boundary" : kind + " policy";
            if (words.matches("(?s).*with an explicit deny in an? " + policy)) {
                return "DENY-" + shortened(kind);
            }
            if (words.contains(" because no " + policy + " allows ")) {
                return "deny-" + shortened(kind);
            }
        }
        return "deny";
    }

    private static String shortened(String kind) {
        return kind.equals("permissions") ? "boundary" : kind.replace("-based", "");
    }

    private static String text(Map<String, List<String>> rows) {
        StringBuilder text = new StringBuilder("""
                # Who may do what, as the server answers. For each operation a call of the kind that its name says.
                #
                # allow             the call was let through, whatever became of it then
                # deny-KIND         no policy of that kind allows it
                # DENY-KIND         a policy of that kind denies it explicitly
                # deny              denied without a reason, as denials of sts:AssumeRole are
                # deny-credentials  the operation is not for credentials of that sort, whatever the policies say
                #
                """);
        COLUMNS.forEach(column -> text.append("# %-17s %s%n".formatted(column.name(), column.whatItIs())));
        text.append("\n").append(line("", COLUMNS.stream().map(Column::name).toList()));
        rows.forEach((action, cells) -> text.append(line(action, cells)));
        return text.toString();
    }

    private static String line(String action, List<String> cells) {
        StringBuilder line = new StringBuilder("%-48s".formatted(action));
        cells.forEach(cell -> line.append("%-17s".formatted(cell)));
        return line.toString().stripTrailing() + "\n";
    }

    private static void assertGolden(String text) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(GOLDEN, text);
        }
        assertThat(text)
                .as("%s; if the change is meant, write it anew with -Dgolden.write=true", GOLDEN)
                .isEqualTo(Files.readString(GOLDEN));
    }

    private static AwsCredentials userWithAwsPolicy(TestServer server, String name, String policy) {
        AwsCredentials key = server.newUser(name);
        server.root().iam().attachUserPolicy(r -> r.userName(name).policyArn(awsPolicy(policy)));
        return key;
    }

    private static AwsCredentials groupMember(TestServer server) {
        AwsCredentials key = server.newUser("member");
        IamClient iam = server.root().iam();
        iam.createGroup(r -> r.groupName("keepers"));
        iam.attachGroupPolicy(r -> r.groupName("keepers").policyArn(awsPolicy("SecretsManagerReadWrite")));
        iam.putGroupPolicy(r -> r.groupName("keepers")
                .policyName("keep")
                .policyDocument(document(statement("Deny", "secretsmanager:DeleteSecret", "*"))));
        iam.addUserToGroup(r -> r.groupName("keepers").userName("member"));
        return key;
    }

    private static AwsCredentials boundedUser(TestServer server) {
        AwsCredentials key = userWithAwsPolicy(server, "bounded", "AdministratorAccess");
        IamClient iam = server.root().iam();
        String boundary = iam.createPolicy(r -> r.policyName("secrets-only")
                        .policyDocument(document(
                                statement("Allow", "secretsmanager:*", "*"),
                                statement("Deny", "secretsmanager:DeleteSecret", "*"))))
                .policy()
                .arn();
        iam.putUserPermissionsBoundary(r -> r.userName("bounded").permissionsBoundary(boundary));
        return key;
    }

    /** @return the ARN of a new role that the account's own may assume, if they are allowed to */
    private static String operator(TestServer server, String name) {
        IamClient iam = server.root().iam();
        iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument(OperationCalls.trusting(server.account())));
        iam.attachRolePolicy(r -> r.roleName(name).policyArn(awsPolicy("IAMReadOnlyAccess")));
        iam.putRolePolicy(r -> r.roleName(name)
                .policyName("secrets")
                .policyDocument(document(statement("Allow", "secretsmanager:*", "*"))));
        return OperationCalls.roleArn(server.account(), name);
    }

    /** @param policy a session policy; empty for none */
    private static AwsCredentials session(TestServer server, String roleArn, String policy) {
        String name = "of-" + roleArn.substring(roleArn.lastIndexOf('/') + 1);
        AwsBasicCredentials key = server.newUser(name, document(statement("Allow", "sts:AssumeRole", roleArn)));
        return assumed(server, key, roleArn, policy);
    }

    /** Another account of the same server: its root user acts in process, since only the first has keys from the start. */
    private static AwsCredentials visitor(TestServer server) {
        IamClient iam = server.root().iam();
        iam.createRole(r -> r.roleName("visited").assumeRolePolicyDocument(OperationCalls.trusting(OTHER_ACCOUNT)));
        iam.putRolePolicy(r -> r.roleName("visited").policyName("read").policyDocument(readsOneSecret(server)));
        String roleArn = OperationCalls.roleArn(server.account(), "visited");

        IamClient other =
                server.server().clients().client(IamClient.class, new Principal.Root(OTHER_ACCOUNT), "access matrix");
        other.createUser(r -> r.userName("visitor"));
        other.putUserPolicy(r -> r.userName("visitor")
                .policyName("visit")
                .policyDocument(document(statement("Allow", "sts:AssumeRole", roleArn))));
        AccessKey key = other.createAccessKey(r -> r.userName("visitor")).accessKey();
        return assumed(server, AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()), roleArn, "");
    }

    private static AwsCredentials webIdentity(TestServer server, Issuer issuer) {
        IamClient iam = server.root().iam();
        String provider = iam.createOpenIDConnectProvider(
                        r -> r.url(issuer.url()).clientIDList(Issuer.AUDIENCE))
                .openIDConnectProviderArn();
        String subject = issuer.url().substring("https://".length()) + ":sub";
        iam.createRole(
                r -> r.roleName("web").assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"%s"},\
                "Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"%s":"%s"}}}}""".formatted(provider, subject, Issuer.SUBJECT)));
        iam.putRolePolicy(r -> r.roleName("web").policyName("read").policyDocument(readsOneSecret(server)));
        Credentials made = server.root()
                .sts()
                .assumeRoleWithWebIdentity(r -> r.roleArn(OperationCalls.roleArn(server.account(), "web"))
                        .roleSessionName("matrix")
                        .webIdentityToken(issuer.token()))
                .credentials();
        return AwsSessionCredentials.create(made.accessKeyId(), made.secretAccessKey(), made.sessionToken());
    }

    private static AwsCredentials assumed(TestServer server, AwsCredentials key, String roleArn, String policy) {
        AssumeRoleRequest.Builder request =
                AssumeRoleRequest.builder().roleArn(roleArn).roleSessionName("matrix");
        if (!policy.isEmpty()) {
            request.policy(policy);
        }
        Credentials made = server.clients(key).sts().assumeRole(request.build()).credentials();
        return AwsSessionCredentials.create(made.accessKeyId(), made.secretAccessKey(), made.sessionToken());
    }

    private static String readsOneSecret(TestServer server) {
        return document(statement(
                "Allow",
                "secretsmanager:GetSecretValue",
                "arn:aws:secretsmanager:*:" + server.account() + ":secret:" + OperationCalls.SECRET + "-??????"));
    }

    private static String awsPolicy(String name) {
        return "arn:aws:iam::aws:policy/" + name;
    }

    private static String document(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    private static String statement(String effect, String action, String resource) {
        return """
                {"Effect":"%s","Action":"%s","Resource":"%s"}""".formatted(effect, action, resource);
    }
}
