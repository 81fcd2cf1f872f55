package dev.keyturn.edge.operation.iam.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

import dev.keyturn.edge.operation.OnInProcessServer;

@SuppressWarnings("NullAway.Init") // JUnit calls the method that fills the field
final class UpdateAccessKeyTest extends OnInProcessServer {
    private String key;

    @BeforeEach
    void bobsKey() {
        iam.createUser(r -> r.userName("bob"));
        key = iam.createAccessKey(r -> r.userName("bob")).accessKey().accessKeyId();
    }

    @Test
    void aKeyIsSwitchedOffAndOn() {
        iam.updateAccessKey(r -> r.userName("BOB").accessKeyId(key).status("Inactive"));
        assertThat(status()).isEqualTo("Inactive");

        iam.updateAccessKey(r -> r.userName("bob").accessKeyId(key).status("Active"));
        assertThat(status()).isEqualTo("Active");
    }

    @Test
    void aKeyOfSomebodyElseCannotBeFound() {
        iam.createUser(r -> r.userName("alice"));

        assertRefused(
                () -> iam.updateAccessKey(
                        r -> r.userName("alice").accessKeyId(key).status("Inactive")),
                "NoSuchEntity",
                "The Access Key with id " + key + " cannot be found.");
        assertRefused(
                () -> iam.updateAccessKey(r -> r.accessKeyId(key).status("Inactive")),
                "NoSuchEntity",
                "The Access Key with id " + key + " cannot be found.");
    }

    @Test
    void withoutANameItIsTheCallersKey() {
        IamClient alice = userWith("alice", policy("Allow", "iam:*AccessKey*", userArn("${aws:username}")));
        String own = alice.createAccessKey().accessKey().accessKeyId();

        alice.updateAccessKey(r -> r.accessKeyId(own).status("Inactive"));

        assertThat(alice.listAccessKeys().accessKeyMetadata().getFirst().statusAsString())
                .isEqualTo("Inactive");
    }

    @Test
    void anAccessKeyCannotExpire() {
        assertRefused(
                () -> iam.updateAccessKey(
                        r -> r.userName("bob").accessKeyId(key).status("Expired")),
                "ValidationError",
                "1 validation error detected: Value 'Expired' at 'status' failed to satisfy constraint: "
                        + "Member must satisfy enum value set: [Active, Inactive]");
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.updateAccessKey(
                        r -> r.userName("ghost").accessKeyId(key).status("Inactive")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }

    private String status() {
        return iam.listAccessKeys(r -> r.userName("bob"))
                .accessKeyMetadata()
                .getFirst()
                .statusAsString();
    }
}
