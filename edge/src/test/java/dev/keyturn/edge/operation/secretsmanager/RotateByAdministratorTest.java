package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;

/** Who may have an administrator's login used for the rotation of a secret, THREATS row 30. */
final class RotateByAdministratorTest extends OnSecrets {
    private static final String FUNCTION =
            "arn:aws:lambda:us-east-1:123456789012:function:SecretsManagerRDSPostgreSQLRotationMultiUser";
    private static final String ALL = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}}""";

    private String admin = "";
    private Arn secret = Arn.of("secretsmanager", "", "", "secret:none");

    @BeforeEach
    void aSecretWithAnAdministrator() {
        admin = create("admin", 1, json("boss", "")).arn();
        secret = Arn.parse(create("db", 2, json("app", admin)).arn());
    }

    private static String json(String user, String masterArn) {
        return "{\"engine\":\"postgres\",\"host\":\"db.example.com\",\"username\":\"" + user
                + "\",\"password\":\"canary\""
                + (masterArn.isEmpty() ? "" : ",\"masterarn\":\"" + masterArn + "\"") + "}";
    }

    private void rotateAs(String user, int token) {
        secretsOf(user)
                .rotateSecret(
                        r -> r.secretId("db").clientRequestToken(token(token)).rotationLambdaARN(FUNCTION));
    }

    private Optional<RotationTarget> target() {
        return server.store().read(tx -> new RotationJournal(tx).target(secret));
    }

    @Test
    void whoMayReadTheAdministratorsSecretMayHaveItUsed() {
        userWith("dba", ALL);
        rotateAs("dba", 3);
        assertThat(target()).hasValueSatisfying(target -> {
            assertThat(target.method()).isEqualTo(Method.ALTERNATING_USERS);
            assertThat(target.usernames()).containsExactly("app", "app_clone");
            assertThat(target.admin()).contains(Arn.parse(admin));
        });
    }

    @Test
    void whoMayOnlyRotateMayNotAndIsNotToldWhichSecretItIs() {
        userWith("operator", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"secretsmanager:RotateSecret",
                 "Resource":"*"}}""");
        assertThatDenied(() -> rotateAs("operator", 3))
                .contains("GetSecretValue")
                .doesNotContain("admin-");
        assertThat(target()).isEmpty();
    }

    @Test
    void theAdministratorsOwnPolicyAndTagsDecideToo() {
        userWith("everything", ALL);
        secrets.putResourcePolicy(r -> r.secretId("admin").resourcePolicy("""
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*",
                 "Action":"secretsmanager:GetSecretValue","Resource":"*"}}"""));
        assertThatDenied(() -> rotateAs("everything", 3)).contains("explicit deny");
        secrets.deleteResourcePolicy(r -> r.secretId("admin"));
        secrets.tagResource(r -> r.secretId("admin").tags(tag -> tag.key("tier").value("root")));
        userWith("tagged", """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"},
                 {"Effect":"Deny","Action":"secretsmanager:*","Resource":"*",
                  "Condition":{"StringEquals":{"aws:ResourceTag/tier":"root"}}}]}""");
        assertThatDenied(() -> rotateAs("tagged", 4)).contains("explicit deny");
        assertThat(target()).isEmpty();
    }

    @Test
    void afterThatNoOtherAdministratorIsTaken() {
        String other = create("other", 4, json("other-boss", "")).arn();
        userWith("dba", ALL);
        secretsOf("dba")
                .rotateSecret(r -> r.secretId("db")
                        .clientRequestToken(token(3))
                        .rotationLambdaARN(FUNCTION)
                        .rotateImmediately(false));
        put("db", 5, json("app", other));
        assertRefused(
                () -> rotateAs("dba", 6),
                "InvalidRequestException",
                "The secret describes another database login than the one that was registered for rotation. These fields"
                        + " differ: masterarn.");
    }

    private static AbstractStringAssert<?> assertThatDenied(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(AwsServiceException.class);
        var details = ((AwsServiceException) thrown).awsErrorDetails();
        assertThat(details.errorCode()).isEqualTo("AccessDeniedException");
        return assertThat(details.errorMessage());
    }
}
