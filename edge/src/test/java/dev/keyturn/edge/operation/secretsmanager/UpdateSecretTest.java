package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretResponse;

final class UpdateSecretTest extends OnSecrets {

    @Test
    void whatIsLeftOutStays() {
        secrets.createSecret(
                r -> r.name("a").description("before").kmsKeyId("alias/one").secretString("v"));
        pass(Duration.ofMinutes(1));

        UpdateSecretResponse answer = secrets.updateSecret(r -> r.secretId("a").description("after"));

        DescribeSecretResponse described = secrets.describeSecret(r -> r.secretId("a"));
        assertThat(answer.versionId()).isNull();
        assertThat(described.description()).isEqualTo("after");
        assertThat(described.kmsKeyId()).isEqualTo("alias/one");
        assertThat(described.createdDate()).isEqualTo(START);
        assertThat(described.lastChangedDate()).isEqualTo(START.plusSeconds(60));
        assertThat(value("a")).isEqualTo("v");
    }

    @Test
    void aValueBecomesTheCurrentVersion() {
        create("a", 1, "first");

        UpdateSecretResponse answer = secrets.updateSecret(
                r -> r.secretId("a").clientRequestToken(token(2)).secretString("second"));

        assertThat(answer.versionId()).isEqualTo(token(2));
        assertThat(stages("a")).isEqualTo(Map.of(token(1), List.of("AWSPREVIOUS"), token(2), List.of("AWSCURRENT")));
    }

    /** Row 27 of the threats: nothing of a refused update stays, not even the description. */
    @Test
    void theSameTokenWithOtherContentIsRefusedAltogether() {
        create("a", 1, "first");

        assertRefused(
                () -> secrets.updateSecret(r -> r.secretId("a")
                        .clientRequestToken(token(1))
                        .description("new")
                        .secretString("other")),
                "ResourceExistsException",
                "You can't use ClientRequestToken " + token(1)
                        + " because that value is already in use for a version of secret "
                        + secrets.describeSecret(r -> r.secretId("a")).arn() + ".");
        assertThat(secrets.describeSecret(r -> r.secretId("a")).description()).isNull();
    }

    @Test
    void aSecretScheduledForDeletionIsNotChanged() {
        create("a", 1, "first");
        secrets.deleteSecret(r -> r.secretId("a"));

        assertRefused(
                () -> secrets.updateSecret(r -> r.secretId("a").description("new")), "InvalidRequestException", MARKED);
        assertRefused(
                () -> secrets.updateSecret(r -> r.secretId("b").description("new")),
                "ResourceNotFoundException",
                NOT_FOUND);
    }
}
