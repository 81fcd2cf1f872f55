package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

final class CreateSecretTest extends OnSecrets {

    /** PostgreSQL cannot keep it in a text, where SQLite can; a secret's value is sealed and may hold it. */
    @Test
    void nulIsNoPartOfATextButOfAValue() {
        assertThatThrownBy(() -> secrets.createSecret(r -> r.name("n")
                        .clientRequestToken(token(1))
                        .description("a\0b")
                        .secretString("v")))
                .isInstanceOf(SecretsManagerException.class)
                .hasMessageContaining("at 'description' failed to satisfy constraint: Member must not contain the null")
                .extracting(e -> ((SecretsManagerException) e).awsErrorDetails().errorCode())
                .isEqualTo("ValidationException");
        assertThatThrownBy(() -> create("a\0", 1, "v"))
                .isInstanceOf(SecretsManagerException.class)
                .hasMessageContaining("at 'name' failed to satisfy constraint: Member must not contain the null");
        create("m", 2, "a\0b");
        assertThat(value("m")).isEqualTo("a\0b");
    }

    @Test
    void theArnEndsInSixRandomCharacters() {
        CreateSecretResponse first = create("prod/db", 1, "v");
        CreateSecretResponse other = create("prod/db2", 1, "v");

        assertThat(first.arn())
                .matches("arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/db-[A-Za-z0-9]{6}");
        assertThat(first.name()).isEqualTo("prod/db");
        assertThat(first.versionId()).isEqualTo(token(1));
        assertThat(first.arn().substring(first.arn().length() - 6))
                .isNotEqualTo(other.arn().substring(other.arn().length() - 6));
    }

    @Test
    void descriptionKeyAndTagsAreKept() {
        secrets.createSecret(
                r -> r.name("a").description("of a").kmsKeyId("alias/mine").tags(tag("team", "x"), tag("empty", "")));

        DescribeSecretResponse described = secrets.describeSecret(r -> r.secretId("a"));
        assertThat(described.description()).isEqualTo("of a");
        assertThat(described.kmsKeyId()).isEqualTo("alias/mine");
        assertThat(described.tags()).containsExactly(tag("empty", ""), tag("team", "x"));
        assertThat(described.createdDate()).isEqualTo(START);
        assertThat(described.lastChangedDate()).isEqualTo(START);
    }

    @Test
    void withoutAValueThereIsNoVersion() {
        CreateSecretResponse created = secrets.createSecret(r -> r.name("a"));

        assertThat(created.versionId()).isNull();
        assertThat(secrets.describeSecret(r -> r.secretId("a")).hasVersionIdsToStages())
                .isFalse();
        assertRefused(
                () -> value("a"),
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT");
    }

    @Test
    void theSameTokenAndContentIsTheSameAnswer() {
        CreateSecretResponse first = create("a", 1, "v");

        assertThat(create("a", 1, "v")).isEqualTo(first);
        assertThat(secrets.listSecrets().secretList()).hasSize(1);
    }

    /** Row 27 of the threats. */
    @Test
    void theSameTokenWithOtherContentIsRefused() {
        create("a", 1, "v");

        assertRefused(
                () -> create("a", 1, "w"),
                "ResourceExistsException",
                "The operation failed because the secret a already exists.");
        assertRefused(
                () -> secrets.createSecret(
                        r -> r.name("a").clientRequestToken(token(1)).secretBinary(SdkBytes.fromUtf8String("v"))),
                "ResourceExistsException",
                "The operation failed because the secret a already exists.");
        assertThat(value("a")).isEqualTo("v");
    }

    @Test
    void anotherTokenFindsTheNameTaken() {
        create("a", 1, "v");

        assertRefused(
                () -> create("a", 2, "v"),
                "ResourceExistsException",
                "The operation failed because the secret a already exists.");
    }

    @Test
    void namesDifferInCase() {
        create("a", 1, "v");
        create("A", 1, "w");

        assertThat(value("a")).isEqualTo("v");
        assertThat(value("A")).isEqualTo("w");
    }

    @Test
    void aSecretScheduledForDeletionBlocksItsName() {
        create("a", 1, "v");
        secrets.deleteSecret(r -> r.secretId("a"));

        for (int token : new int[] {1, 2}) {
            assertRefused(
                    () -> create("a", token, "v"),
                    "InvalidRequestException",
                    "You can't create this secret because a secret with this name is already scheduled for deletion.");
        }
    }

    @Test
    void aStringAndABinaryTogetherAreRefused() {
        assertRefused(
                () -> secrets.createSecret(
                        r -> r.name("a").secretString("v").secretBinary(SdkBytes.fromUtf8String("v"))),
                "InvalidParameterException",
                "You can't specify both a binary secret value and a string secret value in the same secret.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "a*", "?", "a\u0001", "ä", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:a"})
    void aNameOfOtherCharactersIsRefused(String name) {
        assertRefused(() -> create(name, 1, "v"), "ValidationException", INVALID_NAME);
    }

    @Test
    void everyPermittedCharacterIsPermitted() {
        create("/az_AZ+09=.@!-", 1, "v");

        assertThat(value("/az_AZ+09=.@!-")).isEqualTo("v");
    }

    /** Row 28 of the threats. */
    @Test
    void aValueIsBoundedInBytes() {
        create("fits", 1, "x".repeat(65_536));
        String tooLong = "ä".repeat(32_768) + "x";

        assertThat(value("fits")).hasSize(65_536);
        assertRefused(
                () -> create("long", 1, tooLong),
                "ValidationException",
                "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have"
                        + " length less than or equal to 65536");
    }

    @Test
    void fiftyTagsAreThereAtMost() {
        List<Tag> fifty =
                IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "v")).toList();
        secrets.createSecret(r -> r.name("fits").tags(fifty));

        assertRefused(
                () -> secrets.createSecret(r -> r.name("more")
                        .tags(IntStream.range(0, 51)
                                .mapToObj(i -> tag("k" + i, "v"))
                                .toList())),
                "LimitExceededException",
                "You can't attach more than 50 tags to a secret.");
        assertThat(secrets.describeSecret(r -> r.secretId("fits")).tags()).hasSize(50);
    }

    @Test
    void theTrailNamesTheSecretAndHoldsNoValue() {
        create("prod/db", 1, "canary-in-the-value");

        assertThat(server.trail().last().toString()).contains("prod/db").doesNotContain("canary");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
