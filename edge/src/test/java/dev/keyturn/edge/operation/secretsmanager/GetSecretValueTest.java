package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;

final class GetSecretValueTest extends OnSecrets {

    @Test
    void theCurrentValueIsAnsweredByNameAndByEveryFormOfTheArn() {
        String arn = create("prod/db", 1, "first").arn();
        put("prod/db", 2, "second");

        for (String id : new String[] {"prod/db", arn, arn.substring(0, arn.length() - 7)}) {
            GetSecretValueResponse answer = secrets.getSecretValue(r -> r.secretId(id));
            assertThat(answer.secretString()).isEqualTo("second");
            assertThat(answer.secretBinary()).isNull();
            assertThat(answer.arn()).isEqualTo(arn);
            assertThat(answer.name()).isEqualTo("prod/db");
            assertThat(answer.versionId()).isEqualTo(token(2));
            assertThat(answer.versionStages()).containsExactly("AWSCURRENT");
            assertThat(answer.createdDate()).isEqualTo(START);
        }
    }

    @Test
    void aBinaryValueComesBackAsItWas() {
        byte[] bytes = {0, -1, 10, 13, 127};
        secrets.createSecret(r -> r.name("a").secretBinary(SdkBytes.fromByteArray(bytes)));

        GetSecretValueResponse answer = secrets.getSecretValue(r -> r.secretId("a"));
        assertThat(answer.secretBinary().asByteArray()).isEqualTo(bytes);
        assertThat(answer.secretString()).isNull();
    }

    @Test
    void aVersionIsFoundByIdAndByLabel() {
        create("a", 1, "first");
        put("a", 2, "second");
        put("a", 3, "third");

        assertThat(secrets.getSecretValue(r -> r.secretId("a").versionStage("AWSPREVIOUS"))
                        .secretString())
                .isEqualTo("second");
        assertThat(secrets.getSecretValue(r -> r.secretId("a").versionId(token(1)))
                        .secretString())
                .isEqualTo("first");
        assertThat(secrets.getSecretValue(
                                r -> r.secretId("a").versionId(token(3)).versionStage("AWSCURRENT"))
                        .secretString())
                .isEqualTo("third");
    }

    @Test
    void aLabelThatTheVersionDoesNotWearIsRefused() {
        create("a", 1, "first");
        put("a", 2, "second");

        assertRefused(
                () -> secrets.getSecretValue(
                        r -> r.secretId("a").versionId(token(1)).versionStage("AWSCURRENT")),
                "InvalidRequestException",
                "You provided a VersionStage that is not associated to the provided VersionId.");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        create("a", 1, "v");

        assertRefused(() -> value("b"), "ResourceNotFoundException", NOT_FOUND);
        assertRefused(() -> value("b c"), "ValidationException", INVALID_NAME);
        assertRefused(
                () -> secrets.getSecretValue(r -> r.secretId("a").versionStage("MINE")),
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for staging label: MINE");
        assertRefused(
                () -> secrets.getSecretValue(r -> r.secretId("a").versionId(token(9))),
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for VersionId: " + token(9));
    }

    /** Row 29 of the threats. */
    @Test
    void aPendingVersionWithoutAValueIsNotFound() {
        create("a", 1, "v");
        addValuelessPending("a", token(2));

        assertRefused(
                () -> secrets.getSecretValue(r -> r.secretId("a").versionStage("AWSPENDING")),
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for staging label: AWSPENDING");
        assertRefused(
                () -> secrets.getSecretValue(r -> r.secretId("a").versionId(token(2))),
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for VersionId: " + token(2));
    }

    private void addValuelessPending(String name, String id) {
        server.store().write(tx -> {
            var all = new Secrets(tx);
            Secret secret = all.find(ACCOUNT, name).orElseThrow().secret();
            all.addVersion(
                    secret,
                    new SecretVersion(
                            id, false, Optional.empty(), tx.now(), Optional.empty(), Set.of(SecretVersion.PENDING)));
            return secret;
        });
    }

    /** Row 29 of the threats. */
    @Test
    void aSecretScheduledForDeletionIsNotRead() {
        create("a", 1, "v");
        secrets.deleteSecret(r -> r.secretId("a"));

        assertRefused(() -> value("a"), "InvalidRequestException", MARKED);
    }

    @Test
    void anotherAccountsSecretIsOutOfReach() {
        String arn = create("a", 1, "v").arn();
        var stranger = server.secrets(new Principal.Root(InProcessServer.OTHER_ACCOUNT));

        assertRefused(
                () -> stranger.getSecretValue(r -> r.secretId(arn)),
                "AccessDeniedException",
                "User: arn:aws:iam::444455556666:root is not authorized to perform: secretsmanager:GetSecretValue on"
                        + " resource: " + arn + " because no resource-based policy allows the"
                        + " secretsmanager:GetSecretValue action");
        assertRefused(() -> stranger.getSecretValue(r -> r.secretId("a")), "ResourceNotFoundException", NOT_FOUND);
    }

    @Test
    void aReadIsNotedOnceADay() {
        create("a", 1, "v");
        value("a");
        pass(Duration.ofHours(3));
        value("a");
        assertThat(lastAccessed()).isEqualTo("2026-11-24T00:00:00Z");

        pass(Duration.ofDays(1));
        value("a");
        assertThat(lastAccessed()).isEqualTo("2026-11-25T00:00:00Z");
        assertThat(secrets.listSecretVersionIds(r -> r.secretId("a"))
                        .versions()
                        .getFirst()
                        .lastAccessedDate())
                .isEqualTo("2026-11-25T00:00:00Z");
    }

    private Instant lastAccessed() {
        return secrets.describeSecret(r -> r.secretId("a")).lastAccessedDate();
    }

    @Test
    void readingAgainDoesNotAskTheStore() {
        create("a", 1, "v");
        value("a");
        value("a");
        int before = server.store().uses();

        for (int i = 0; i < 10; i++) {
            assertThat(value("a")).isEqualTo("v");
        }

        assertThat(server.store().uses()).isEqualTo(before);
    }

    @Test
    void aReadSeesEveryWriteBeforeIt() {
        create("a", 1, "v1");
        for (int i = 2; i < 30; i++) {
            put("a", i, "v" + i);
            assertThat(value("a")).isEqualTo("v" + i);
        }
    }

    @Test
    void theTrailSaysWhatWasReadButNotTheValue() {
        String arn = create("a", 1, "canary-in-the-value").arn();
        value("a");

        assertThat(server.trail().last().toString())
                .contains("GetSecretValue", arn)
                .doesNotContain("canary");
    }
}
