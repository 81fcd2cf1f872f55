package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

import dev.keyturn.edge.operation.OnInProcessServer;

final class DeleteUserPolicyTest extends OnInProcessServer {

    @Test
    void whatADeletedPolicyAllowedIsDeniedFromTheNextCallOn() {
        IamClient bob = userWith("bob", ALLOW_ALL);
        assertThat(bob.listUsers().users()).hasSize(1);

        iam.deleteUserPolicy(r -> r.userName("BOB").policyName("own"));

        assertNoPolicyAllows(() -> bob.listUsers(), "bob", "iam:ListUsers", userArn(""));
        assertThat(iam.listUserPolicies(r -> r.userName("bob")).policyNames()).isEmpty();
    }

    @Test
    void anAbsentPolicyCannotBeFound() {
        iam.createUser(r -> r.userName("bob"));

        assertRefused(
                () -> iam.deleteUserPolicy(r -> r.userName("bob").policyName("ghost")),
                "NoSuchEntity",
                "The user policy with name ghost cannot be found.");
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.deleteUserPolicy(r -> r.userName("ghost").policyName("p")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }
}
