package dev.keyturn.edge.operation.iam.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.seal.SecretBytes;

final class CreateAccessKeyTest extends OnInProcessServer {

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("Bob"));
    }

    @Test
    void theAnswerHoldsAnActiveKeyWithItsSecret() {
        var key = iam.createAccessKey(r -> r.userName("BOB")).accessKey();

        assertThat(key.userName()).isEqualTo("Bob");
        assertThat(key.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
        assertThat(key.secretAccessKey()).matches("[A-Za-z0-9+/]{40}");
        assertThat(key.statusAsString()).isEqualTo("Active");
        assertThat(key.createDate()).isNotNull();
    }

    @Test
    void theSecretIsSealedForItsAccountAndKeyOnly() {
        var answered = iam.createAccessKey(r -> r.userName("bob")).accessKey();

        AccessKey stored = stored(answered.accessKeyId());

        assertThat(server.seal().open(stored.secret(), new Binding(ACCOUNT, stored.id(), "-")))
                .isEqualTo(SecretBytes.ofUtf8(answered.secretAccessKey()));
        assertThatThrownBy(() -> server.seal().open(stored.secret(), new Binding("444455556666", stored.id(), "-")))
                .isInstanceOf(SealBrokenException.class);
    }

    @Test
    void theSecretIsInNoTableTrailOrToString() {
        CreateAccessKeyResponse answer = iam.createAccessKey(r -> r.userName("bob"));
        String secret = answer.accessKey().secretAccessKey();

        assertThat(server.trail().records().toString()).doesNotContain(secret);
        assertThat(server.tables().toString())
                .doesNotContain(secret)
                .doesNotContain(HexFormat.of().formatHex(secret.getBytes(StandardCharsets.US_ASCII)));
        assertThat(answer.toString()).doesNotContain(secret);
        assertThat(server.trail().last().responseElements().orElseThrow())
                .contains(answer.accessKey().accessKeyId());
    }

    @Test
    void twoKeysAreTheMostEvenWhenOneIsInactive() {
        String first = iam.createAccessKey(r -> r.userName("bob")).accessKey().accessKeyId();
        iam.updateAccessKey(r -> r.userName("bob").accessKeyId(first).status("Inactive"));
        iam.createAccessKey(r -> r.userName("bob"));

        assertRefused(
                () -> iam.createAccessKey(r -> r.userName("bob")),
                "LimitExceeded",
                "Cannot exceed quota for AccessKeysPerUser: 2");
    }

    @Test
    void withoutANameItIsForTheCaller() {
        IamClient alice = userWith("alice", policy("Allow", "iam:*AccessKey*", userArn("${aws:username}")));

        assertThat(alice.createAccessKey().accessKey().userName()).isEqualTo("alice");
        assertNoPolicyAllows(
                () -> alice.createAccessKey(r -> r.userName("bob")), "alice", "iam:CreateAccessKey", "user bob");
    }

    @Test
    void rootWithoutANameMakesARootKey() {
        var key = iam.createAccessKey().accessKey();

        assertThat(key.userName()).isNull();
        assertThat(stored(key.accessKeyId()).userName()).isEmpty();
        iam.createAccessKey();
        assertRefused(() -> iam.createAccessKey(), "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2");
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.createAccessKey(r -> r.userName("ghost")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }

    private AccessKey stored(String id) {
        return server.store().read(tx -> new AccessKeys(tx).find(id)).orElseThrow();
    }
}
