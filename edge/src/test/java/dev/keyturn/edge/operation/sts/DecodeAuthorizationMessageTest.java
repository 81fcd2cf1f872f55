package dev.keyturn.edge.operation.sts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.edge.gate.DenialMessages;
import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.state.identity.Principal;

final class DecodeAuthorizationMessageTest extends OnSts {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void aMissingAllowIsExplained() {
        userWith("nobody", policy("Allow", "sts:GetAccessKeyInfo", "*"));
        String message =
                encoded(() -> server.secrets(server.principal("nobody")).getSecretValue(r -> r.secretId("a")));

        JsonNode decoded = decoded(admin(), message);
        assertThat(decoded.path("allowed").asBoolean(true)).isFalse();
        assertThat(decoded.path("explicitDeny").asBoolean(true)).isFalse();
        assertThat(decoded.path("matchedStatements").path("items")).isEmpty();
        assertThat(decoded.path("failures").path("items").isArray()).isTrue();
        JsonNode context = decoded.path("context");
        assertThat(context.path("principal").path("arn").asString()).isEqualTo(userArn("nobody"));
        assertThat(context.path("principal").path("id").asString()).startsWith("AIDA");
        assertThat(context.path("action").asString()).isEqualTo("secretsmanager:GetSecretValue");
        assertThat(context.path("resource").asString()).endsWith(":secret:a-??????");
        assertThat(condition(context, "aws:username")).isEqualTo("nobody");
    }

    @Test
    void theStatementThatDeniesIsNamed() {
        userWith("denied", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Sid":"NoSecrets","Effect":"Deny","Action":"secretsmanager:*","Resource":"*"}]}""");
        String message =
                encoded(() -> server.secrets(server.principal("denied")).listSecrets());

        JsonNode decoded = decoded(admin(), message);
        assertThat(decoded.path("explicitDeny").asBoolean(false)).isTrue();
        JsonNode statement = decoded.path("matchedStatements").path("items").path(0);
        assertThat(statement.path("statementId").asString()).isEqualTo("NoSecrets");
        assertThat(statement.path("effect").asString()).isEqualTo("DENY");
        assertThat(statement.path("policy").asString()).isEqualTo("own");
    }

    @Test
    void theTrailKeepsTheDenialWithoutIt() {
        userWith("nobody", policy("Allow", "sts:GetAccessKeyInfo", "*"));
        encoded(() -> server.secrets(server.principal("nobody")).listSecrets());

        assertThat(server.trail().last().errorMessage().orElseThrow())
                .endsWith("because no identity-based policy allows the secretsmanager:ListSecrets action");
    }

    @Test
    void itNeedsPermission() {
        StsClient nobody = user("nobody", policy("Allow", "sts:GetAccessKeyInfo", "*"));
        String message =
                encoded(() -> server.secrets(server.principal("nobody")).listSecrets());

        assertThat(deniedWhy(() -> nobody.decodeAuthorizationMessage(r -> r.encodedMessage(message))))
                .endsWith("because no identity-based policy allows the sts:DecodeAuthorizationMessage action");
    }

    /** Threat 58. */
    @Test
    void anothersAccountsMessageAndOneThatWasAlteredAreNotValid() {
        userWith("nobody", policy("Allow", "sts:GetAccessKeyInfo", "*"));
        String message =
                encoded(() -> server.secrets(server.principal("nobody")).listSecrets());
        StsClient admin = admin();
        StsClient elsewhere = server.sts(new Principal.Root(InProcessServer.OTHER_ACCOUNT));
        char last = message.charAt(message.length() - 5);
        String altered = message.substring(0, message.length() - 5)
                + (last == 'A' ? 'B' : 'A')
                + message.substring(message.length() - 4);

        assertInvalid(elsewhere, message);
        for (String wrong : List.of(altered, message.substring(1), "x", "%%%", "A".repeat(10_240))) {
            assertInvalid(admin, wrong);
        }
    }

    private void assertInvalid(StsClient sts, String message) {
        assertRefused(
                () -> sts.decodeAuthorizationMessage(r -> r.encodedMessage(message)),
                "InvalidAuthorizationMessageException",
                "Message is not valid");
    }

    /** However much the request brings along, what comes out can be put in. */
    @Test
    void aMessageIsNeverTooLongToBeDecoded() {
        StsClient nobody = user("nobody", policy("Allow", "sts:GetAccessKeyInfo", "*"));
        String message = encoded(() -> nobody.getFederationToken(r -> r.name("somebody")
                .tags(IntStream.range(0, 50)
                        .mapToObj(i -> Tag.builder()
                                .key(noise(i, 128))
                                .value(noise(100 + i, 256))
                                .build())
                        .toList())));

        assertThat(message.length()).isLessThanOrEqualTo(10_240);
        assertThat(decoded(admin(), message).path("context").path("action").asString())
                .isEqualTo("sts:GetFederationToken");
    }

    private static String noise(int seed, int length) {
        StringBuilder noise = new StringBuilder();
        new Random(seed)
                .ints('0', 'z' + 1)
                .filter(Character::isLetterOrDigit)
                .limit(length)
                .forEach(c -> noise.append((char) c));
        return noise.toString();
    }

    private static String encoded(ThrowingCallable call) {
        String message = refusal(call);
        assertThat(message).contains(DenialMessages.INTRODUCTION);
        return message.substring(message.indexOf(DenialMessages.INTRODUCTION) + DenialMessages.INTRODUCTION.length());
    }

    private static JsonNode decoded(StsClient sts, String message) {
        return JSON.readTree(
                sts.decodeAuthorizationMessage(r -> r.encodedMessage(message)).decodedMessage());
    }

    private static String condition(JsonNode context, String key) {
        for (JsonNode item : context.path("conditions").path("items")) {
            if (item.path("key").asString().equals(key)) {
                return item.path("values").path("items").path(0).path("value").asString();
            }
        }
        return "";
    }
}
