package dev.keyturn.edge.operation.iam.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

import dev.keyturn.edge.operation.OnInProcessServer;

final class DeleteAccessKeyTest extends OnInProcessServer {

    @Test
    void aDeletedKeyIsGone() {
        iam.createUser(r -> r.userName("bob"));
        String key = iam.createAccessKey(r -> r.userName("bob")).accessKey().accessKeyId();

        iam.deleteAccessKey(r -> r.userName("BOB").accessKeyId(key));

        assertThat(server.tables().get("iam_access_key")).isEmpty();
        assertRefused(
                () -> iam.deleteAccessKey(r -> r.userName("bob").accessKeyId(key)),
                "NoSuchEntity",
                "The Access Key with id " + key + " cannot be found.");
    }

    @Test
    void rootWithoutANameDeletesARootKeyOnly() {
        iam.createUser(r -> r.userName("bob"));
        String bobs = iam.createAccessKey(r -> r.userName("bob")).accessKey().accessKeyId();
        String roots = iam.createAccessKey().accessKey().accessKeyId();

        iam.deleteAccessKey(r -> r.accessKeyId(roots));

        assertRefused(
                () -> iam.deleteAccessKey(r -> r.accessKeyId(bobs)),
                "NoSuchEntity",
                "The Access Key with id " + bobs + " cannot be found.");
    }

    @Test
    void aKeyOfAnotherAccountCannotBeFound() {
        String theirs = server.otherRoot().createAccessKey().accessKey().accessKeyId();

        assertRefused(
                () -> iam.deleteAccessKey(r -> r.accessKeyId(theirs)),
                "NoSuchEntity",
                "The Access Key with id " + theirs + " cannot be found.");
    }

    @Test
    void aUserDeletesItsOwnKeyAndNobodyElses() {
        IamClient alice = userWith("alice", policy("Allow", "iam:*AccessKey*", userArn("${aws:username}")));
        iam.createUser(r -> r.userName("bob"));
        String bobs = iam.createAccessKey(r -> r.userName("bob")).accessKey().accessKeyId();
        String own = alice.createAccessKey().accessKey().accessKeyId();

        alice.deleteAccessKey(r -> r.accessKeyId(own));

        assertNoPolicyAllows(
                () -> alice.deleteAccessKey(r -> r.userName("bob").accessKeyId(bobs)),
                "alice",
                "iam:DeleteAccessKey",
                "user bob");
        assertRefused(
                () -> alice.deleteAccessKey(r -> r.accessKeyId(bobs)),
                "NoSuchEntity",
                "The Access Key with id " + bobs + " cannot be found.");
    }
}
