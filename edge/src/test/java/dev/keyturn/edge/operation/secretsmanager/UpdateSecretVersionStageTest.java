package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UpdateSecretVersionStageTest extends OnSecrets {

    @BeforeEach
    void threeVersions() {
        create("a", 1, "first");
        put("a", 2, "second");
        put("a", 3, "third", "AWSPENDING", "mine");
    }

    @Test
    void currentMovesAndPreviousFollows() {
        move("AWSCURRENT", 2, 3);

        assertThat(stages("a"))
                .isEqualTo(Map.of(
                        token(2), List.of("AWSPREVIOUS"), token(3), List.of("AWSCURRENT", "AWSPENDING", "mine")));
        assertThat(value("a")).isEqualTo("third");
    }

    @Test
    void movingCurrentBackSwapsItWithPrevious() {
        move("AWSCURRENT", 2, 1);

        assertThat(stages("a")).containsEntry(token(1), List.of("AWSCURRENT"));
        assertThat(stages("a")).containsEntry(token(2), List.of("AWSPREVIOUS"));
    }

    @Test
    void aLabelAttachedElsewhereNeedsToBeTakenFromThere() {
        assertRefused(
                () -> move("AWSCURRENT", null, 3),
                "InvalidParameterException",
                "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to"
                        + " version " + token(2)
                        + ", so you must explicitly reference that version in RemoveFromVersionId.");
        assertRefused(
                () -> move("mine", null, 1),
                "InvalidParameterException",
                "The parameter RemoveFromVersionId can't be empty. Staging label mine is currently attached to version "
                        + token(3) + ", so you must explicitly reference that version in RemoveFromVersionId.");
    }

    @Test
    void itIsNotTakenFromAVersionThatDoesNotWearIt() {
        String message = "The staging label AWSCURRENT isn't attached to version %s, which you specified in"
                + " RemoveFromVersionId.";
        assertRefused(() -> move("AWSCURRENT", 1, 3), "InvalidParameterException", message.formatted(token(1)));
        assertRefused(() -> move("AWSCURRENT", 9, 3), "InvalidParameterException", message.formatted(token(9)));
    }

    @Test
    void currentIsNotMerelyRemoved() {
        assertRefused(
                () -> move("AWSCURRENT", 2, null),
                "InvalidParameterException",
                "You can only move staging label AWSCURRENT to a different secret version. It can’t be completely"
                        + " removed.");
    }

    @Test
    void anyOtherLabelIsRemoved() {
        move("AWSPENDING", 3, null);
        move("mine", 3, null);

        assertThat(stages("a")).isEqualTo(Map.of(token(1), List.of("AWSPREVIOUS"), token(2), List.of("AWSCURRENT")));
        assertThat(secrets.listSecretVersionIds(r -> r.secretId("a").includeDeprecated(true))
                        .versions())
                .hasSize(3);
    }

    @Test
    void aNewLabelIsAttached() {
        move("fresh", null, 1);

        assertThat(stages("a")).containsEntry(token(1), List.of("AWSPREVIOUS", "fresh"));
    }

    @Test
    void attachingWhatIsAttachedChangesNothing() {
        Map<String, List<String>> before = server.tables();

        move("AWSCURRENT", null, 2);
        move("AWSCURRENT", 2, 2);

        assertThat(server.tables()).isEqualTo(before);
    }

    @Test
    void aVersionThatIsNotThereIsNotFound() {
        assertRefused(
                () -> move("AWSCURRENT", 2, 9),
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret version: " + token(9));
    }

    @Test
    void oneOfTheVersionsIsNeeded() {
        assertRefused(
                () -> move("mine", null, null),
                "InvalidParameterException",
                "You must specify MoveToVersionId, RemoveFromVersionId, or both.");
    }

    @Test
    void aSecretScheduledForDeletionKeepsItsLabels() {
        secrets.deleteSecret(r -> r.secretId("a"));

        assertRefused(() -> move("AWSCURRENT", 2, 3), "InvalidRequestException", MARKED);
    }

    private void move(String stage, @Nullable Integer from, @Nullable Integer to) {
        secrets.updateSecretVersionStage(r -> r.secretId("a")
                .versionStage(stage)
                .removeFromVersionId(from == null ? null : token(from))
                .moveToVersionId(to == null ? null : token(to)));
    }
}
