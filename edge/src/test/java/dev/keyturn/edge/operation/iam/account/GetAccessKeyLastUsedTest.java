package dev.keyturn.edge.operation.iam.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedResponse;

import dev.keyturn.edge.operation.OnInProcessServer;

/** The use of keys itself is told by signed calls: see the tests of the whole server. */
final class GetAccessKeyLastUsedTest extends OnInProcessServer {
    private String key = "";

    @BeforeEach
    void bobsKey() {
        iam.createUser(r -> r.userName("bob").path("/ops/"));
        key = iam.createAccessKey(r -> r.userName("bob")).accessKey().accessKeyId();
    }

    @Test
    void aKeyThatWasNeverUsedIsNotApplicable() {
        GetAccessKeyLastUsedResponse never = iam.getAccessKeyLastUsed(r -> r.accessKeyId(key));

        assertThat(never.userName()).isEqualTo("bob");
        assertThat(never.accessKeyLastUsed().lastUsedDate()).isNull();
        assertThat(never.accessKeyLastUsed().serviceName()).isEqualTo("N/A");
        assertThat(never.accessKeyLastUsed().region()).isEqualTo("N/A");
    }

    @Test
    void anAbsentOrForeignKeyCannotBeFound() {
        assertRefused(
                () -> server.otherRoot().getAccessKeyLastUsed(r -> r.accessKeyId(key)),
                "NoSuchEntity",
                "The Access Key with id " + key + " cannot be found.");
    }

    @Test
    void permissionIsForTheUserWhoseKeyItIs() {
        IamClient allowed = userWith("allowed", policy("Allow", "iam:GetAccessKeyLastUsed", userArn("ops/bob")));
        IamClient denied = userWith("denied", policy("Allow", "iam:GetAccessKeyLastUsed", userArn("denied")));

        assertThat(allowed.getAccessKeyLastUsed(r -> r.accessKeyId(key)).userName())
                .isEqualTo("bob");
        assertNoPolicyAllows(
                () -> denied.getAccessKeyLastUsed(r -> r.accessKeyId(key)),
                "denied",
                "iam:GetAccessKeyLastUsed",
                "access key " + key);
    }
}
