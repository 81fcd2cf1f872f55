package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;

/** RotateSecret with a function that is configured and not built in. */
final class RotateByFunctionTest extends OnSecrets {
    private static final String FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:rotate-app";

    private Arn arn = Arn.of("secretsmanager", "-", "-", "-");

    @BeforeEach
    void anythingASecretMayHold() {
        arn = Arn.parse(create("api", 1, "no login at all").arn());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FUNCTION,
                FUNCTION + ":live",
                FUNCTION + ":$LATEST",
                "arn:aws-cn:lambda:cn-north-1:999999999999:function:rotate-app"
            })
    void isRecordedAsDueAndNoLoginRegistered(String function) {
        rotate(r -> r.rotationLambdaARN(function));

        assertThat(task().orElseThrow().step()).isEqualTo(RotationStep.CREATE);
        assertThat(task().orElseThrow().trial()).isFalse();
        assertThat(server.store()
                        .<Boolean>read(tx -> new RotationJournal(tx).target(arn).isPresent()))
                .isFalse();
        assertThat(secrets.describeSecret(r -> r.secretId("api")).rotationLambdaARN())
                .isEqualTo(function);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:lambda:eu-central-1:111122223333:function:rotate-other",
                "arn:aws:lambda:eu-central-1:111122223333:function:rotate-app:live:again",
                "arn:aws:lambda:eu-central-1:111122223333:layer:rotate-app",
                "arn:aws:lambda:eu-central-1::function:rotate-app"
            })
    void whatIsNotConfiguredIsNotFound(String function) {
        assertRefused(
                () -> rotate(r -> r.rotationLambdaARN(function)),
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified Lambda function: " + function
                        + ". The rotation functions that are built in have the names of AWS's templates.");
    }

    @Test
    void whoHasItCalledMustBeAllowedToCallIt() {
        iam.createUser(r -> r.userName("eve"));
        allow("secretsmanager:*");

        assertThat(refusal(() ->
                        secretsOf("eve").rotateSecret(r -> r.secretId("api").rotationLambdaARN(FUNCTION))))
                .contains("lambda:InvokeFunction on resource: " + FUNCTION);
        assertThat(task()).isEmpty();

        allow("secretsmanager:*", "lambda:InvokeFunction");
        secretsOf("eve").rotateSecret(r -> r.secretId("api").rotationLambdaARN(FUNCTION));
        assertThat(task()).isPresent();
    }

    @Test
    void notImmediatelyIsATrial() {
        rotate(r -> r.rotationLambdaARN(FUNCTION).rotateImmediately(false));

        RotationTask task = task().orElseThrow();
        assertThat(task.trial()).isTrue();
        assertThat(task.step()).isEqualTo(RotationStep.TEST);
    }

    @Test
    void aTrialThatIsCancelledLeavesNothing() {
        rotate(r -> r.rotationLambdaARN(FUNCTION).rotateImmediately(false));
        put("api", 2, "no login at all", SecretVersion.PENDING);

        secrets.cancelRotateSecret(r -> r.secretId("api"));

        assertThat(task()).isEmpty();
        assertThat(stages("api")).isEqualTo(Map.of(token(1), List.of(SecretVersion.CURRENT)));
        assertThat(server.store()
                        .<Integer>read(tx -> new Secrets(tx)
                                .find(ACCOUNT, "api")
                                .orElseThrow()
                                .versions()
                                .size()))
                .isEqualTo(1);
    }

    private void rotate(UnaryOperator<RotateSecretRequest.Builder> how) {
        secrets.rotateSecret(
                how.apply(RotateSecretRequest.builder().secretId("api").clientRequestToken(token(2)))
                        .build());
    }

    private void allow(String... actions) {
        String document = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":[\""
                + String.join("\",\"", actions) + "\"],\"Resource\":\"*\"}}";
        iam.putUserPolicy(r -> r.userName("eve").policyName("some").policyDocument(document));
    }

    private static String refusal(Runnable call) {
        try {
            call.run();
            return "";
        } catch (SecretsManagerException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Optional<RotationTask> task() {
        return server.store().read(tx -> new RotationJournal(tx).task(arn));
    }
}
