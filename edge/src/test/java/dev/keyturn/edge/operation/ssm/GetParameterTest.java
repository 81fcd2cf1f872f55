package dev.keyturn.edge.operation.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterType;

import dev.keyturn.edge.operation.InProcessServer;

final class GetParameterTest extends OnParameters {

    @Test
    void aParameterIsAnsweredByNameAndByArn() {
        put("/dev/db", "first");
        pass(Duration.ofMinutes(1));
        overwrite("/dev/db", "second");

        for (String name : new String[] {"/dev/db", arn("dev/db")}) {
            Parameter answer = get(name);
            assertThat(answer.name()).isEqualTo("/dev/db");
            assertThat(answer.arn()).isEqualTo(arn("dev/db"));
            assertThat(answer.value()).isEqualTo("second");
            assertThat(answer.version()).isEqualTo(2);
            assertThat(answer.type()).isEqualTo(ParameterType.STRING);
            assertThat(answer.dataType()).isEqualTo("text");
            assertThat(answer.lastModifiedDate()).isEqualTo(START.plusSeconds(60));
            assertThat(answer.selector()).isNull();
            assertThat(answer.sourceResult()).isNull();
        }
    }

    @Test
    void aVersionAndALabelSelect() {
        put("a", "first");
        overwrite("a", "second");
        ssm.labelParameterVersion(r -> r.name("a").parameterVersion(1L).labels("prod"));

        assertThat(value("a:1")).isEqualTo("first");
        assertThat(get("a:2").selector()).isEqualTo(":2");
        assertThat(get("a:prod").version()).isEqualTo(1);
        assertThat(get("a:prod").selector()).isEqualTo(":prod");
        assertThat(value(arn("a") + ":prod")).isEqualTo("first");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        put("a", "v");

        assertRefused(() -> get("b"), "ParameterNotFound", "Parameter b not found.");
        assertRefused(() -> get("A"), "ParameterNotFound", "Parameter A not found.");
        assertRefused(
                () -> get("a:2"),
                "ParameterVersionNotFound",
                "Systems Manager could not find version 2 of a. Verify the version and try again.");
        assertRefused(
                () -> get("a:prod"),
                "ParameterVersionNotFound",
                "Systems Manager could not find label prod of a. Verify the label and try again.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:", "a:1:2", "a:b:c"})
    void aMalformedSelectorIsRefused(String name) {
        assertRefused(
                () -> get(name),
                "ValidationException",
                "Invalid parameter name. Please use correct syntax for referencing a version/label "
                        + " <name>:<version/label>");
    }

    @Test
    void aSecureStringIsDecryptedOnlyWhenAsked() {
        putSecure("secret", "hush");

        Parameter sealed = ssm.getParameter(r -> r.name("secret")).parameter();

        assertThat(value("secret")).isEqualTo("hush");
        assertThat(sealed.type()).isEqualTo(ParameterType.SECURE_STRING);
        assertThat(Base64.getDecoder().decode(sealed.value()))
                .asString(StandardCharsets.ISO_8859_1)
                .doesNotContain("hush");
    }

    /** The string ends where it is stored: nothing of any value lies in the tables. */
    @Test
    void noValueIsStoredInTheClear() {
        putSecure("a", "canary-of-a");
        put("b", "canary-of-b");

        assertThat(server.tables().toString())
                .doesNotContain("canary-of-a", "canary-of-b")
                .doesNotContain(java.util.HexFormat.of().formatHex("canary-of".getBytes(StandardCharsets.UTF_8)));
    }

    /** Row 53 of the threats. */
    @Test
    void noValueIsInTheTrailOrInARefusal() {
        putSecure("a", "canary-1");
        put("a", "canary-2", r -> r.overwrite(true).type(ParameterType.SECURE_STRING));
        value("a");
        ssm.getParameterHistory(r -> r.name("a").withDecryption(true));
        under("/", true);
        assertRefused(
                () -> put("a", "canary-3", r -> r.overwrite(true).allowedPattern("x")),
                "ParameterPatternMismatchException",
                "Parameter value, cannot be validated against allowedPattern: x");
        assertRefused(
                () -> put("a", "canary-{{4}}"),
                "ValidationException",
                "Parameter value: can't nest another parameter. Do not use \"{{}}\" in the value.");
        server.secrets(new dev.keyturn.state.identity.Principal.Root(ACCOUNT))
                .createSecret(r -> r.name("s").secretString("canary-5"));
        value("/aws/reference/secretsmanager/s");

        assertThat(server.trail().records().toString()).doesNotContain("canary");
    }

    @Test
    void manyAreAnsweredInTheOrderOfTheirNamesAndTheRestIsInvalid() {
        put("b", "of b");
        put("/a/x", "of a");
        overwrite("b", "new");

        GetParametersResponse answer =
                ssm.getParameters(r -> r.names("b:1", "/a/x", "c", "b:7", "x y", arn("b"), "b:1:2"));

        assertThat(answer.parameters())
                .extracting(Parameter::name, Parameter::value)
                .containsExactly(tuple("/a/x", "of a"), tuple("b", "of b"), tuple("b", "new"));
        assertThat(answer.invalidParameters()).containsExactly("c", "b:7", "x y", "b:1:2");
    }

    @Test
    void anotherAccountsParameterIsOutOfReach() {
        put("a", "v");

        assertRefused(() -> stranger().getParameter(r -> r.name("a")), "ParameterNotFound", "Parameter a not found.");
        assertRefused(
                () -> stranger().getParameter(r -> r.name(arn("a"))),
                "AccessDeniedException",
                "User: arn:aws:iam::" + InProcessServer.OTHER_ACCOUNT
                        + ":root is not authorized to perform: ssm:GetParameter on resource: " + arn("a")
                        + " because no resource-based policy allows the ssm:GetParameter action");
        String elsewhere = arn("a").replace(InProcessServer.REGION, "us-west-2");
        assertRefused(() -> get(elsewhere), "ParameterNotFound", "Parameter " + elsewhere + " not found.");
        assertRefused(() -> get("arn:aws:s3:::a"), "ValidationException", "Invalid parameter ARN.");
    }

    /** The way of a secret: by key, with one record. */
    @Test
    void aReadIsOneLookAndOneRecord() {
        putSecure("a", "v");
        int uses = server.store().uses();
        int records = server.trail().records().size();

        value("a");

        assertThat(server.store().uses()).isEqualTo(uses + 1);
        assertThat(server.trail().records()).hasSize(records + 1);
        assertThat(server.trail().last().resources())
                .extracting(resource -> resource.arnOrName())
                .containsExactly(arn("a"), "a");
    }
}
