package dev.keyturn.edge.operation.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterType;

import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.trail.TrailRecord;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields
final class SecretReferencesTest extends OnParameters {
    private static final String REFERENCE = "/aws/reference/secretsmanager/";
    private static final String NEEDS_DECRYPTION =
            "WithDecryption flag must be True for retrieving a Secret Manager secret.";
    private static final String FIRST = "00000000-0000-4000-8000-000000000001";

    private SecretsManagerClient secrets;
    private String secretArn;

    @BeforeEach
    void makeASecret() {
        secrets = server.secrets(new Principal.Root(ACCOUNT));
        secretArn = secrets.createSecret(
                        r -> r.name("prod/db").clientRequestToken(FIRST).secretString("first"))
                .arn();
        secrets.putSecretValue(r -> r.secretId("prod/db").secretString("second"));
    }

    private static String notFound(String nameAndSelector) {
        return "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret"
                + " aws/reference/secretsmanager/" + nameAndSelector + " not found.";
    }

    @Test
    void aSecretIsReadAsASecureString() {
        Parameter answer = get(REFERENCE + "prod/db");

        assertThat(answer.name()).isEqualTo(REFERENCE + "prod/db");
        assertThat(answer.type()).isEqualTo(ParameterType.SECURE_STRING);
        assertThat(answer.value()).isEqualTo("second");
        assertThat(answer.version()).isZero();
        assertThat(answer.arn()).isEqualTo(secretArn);
        assertThat(answer.lastModifiedDate()).isEqualTo(START);
        assertThat(answer.sourceResult())
                .startsWith("{\"ARN\":\"" + secretArn + "\",\"name\":\"prod/db\",\"versionId\":\"")
                .endsWith("\"secretString\":\"second\",\"versionStages\":[\"AWSCURRENT\"],"
                        + "\"createdDate\":\"Nov 24, 2026 10:00:00 AM\"}");
    }

    @Test
    void aVersionIsSelectedByLabelAndById() {
        assertThat(value(REFERENCE + "prod/db:AWSPREVIOUS")).isEqualTo("first");
        assertThat(value(REFERENCE + "prod/db:" + FIRST)).isEqualTo("first");
        assertThat(get(REFERENCE + "prod/db:AWSCURRENT").selector()).isEqualTo(":AWSCURRENT");
        assertRefused(() -> get(REFERENCE + "prod/db:MINE"), "ParameterNotFound", notFound("prod/db:MINE"));
    }

    @Test
    void anAbsentSecretIsAnAbsentParameter() {
        assertRefused(() -> get(REFERENCE + "gone"), "ParameterNotFound", notFound("gonenull"));
    }

    @Test
    void itIsReadOnlyDecrypted() {
        for (String name : new String[] {"prod/db", "gone"}) {
            assertRefused(
                    () -> ssm.getParameter(r -> r.name(REFERENCE + name)), "ValidationException", NEEDS_DECRYPTION);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"prod/db:", "prod/db:a:b", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/db"})
    void aMalformedSelectorIsRefusedFirst(String name) {
        assertRefused(
                () -> ssm.getParameter(r -> r.name(REFERENCE + name)),
                "ValidationException",
                "Invalid parameter name. Please use correct syntax for referencing a version/label "
                        + " <name>:<version/label>");
    }

    @Test
    void aSecretScheduledForDeletionIsAnInvalidRequest() {
        secrets.deleteSecret(r -> r.secretId("prod/db"));

        assertRefused(() -> get(REFERENCE + "prod/db"), "ValidationException", "Invalid Request to Secrets Manager");
    }

    @Test
    void aBinarySecretHasNoValue() {
        secrets.createSecret(r -> r.name("binary").secretBinary(SdkBytes.fromUtf8String("abc")));

        assertThat(value(REFERENCE + "binary")).isNull();
    }

    @Test
    void manyListWhatTheyCannotAnswerAsInvalid() {
        put("plain", "p");
        String[] names = {REFERENCE + "prod/db", REFERENCE + "gone", "plain"};

        GetParametersResponse decrypted = ssm.getParameters(r -> r.names(names).withDecryption(true));
        GetParametersResponse sealed = ssm.getParameters(r -> r.names(names));

        assertThat(decrypted.parameters()).extracting(Parameter::value).containsExactly("second", "p");
        assertThat(decrypted.invalidParameters()).containsExactly(REFERENCE + "gone");
        assertThat(sealed.parameters()).extracting(Parameter::value).containsExactly("p");
        assertThat(sealed.invalidParameters()).containsExactly(REFERENCE + "prod/db", REFERENCE + "gone");
    }

    @Test
    void theSecretHasToBeAllowedToo() {
        SsmClient reader = parametersOf("reader", policy("Allow", "ssm:*", "*"));

        assertRefused(
                () -> reader.getParameter(r -> r.name(REFERENCE + "prod/db").withDecryption(true)),
                "AccessDeniedException",
                "User: " + userArn("reader") + " is not authorized to perform: secretsmanager:GetSecretValue on"
                        + " resource: prod/db because no identity-based policy allows the"
                        + " secretsmanager:GetSecretValue action");
        assertRefused(
                () -> reader.getParameters(
                        r -> r.names("plain", REFERENCE + "prod/db").withDecryption(true)),
                "AccessDeniedException",
                "User: " + userArn("reader") + " is not authorized to perform: secretsmanager:GetSecretValue on"
                        + " resource: prod/db because no identity-based policy allows the"
                        + " secretsmanager:GetSecretValue action");
    }

    @Test
    void theSecretAloneIsNotEnough() {
        SsmClient reader = parametersOf("reader", policy("Allow", "secretsmanager:*", "*"));

        assertNoPolicyAllows(
                () -> reader.getParameter(r -> r.name(REFERENCE + "prod/db").withDecryption(true)),
                "reader",
                "ssm:GetParameter",
                arn("aws/reference/secretsmanager/prod/db"));
    }

    @Test
    void theTrailNamesTheSecretAndHasTheReadingOfItToo() {
        int before = server.trail().records().size();
        value(REFERENCE + "prod/db");

        List<TrailRecord> records = server.trail().records();
        assertThat(records.subList(before, records.size()))
                .extracting(TrailRecord::eventSource, TrailRecord::eventName)
                .containsExactly(
                        tuple("ssm.amazonaws.com", "GetParameter"),
                        tuple("secretsmanager.amazonaws.com", "GetSecretValue"));
        assertThat(secrets.describeSecret(r -> r.secretId("prod/db")).lastAccessedDate())
                .isNotNull();
        assertThat(records.get(before).resources())
                .extracting(resource -> resource.arnOrName())
                .contains(arn("aws/reference/secretsmanager/prod/db"), secretArn, "prod/db");
    }
}
