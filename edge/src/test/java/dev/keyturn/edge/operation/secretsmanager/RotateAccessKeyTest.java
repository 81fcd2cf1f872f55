package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.model.Credentials;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.RotationTask;

/** RotateSecret on a secret that holds an IAM user's access key: whose key, and who may have the next one. */
final class RotateAccessKeyTest extends OnSecrets {
    private static final String FUNCTION =
            "arn:aws:lambda:eu-central-1:111122223333:function:KeyturnIAMAccessKeyRotation";
    private static final String NOT_HELD =
            "You can't rotate this secret: it does not hold an active access key of the user it names.";

    private String userId = "";
    private AccessKey key = AccessKey.builder().build();

    @BeforeEach
    void aUserWithAKey() {
        userId = iam.createUser(r -> r.userName("app")).user().userId();
        key = iam.createAccessKey(r -> r.userName("app")).accessKey();
    }

    private static String json(String userName, String id, String secret) {
        return "{\"userName\":\"" + userName + "\",\"accessKeyId\":\"" + id + "\",\"secretAccessKey\":\"" + secret
                + "\"}";
    }

    private String json() {
        return json("app", key.accessKeyId(), key.secretAccessKey());
    }

    private void rotate(String secret, int token) {
        secrets.rotateSecret(
                r -> r.secretId(secret).clientRequestToken(token(token)).rotationLambdaARN(FUNCTION));
    }

    private void rotateAs(String userName, String secret, int token) {
        secretsOf(userName)
                .rotateSecret(
                        r -> r.secretId(secret).clientRequestToken(token(token)).rotationLambdaARN(FUNCTION));
    }

    private Optional<RotationTarget> target(Arn secret) {
        return server.store().read(tx -> new RotationJournal(tx).target(secret));
    }

    @Test
    void theRotationIsDueAndTheUserRegistered() {
        Arn arn = Arn.parse(create("app-key", 1, json()).arn());

        rotate("app-key", 2);

        Optional<RotationTask> task = server.store().read(tx -> new RotationJournal(tx).task(arn));
        assertThat(task).isPresent();
        assertThat(target(arn)).hasValueSatisfying(target -> {
            assertThat(target.isUser()).isTrue();
            assertThat(target.username()).isEqualTo(userId);
        });
        assertThat(server.trail().records().toString()).doesNotContain(key.secretAccessKey());
    }

    @Test
    void namesOfUsersAreNamesInAnyCase() {
        create("app-key", 1, json("APP", key.accessKeyId(), key.secretAccessKey()));
        rotate("app-key", 2);
    }

    /** Whoever may rotate a secret of their own must not come by the key of whomever they name. */
    @ParameterizedTest
    @ValueSource(strings = {"admin", "nobody"})
    void toNameSomebodyIsNotEnough(String userName) {
        iam.createUser(r -> r.userName("admin"));
        create("mine", 1, json(userName, key.accessKeyId(), key.secretAccessKey()));

        assertRefused(() -> rotate("mine", 2), "InvalidRequestException", NOT_HELD);
    }

    @Test
    void aWrongSecretAndAnUnknownIdAreNotToldApart() {
        create("wrong", 1, json("app", key.accessKeyId(), "guessed"));
        create("unknown", 2, json("app", "AKIAAAAAAAAAAAAAAAAA", "guessed"));

        assertRefused(() -> rotate("wrong", 3), "InvalidRequestException", NOT_HELD);
        assertRefused(() -> rotate("unknown", 4), "InvalidRequestException", NOT_HELD);
    }

    @Test
    void anInactiveKeyIsNotRotated() {
        create("app-key", 1, json());
        iam.updateAccessKey(
                r -> r.userName("app").accessKeyId(key.accessKeyId()).status(StatusType.INACTIVE));

        assertRefused(() -> rotate("app-key", 2), "InvalidRequestException", NOT_HELD);
    }

    @Test
    void rootsKeyIsNobodysToRotate() {
        AccessKey roots = iam.createAccessKey(r -> {}).accessKey();
        create("root-key", 1, json("root", roots.accessKeyId(), roots.secretAccessKey()));

        assertRefused(() -> rotate("root-key", 2), "InvalidRequestException", NOT_HELD);
    }

    @Test
    void aUserBelongsToOneSecret() {
        create("one", 1, json());
        create("two", 2, json());
        rotate("one", 3);

        assertRefused(
                () -> rotate("two", 4),
                "InvalidRequestException",
                "The user of this secret is already registered for rotation by another secret.");
    }

    @Test
    void aSecretBelongsToOneUser() {
        Arn arn = Arn.parse(create("app-key", 1, json()).arn());
        rotate("app-key", 2);
        secrets.cancelRotateSecret(r -> r.secretId("app-key"));
        iam.createUser(r -> r.userName("other"));
        AccessKey others = iam.createAccessKey(r -> r.userName("other")).accessKey();
        put("app-key", 3, json("other", others.accessKeyId(), others.secretAccessKey()));

        assertRefused(
                () -> rotate("app-key", 4),
                "InvalidRequestException",
                "The secret holds an access key of another user than the one that was registered for rotation.");
        assertThat(target(arn)).map(RotationTarget::username).contains(userId);
    }

    @Override
    protected String accessDenied() {
        return "AccessDeniedException";
    }

    /** Otherwise a secret of one's own would be a way to a key that a policy forbids. */
    @ParameterizedTest
    @ValueSource(strings = {"iam:CreateAccessKey", "iam:DeleteAccessKey"})
    void whoMayNotMakeAndDeleteKeysDoesNotRotateThem(String action) {
        userWith("eve", ALLOW_ALL);
        iam.putUserPolicy(r -> r.userName("eve").policyName("denied").policyDocument(policy("Deny", action, "*")));
        create("app-key", 1, json());

        assertExplicitlyDenied(() -> rotateAs("eve", "app-key", 2), "eve", action, userArn("*"));
    }

    @Test
    void theFunctionThatIsSetAlreadyNeedsTheSame() {
        create("app-key", 1, json());
        rotate("app-key", 2);
        secrets.cancelRotateSecret(r -> r.secretId("app-key"));
        secrets.rotateSecret(r -> r.secretId("app-key")
                .clientRequestToken(token(3))
                .rotationLambdaARN(FUNCTION)
                .rotateImmediately(false));
        userWith("eve", policy("Allow", "secretsmanager:*", "*"));

        assertNoPolicyAllows(
                () -> secretsOf("eve").rotateSecret(r -> r.secretId("app-key").clientRequestToken(token(4))),
                "eve",
                "iam:CreateAccessKey",
                userArn("*"));
    }

    @Test
    void thePermissionsOnThatUserAreEnoughAndOnAnotherAreNot() {
        create("app-key", 1, json());
        userWith("eve", policy("Allow", "secretsmanager:*", "*"));
        iam.putUserPolicy(r ->
                r.userName("eve").policyName("keys").policyDocument(policy("Allow", "iam:*AccessKey", userArn("eve"))));

        assertNoPolicyAllows(() -> rotateAs("eve", "app-key", 2), "eve", "iam:CreateAccessKey", userArn("*"));

        iam.putUserPolicy(r ->
                r.userName("eve").policyName("keys").policyDocument(policy("Allow", "iam:*AccessKey", userArn("app"))));
        rotateAs("eve", "app-key", 2);
    }

    /** What is refused on the secret tells nothing of what is in it. */
    @Test
    void whoMayNotRotateTheSecretIsNotToldOfKeys() {
        create("app-key", 1, json());
        userWith("eve", policy("Allow", "iam:*", "*"));

        assertNoPolicyAllows(() -> rotateAs("eve", "app-key", 2), "eve", "secretsmanager:RotateSecret", "app-key");
    }

    /** Such a session may not call IAM at all, so not by way of a secret either. */
    @Test
    void aSessionThatMayNotCallIamDoesNotRotateKeys() {
        create("app-key", 1, json());
        userWith("eve", ALLOW_ALL);
        Credentials session =
                server.sts(server.principal("eve")).getSessionToken().credentials();

        assertRefused(
                () -> server.as(session, SecretsManagerClient.class)
                        .rotateSecret(r -> r.secretId("app-key")
                                .clientRequestToken(token(2))
                                .rotationLambdaARN(FUNCTION)),
                "UnrecognizedClientException",
                "The security token included in the request is invalid");
    }

    @Test
    void theJsonHasAllThreeFields() {
        create("incomplete", 1, "{\"userName\":\"app\",\"accessKeyId\":\"AKIA\"}");

        assertRefused(
                () -> rotate("incomplete", 2),
                "ValidationException",
                "You can't rotate this secret: the secret's field `secretAccessKey` is required and must be a string");
    }
}
