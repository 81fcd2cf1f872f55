package dev.keyturn.state.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.NewAccessKey;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

class AccessKeySecretTest {
    private static final String FULL =
            "{\"note\":1.50,\"accessKeyId\":\"AKIA1\",\"secretAccessKey\":\"canary\",\"userName\":\"app\"}";

    @Test
    void theThreeFieldsAreRead() {
        assertThat(AccessKeySecret.parse(SecretBytes.ofUtf8(FULL)))
                .isEqualTo(new AccessKeySecret.Valid(new AccessKeySecret("app", "AKIA1", SecretBytes.ofUtf8("canary"))))
                .asString()
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canary",
                "[\"canary\"]",
                "{\"userName\":\"app\",\"accessKeyId\":\"canary\"}",
                "{\"userName\":\"\",\"accessKeyId\":\"AKIA1\",\"secretAccessKey\":\"canary\"}",
                "{\"userName\":\"app\",\"accessKeyId\":1,\"secretAccessKey\":\"canary\"}",
                "{\"userName\":\"app\",\"userName\":\"admin\",\"accessKeyId\":\"AKIA1\",\"secretAccessKey\":\"canary\"}",
                "{\"userName\":\"app\",\"accessKeyId\":\"AKIA1\",\"secretAccessKey\":\"canary\"} {}"
            })
    void whatIsNoKeyIsRefusedWithoutQuotingIt(String value) {
        assertThat(AccessKeySecret.parse(SecretBytes.ofUtf8(value)))
                .isInstanceOfSatisfying(
                        AccessKeySecret.Invalid.class,
                        invalid -> assertThat(invalid.message()).doesNotContain("canary"));
    }

    @Test
    void anotherKeyTakesItsPlaceAndTheRestStays() {
        AccessKey key = new AccessKey(
                "123456789012", "AKIA2", Optional.of("api"), true, Instant.EPOCH, new Sealed(new byte[1]));
        SecretBytes edited =
                AccessKeySecret.with(new NewAccessKey(key, SecretBytes.ofUtf8("fresh")), SecretBytes.ofUtf8(FULL));

        assertThat(edited.revealUtf8(Reason.ROTATE))
                .isEqualTo(FULL.replace("AKIA1", "AKIA2")
                        .replace("canary", "fresh")
                        .replace("app", "api"));
    }
}
