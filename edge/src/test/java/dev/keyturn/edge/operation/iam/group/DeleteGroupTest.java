package dev.keyturn.edge.operation.iam.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.Policies;

final class DeleteGroupTest extends OnGroups {

    @BeforeEach
    void crew() {
        iam.createGroup(r -> r.groupName("Crew"));
    }

    @Test
    void aGroupWithNothingLeftIsDeleted() {
        iam.deleteGroup(r -> r.groupName("CREW"));

        assertThat(server.tables().get("iam_entity")).noneMatch(row -> row.contains("GROUP"));
    }

    @Test
    void usersMustGoFirst() {
        member("bob", "Crew");

        assertConflict("Cannot delete entity, must remove users from group first.");

        iam.removeUserFromGroup(r -> r.userName("bob").groupName("Crew"));
        iam.deleteGroup(r -> r.groupName("Crew"));
    }

    @Test
    void inlinePoliciesMustGoFirst() {
        server.store().write(tx -> {
            new Policies(tx).putInline(new Groups(tx).find(ACCOUNT, "Crew").orElseThrow(), "own", ALLOW_ALL);
            return true;
        });

        assertConflict("Cannot delete entity, must delete policies first.");
    }

    @Test
    void attachedPoliciesMustGoFirst() {
        iam.createPolicy(r -> r.policyName("all").policyDocument(ALLOW_ALL));
        server.store().write(tx -> {
            Policies policies = new Policies(tx);
            policies.attach(
                    new Groups(tx).find(ACCOUNT, "Crew").orElseThrow(),
                    policies.managed(ACCOUNT, Arn.parse(policyArn("all"))).orElseThrow());
            return true;
        });

        assertConflict("Cannot delete entity, must detach all policies first.");
    }

    @Test
    void anAbsentGroupCannotBeFound() {
        assertRefused(
                () -> iam.deleteGroup(r -> r.groupName("ghost")),
                "NoSuchEntity",
                "The group with name ghost cannot be found.");
    }

    private void assertConflict(String message) {
        assertRefused(() -> iam.deleteGroup(r -> r.groupName("Crew")), "DeleteConflict", message);
    }
}
