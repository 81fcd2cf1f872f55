package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;

final class ListSecretVersionIdsTest extends OnSecrets {

    @BeforeEach
    void fourVersions() {
        create("a", 1, "first");
        put("a", 2, "second");
        put("a", 3, "third");
        put("a", 4, "fourth", "AWSPENDING");
    }

    @Test
    void deprecatedVersionsAreListedOnlyWhenAskedFor() {
        assertThat(ids(false)).containsExactly(token(4), token(3), token(2));
        assertThat(ids(true)).containsExactly(token(4), token(3), token(2), token(1));
    }

    private List<String> ids(boolean deprecatedToo) {
        return secrets.listSecretVersionIds(r -> r.secretId("a").includeDeprecated(deprecatedToo)).versions().stream()
                .map(SecretVersionsListEntry::versionId)
                .toList();
    }

    @Test
    void anEntryHasLabelsDateAndKey() {
        ListSecretVersionIdsResponse answer = secrets.listSecretVersionIds(r -> r.secretId("a"));
        SecretVersionsListEntry current = answer.versions().get(1);

        assertThat(answer.name()).isEqualTo("a");
        assertThat(answer.arn()).startsWith("arn:aws:secretsmanager:");
        assertThat(current.versionStages()).containsExactly("AWSCURRENT");
        assertThat(current.createdDate()).isEqualTo(START);
        assertThat(current.kmsKeyIds()).containsExactly("DefaultEncryptionKey");
        assertThat(current.lastAccessedDate()).isNull();
    }

    @Test
    void pagesHoldEveryVersionOnce() {
        assertThat(
                        secrets
                                .listSecretVersionIdsPaginator(r ->
                                        r.secretId("a").includeDeprecated(true).maxResults(3))
                                .stream()
                                .flatMap(page -> page.versions().stream())
                                .map(SecretVersionsListEntry::versionId))
                .containsExactly(token(4), token(3), token(2), token(1));
    }

    /** Row 58 of the threats. */
    @Test
    void aTokenOfAnotherSecretIsRefused() {
        create("b", 1, "v");
        String token =
                secrets.listSecretVersionIds(r -> r.secretId("a").maxResults(1)).nextToken();

        assertRefused(
                () -> secrets.listSecretVersionIds(r -> r.secretId("b").nextToken(token)),
                "InvalidNextTokenException",
                "The NextToken value is invalid.");
    }

    @Test
    void anAbsentSecretIsNotFound() {
        assertRefused(() -> secrets.listSecretVersionIds(r -> r.secretId("b")), "ResourceNotFoundException", NOT_FOUND);
    }
}
