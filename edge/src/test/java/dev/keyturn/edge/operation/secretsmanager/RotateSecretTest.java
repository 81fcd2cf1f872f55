package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.model.CancelRotateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretResponse;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;

/** RotateSecret and CancelRotateSecret: what they record, not the rotation itself. */
final class RotateSecretTest extends OnSecrets {
    static final String FUNCTION =
            "arn:aws:lambda:eu-central-1:111122223333:function:SecretsManagerRDSPostgreSQLRotationSingleUser";
    static final String INCOMPLETE = "A previous rotation isn't complete. That rotation will be reattempted.";
    static final String LOGIN = """
            {"engine":"postgres","host":"db.example.com","port":5432,"dbname":"orders","username":"app",\
            "password":"canary-in-the-value"}""";

    private Arn arn = Arn.of("secretsmanager", "-", "-", "-");

    @BeforeEach
    void aLogin() {
        arn = Arn.parse(create("db", 1, LOGIN).arn());
    }

    @Test
    void aRotationIsRecordedAsDueAndTheLoginRegistered() {
        RotateSecretResponse answer = rotate(2);

        assertThat(answer.arn()).isEqualTo(arn.toString());
        assertThat(answer.name()).isEqualTo("db");
        assertThat(answer.versionId()).isEqualTo(token(2));
        RotationTask task = task().orElseThrow();
        assertThat(task.token()).isEqualTo(token(2));
        assertThat(task.step()).isEqualTo(RotationStep.CREATE);
        assertThat(task.dueAt()).isEqualTo(START);
        assertThat(target())
                .contains(RotationTarget.ofLogin(
                        ACCOUNT, arn, Engine.POSTGRES, "db.example.com", 5432, "orders", "app", true));
        DescribeSecretResponse described = describe();
        assertThat(described.rotationEnabled()).isTrue();
        assertThat(described.rotationLambdaARN()).isEqualTo(FUNCTION);
        assertThat(described.versionIdsToStages()).hasSize(1);
        assertThat(server.trail().records().toString()).doesNotContain("canary");
    }

    @Test
    void theSameTokenIsTheSameRotation() {
        RotateSecretResponse first = rotate(2);
        var before = server.tables();

        assertThat(rotate(2)).isEqualTo(first);
        assertThat(server.tables()).isEqualTo(before);
    }

    /** Row 29 of the threats. */
    @Test
    void anotherRotationWaitsForTheOneUnderWay() {
        rotate(2);

        assertRefused(() -> rotate(3), "InvalidRequestException", INCOMPLETE);
    }

    /** Row 29 of the threats. */
    @Test
    void aPendingVersionThatWasLeftBehindIsInTheWay() {
        put("db", 2, LOGIN, "AWSPENDING");

        assertRefused(() -> rotate(3), "InvalidRequestException", INCOMPLETE);
        assertThat(rotate(2).versionId()).isEqualTo(token(2));
        assertThat(task()).isPresent();
    }

    @Test
    void aRotationThatIsDoneIsNotDoneAgain() {
        rotate(2);
        finish(token(2));

        assertThat(rotate(2).versionId()).isEqualTo(token(2));
        assertThat(task()).isEmpty();
        rotate(3);
        assertThat(task()).isPresent();
    }

    private void finish(String token) {
        server.store().write(tx -> {
            new RotationJournal(tx).cancel(arn);
            var all = new Secrets(tx);
            Secret secret = all.find(ACCOUNT, "db").orElseThrow().secret();
            all.addVersion(
                    secret,
                    new SecretVersion(
                            token,
                            false,
                            Optional.of(server.seal()
                                    .seal(SecretBytes.ofUtf8(LOGIN), new Binding(ACCOUNT, arn.toString(), token))),
                            tx.now(),
                            Optional.empty(),
                            Set.of(SecretVersion.CURRENT, SecretVersion.PENDING)));
            return secret;
        });
    }

    @Test
    void withoutAFunctionNothingRotates() {
        assertRefused(
                () -> secrets.rotateSecret(r -> r.secretId("db").clientRequestToken(token(2))),
                "InvalidRequestException",
                "No Lambda rotation function ARN is associated with this secret.");
    }

    @Test
    void onlyTheBuiltInFunctionsAreThere() {
        String other = FUNCTION.replace("PostgreSQL", "Db2");
        assertRefused(
                () -> rotateWith(other),
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified Lambda function: " + other
                        + ". The rotation functions that are built in have the names of AWS's templates.");
        assertRefused(
                () -> rotateWith("SecretsManagerRDSPostgreSQLRotationSingleUser"),
                "InvalidParameterException",
                "RotationLambdaARN must be the ARN of a Lambda function.");
    }

    private void rotateWith(String function) {
        secrets.rotateSecret(r -> r.secretId("db").clientRequestToken(token(2)).rotationLambdaARN(function));
    }

    @Test
    void theFunctionIsRememberedForTheNextTime() {
        rotate(2);
        finish(token(2));

        secrets.rotateSecret(r -> r.secretId("db").clientRequestToken(token(3)));

        assertThat(task().orElseThrow().token()).isEqualTo(token(3));
    }

    @Test
    void notImmediatelyMeansConfiguredOnly() {
        RotateSecretResponse answer = secrets.rotateSecret(r -> r.secretId("db")
                .clientRequestToken(token(2))
                .rotationLambdaARN(FUNCTION)
                .rotationRules(rules -> rules.automaticallyAfterDays(10L))
                .rotateImmediately(false));

        assertThat(answer.versionId()).isEqualTo(token(2));
        assertThat(task()).isEmpty();
        assertThat(target()).isPresent();
        assertThat(describe().rotationEnabled()).isTrue();
        assertThat(describe().rotationRules().automaticallyAfterDays()).isEqualTo(10);
        assertThat(describe().rotationRules().scheduleExpression()).isNull();
        assertThat(describe().nextRotationDate()).isAfter(START);
    }

    @Test
    void aScheduleAndItsWindowAreKept() {
        secrets.rotateSecret(r -> r.secretId("db")
                .clientRequestToken(token(2))
                .rotationLambdaARN(FUNCTION)
                .rotationRules(rules ->
                        rules.scheduleExpression("cron(0 16 1,15 * ? *)").duration("2h")));

        assertThat(describe().rotationRules().scheduleExpression()).isEqualTo("cron(0 16 1,15 * ? *)");
        assertThat(describe().rotationRules().duration()).isEqualTo("2h");
        assertThat(describe().nextRotationDate()).isEqualTo("2026-12-01T16:00:00Z");
    }

    /** Row 30 of the threats, as far as a caller's request goes: the journal keeps the login that was registered. */
    @ParameterizedTest
    @CsvSource({
        "db.example.com,evil.example.com,host",
        "5432,6543,port",
        "\"orders\",\"other\",dbname",
        "\"app\",\"postgres\",username",
        "\"engine\",\"ssl\":false%2C\"engine\",ssl"
    })
    void aSecretEditedToPointElsewhereIsNotRotated(String registered, String edited, String field) {
        rotate(2);
        cancelled();
        put("db", 3, LOGIN.replace(registered, edited.replace("%2C", ",")));

        assertRefused(
                () -> rotate(4),
                "InvalidRequestException",
                "The secret describes another database login than the one that was registered for rotation. These"
                        + " fields differ: " + field + ".");
        assertThat(target().orElseThrow().host()).isEqualTo("db.example.com");
    }

    private void cancelled() {
        secrets.cancelRotateSecret(r -> r.secretId("db"));
    }

    @Test
    void aLoginBelongsToOneSecret() {
        rotate(2);
        create("copy", 1, LOGIN);

        assertRefused(
                () -> secrets.rotateSecret(
                        r -> r.secretId("copy").clientRequestToken(token(2)).rotationLambdaARN(FUNCTION)),
                "InvalidRequestException",
                "The database login of this secret is already registered for rotation by another secret.");
    }

    /** Row 32 of the threats. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "db.example.com/orders?sslmode=disable",
                "db.example.com?socketFactory=evil",
                "db.example.com,evil.example.com",
                "db.example.com:5433",
                "db.example.com&user=postgres",
                "db.example.com\\u0000",
                " db.example.com",
                ""
            })
    void aHostThatCarriesDriverSettingsIsRefused(String host) {
        create("other", 1, LOGIN.replace("db.example.com", host));

        assertRefused(
                this::rotateOther,
                "ValidationException",
                "You can't rotate this secret: the secret's field `host` must be one host name or IP address");
    }

    /** Row 32 of the threats. */
    @ParameterizedTest
    @ValueSource(strings = {"orders?sslmode=disable", "orders&user=postgres", "orders;ssl=false"})
    void aDatabaseThatCarriesDriverSettingsIsRefused(String database) {
        create("other", 1, LOGIN.replace("orders", database));

        assertRefused(
                this::rotateOther,
                "ValidationException",
                "You can't rotate this secret: the secret's field `dbname` must be a plain name");
    }

    @ParameterizedTest
    @CsvSource({"canary-no-json,the secret's value is not a JSON object", "{},the secret's field `engine` is required"})
    void aValueThatDescribesNoLoginIsRefused(String value, String why) {
        create("other", 1, value);

        assertRefused(this::rotateOther, "ValidationException", "You can't rotate this secret: " + why);
    }

    @Test
    void aSecretWithoutAValueIsRefused() {
        secrets.createSecret(r -> r.name("other"));

        assertRefused(
                this::rotateOther, "InvalidRequestException", "You can't rotate a secret that has no current value.");
    }

    private void rotateOther() {
        secrets.rotateSecret(
                r -> r.secretId("other").clientRequestToken(token(2)).rotationLambdaARN(FUNCTION));
    }

    @Test
    void whileARotationIsUnderWayItsPendingLabelStays() {
        rotate(2);
        put("db", 2, LOGIN, "AWSPENDING");

        String message = "You can't move staging label AWSPENDING while a rotation is in progress. Cancel the rotation"
                + " first.";
        assertRefused(() -> put("db", 3, LOGIN, "AWSPENDING"), "InvalidRequestException", message);
        assertRefused(
                () -> secrets.updateSecretVersionStage(
                        r -> r.secretId("db").versionStage("AWSPENDING").removeFromVersionId(token(2))),
                "InvalidRequestException",
                message);
        put("db", 4, LOGIN);
        assertThat(stages("db")).containsEntry(token(2), List.of("AWSPENDING"));
    }

    @Test
    void cancellingStopsTheRotationAndKeepsTheRest() {
        secrets.rotateSecret(r -> r.secretId("db")
                .clientRequestToken(token(2))
                .rotationLambdaARN(FUNCTION)
                .rotationRules(rules -> rules.automaticallyAfterDays(10L)));
        put("db", 2, LOGIN, "AWSPENDING");

        CancelRotateSecretResponse answer = secrets.cancelRotateSecret(r -> r.secretId("db"));

        assertThat(answer.versionId()).isEqualTo(token(2));
        assertThat(task()).isEmpty();
        assertThat(describe().rotationEnabled()).isFalse();
        assertThat(describe().rotationLambdaARN()).isEqualTo(FUNCTION);
        assertThat(describe().rotationRules().automaticallyAfterDays()).isEqualTo(10);
        assertThat(describe().nextRotationDate()).isNull();
        assertThat(stages("db")).containsEntry(token(2), List.of("AWSPENDING"));
    }

    @Test
    void rotatingAgainTurnsItOnAgain() {
        rotate(2);
        cancelled();

        rotate(3);

        assertThat(describe().rotationEnabled()).isTrue();
        assertThat(task().orElseThrow().token()).isEqualTo(token(3));
    }

    @Test
    void whatNeverRotatedIsNotCancelled() {
        assertRefused(
                () -> secrets.cancelRotateSecret(r -> r.secretId("db")),
                "InvalidRequestException",
                "You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured"
                        + " and you didn't include such an ARN as a parameter in this call.");
    }

    @Test
    void deletingCancelsTheRotationUnderWay() {
        rotate(2);
        pass(Duration.ofMinutes(1));

        secrets.deleteSecret(r -> r.secretId("db"));

        assertThat(task()).isEmpty();
        assertRefused(() -> rotate(3), "InvalidRequestException", MARKED);
        assertRefused(() -> secrets.cancelRotateSecret(r -> r.secretId("db")), "InvalidRequestException", MARKED);
    }

    @Test
    void destroyingFreesTheLogin() {
        rotate(2);
        secrets.deleteSecret(r -> r.secretId("db").forceDeleteWithoutRecovery(true));
        create("copy", 1, LOGIN);

        secrets.rotateSecret(
                r -> r.secretId("copy").clientRequestToken(token(2)).rotationLambdaARN(FUNCTION));

        assertThat(target()).isEmpty();
    }

    private RotateSecretResponse rotate(int token) {
        return secrets.rotateSecret(
                r -> r.secretId("db").clientRequestToken(token(token)).rotationLambdaARN(FUNCTION));
    }

    private DescribeSecretResponse describe() {
        return secrets.describeSecret(r -> r.secretId("db"));
    }

    private Optional<RotationTask> task() {
        return server.store().read(tx -> new RotationJournal(tx).task(arn));
    }

    private Optional<RotationTarget> target() {
        return server.store().read(tx -> new RotationJournal(tx).target(arn));
    }
}
