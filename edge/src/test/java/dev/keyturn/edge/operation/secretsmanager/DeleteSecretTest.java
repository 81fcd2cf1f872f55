package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;

/** DeleteSecret and RestoreSecret. */
final class DeleteSecretTest extends OnSecrets {

    @Test
    void aSecretGoesAfterThirtyDaysUnlessSaidOtherwise() {
        String arn = create("a", 1, "v").arn();
        create("b", 1, "v");

        DeleteSecretResponse answer = secrets.deleteSecret(r -> r.secretId("a"));

        assertThat(answer.arn()).isEqualTo(arn);
        assertThat(answer.name()).isEqualTo("a");
        assertThat(answer.deletionDate()).isEqualTo(START.plus(Duration.ofDays(30)));
        assertThat(secrets.deleteSecret(r -> r.secretId("b").recoveryWindowInDays(7L))
                        .deletionDate())
                .isEqualTo(START.plus(Duration.ofDays(7)));
        assertThat(secrets.describeSecret(r -> r.secretId("a")).deletedDate()).isEqualTo(START);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, 0, 6, 31, Long.MAX_VALUE})
    void theWindowIsSevenToThirtyDays(long days) {
        create("a", 1, "v");

        assertRefused(
                () -> secrets.deleteSecret(r -> r.secretId("a").recoveryWindowInDays(days)),
                "InvalidParameterException",
                "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
    }

    @Test
    void forceAndAWindowExcludeEachOther() {
        create("a", 1, "v");

        assertRefused(
                () -> secrets.deleteSecret(
                        r -> r.secretId("a").recoveryWindowInDays(7L).forceDeleteWithoutRecovery(true)),
                "InvalidParameterException",
                "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
    }

    @Test
    void forcedItIsGoneAtOnceAndItsNameFree() {
        String first = create("a", 1, "v").arn();

        secrets.deleteSecret(r -> r.secretId("a").forceDeleteWithoutRecovery(true));

        assertRefused(() -> value("a"), "ResourceNotFoundException", NOT_FOUND);
        assertThat(create("a", 1, "other").arn()).isNotEqualTo(first);
        assertThat(value("a")).isEqualTo("other");
    }

    @Test
    void oneThatIsScheduledCanStillBeForced() {
        create("a", 1, "v");
        secrets.deleteSecret(r -> r.secretId("a"));

        secrets.deleteSecret(r -> r.secretId("a").forceDeleteWithoutRecovery(true));

        create("a", 2, "v");
    }

    /** "If you forcibly delete an already deleted or nonexistent secret, the operation does not return
     * ResourceNotFoundException." */
    @Test
    void forcingAnAbsentOneSucceeds() {
        DeleteSecretResponse answer =
                secrets.deleteSecret(r -> r.secretId("absent").forceDeleteWithoutRecovery(true));

        assertThat(answer.name()).isEqualTo("absent");
        assertThat(answer.arn()).isEqualTo("arn:aws:secretsmanager:eu-central-1:111122223333:secret:absent");
    }

    @Test
    void anAbsentOneIsNotFound() {
        assertRefused(() -> secrets.deleteSecret(r -> r.secretId("absent")), "ResourceNotFoundException", NOT_FOUND);
        assertRefused(() -> secrets.restoreSecret(r -> r.secretId("absent")), "ResourceNotFoundException", NOT_FOUND);
    }

    @Test
    void itIsNotScheduledTwice() {
        create("a", 1, "v");
        secrets.deleteSecret(r -> r.secretId("a"));

        assertRefused(() -> secrets.deleteSecret(r -> r.secretId("a")), "InvalidRequestException", MARKED);
    }

    @Test
    void restoredItIsWhatItWas() {
        String arn = create("a", 1, "v").arn();
        secrets.deleteSecret(r -> r.secretId("a"));

        assertThat(secrets.restoreSecret(r -> r.secretId("a")).arn()).isEqualTo(arn);

        assertThat(secrets.describeSecret(r -> r.secretId("a")).deletedDate()).isNull();
        assertThat(value("a")).isEqualTo("v");
    }
}
