package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;

final class PutSecretValueTest extends OnSecrets {

    @Test
    void currentMovesAndPreviousFollows() {
        create("a", 1, "first");
        put("a", 2, "second");
        assertThat(stages("a")).isEqualTo(Map.of(token(1), List.of("AWSPREVIOUS"), token(2), List.of("AWSCURRENT")));

        put("a", 3, "third");
        assertThat(stages("a")).isEqualTo(Map.of(token(2), List.of("AWSPREVIOUS"), token(3), List.of("AWSCURRENT")));
    }

    @Test
    void theAnswerNamesVersionAndLabels() {
        String arn = create("a", 1, "first").arn();

        PutSecretValueResponse answer = secrets.putSecretValue(r -> r.secretId("a")
                .clientRequestToken(token(2))
                .secretString("second")
                .versionStages("mine", "AWSPENDING"));

        assertThat(answer.arn()).isEqualTo(arn);
        assertThat(answer.name()).isEqualTo("a");
        assertThat(answer.versionId()).isEqualTo(token(2));
        assertThat(answer.versionStages()).containsExactly("AWSPENDING", "mine");
        assertThat(value("a")).isEqualTo("first");
    }

    @Test
    void labelsOfTheCallersOwnAreTakenFromWhateverWearsThem() {
        create("a", 1, "first");
        put("a", 2, "second", "one", "two", "three");
        put("a", 3, "third", "one", "two", "four");

        assertThat(stages("a"))
                .isEqualTo(Map.of(
                        token(1), List.of("AWSCURRENT"),
                        token(2), List.of("three"),
                        token(3), List.of("four", "one", "two")));
    }

    @Test
    void theFirstVersionIsCurrentWhateverWasAskedFor() {
        secrets.createSecret(r -> r.name("a"));
        put("a", 1, "first", "AWSPENDING");

        assertThat(stages("a")).isEqualTo(Map.of(token(1), List.of("AWSCURRENT", "AWSPENDING")));
    }

    /** How AWS lets a caller clear what a failed rotation has left. */
    @Test
    void aPendingLabelThatNobodyWorksOnGoes() {
        create("a", 1, "first");
        put("a", 2, "candidate", "AWSPENDING");
        put("a", 3, "third");

        assertThat(stages("a")).isEqualTo(Map.of(token(1), List.of("AWSPREVIOUS"), token(3), List.of("AWSCURRENT")));
        assertThat(secrets.getSecretValue(r -> r.secretId("a").versionId(token(2)))
                        .secretString())
                .isEqualTo("candidate");
    }

    @Test
    void theSameTokenAndContentChangesNothing() {
        create("a", 1, "first");
        put("a", 2, "second");
        put("a", 3, "third");
        Map<String, List<String>> before = server.tables();

        put("a", 2, "second");

        assertThat(server.tables()).isEqualTo(before);
    }

    /** Row 27 of the threats. */
    @Test
    void theSameTokenWithOtherContentIsRefused() {
        create("a", 1, "first");
        put("a", 2, "second");

        assertRefused(
                () -> put("a", 2, "other"),
                "ResourceExistsException",
                "You can't use ClientRequestToken " + token(2)
                        + " because that value is already in use for a version of secret "
                        + secrets.describeSecret(r -> r.secretId("a")).arn() + ".");
    }

    /** "Secrets Manager doesn't remove versions created less than 24 hours ago." */
    @Test
    void aboutAHundredVersionsADayAreEnough() {
        create("a", 1, "first");
        for (int i = 2; i <= 102; i++) {
            put("a", i, "v" + i);
        }

        assertRefused(
                () -> put("a", 103, "v103"),
                "LimitExceededException",
                "You can't create more than about 100 versions of a secret in 24 hours: Secrets Manager doesn't remove"
                        + " versions created less than 24 hours ago.");
        put("a", 102, "v102"); // said again
        pass(Duration.ofHours(25));
        put("a", 103, "v103");
        assertThat(value("a")).isEqualTo("v103");
    }

    @Test
    void aValueIsNeeded() {
        create("a", 1, "first");

        assertRefused(
                () -> secrets.putSecretValue(r -> r.secretId("a").clientRequestToken(token(2))),
                "InvalidRequestException",
                "You must provide either SecretString or SecretBinary.");
    }

    @Test
    void aSecretScheduledForDeletionTakesNoValue() {
        create("a", 1, "first");
        secrets.deleteSecret(r -> r.secretId("a"));

        assertRefused(() -> put("a", 2, "second"), "InvalidRequestException", MARKED);
        assertRefused(() -> put("b", 2, "second"), "ResourceNotFoundException", NOT_FOUND);
    }

    @Test
    void twentyLabelsAreThereAtMost() {
        create("a", 1, "first");
        put("a", 2, "second", IntStream.range(0, 19).mapToObj(i -> "l" + i).toArray(String[]::new));

        assertRefused(
                () -> put("a", 3, "third", "one-more"),
                "LimitExceededException",
                "You can't attach more than 20 staging labels to the versions of a secret.");
    }

    /** Row 28 of the threats. */
    @Test
    void aValueIsBoundedInBytes() {
        create("a", 1, "first");

        assertRefused(
                () -> put("a", 2, "ä".repeat(32_768) + "x"),
                "ValidationException",
                "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have"
                        + " length less than or equal to 65536");
    }
}
