package dev.keyturn.edge.operation.iam.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.User;

import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.Policies;

/** AddUserToGroup and RemoveUserFromGroup. */
final class AddUserToGroupTest extends OnGroups {

    /** A group whose members may list users. */
    @BeforeEach
    void listersAndBob() {
        iam.createGroup(r -> r.groupName("Listers").path("/ops/"));
        server.store().write(tx -> {
            new Policies(tx)
                    .putInline(
                            new Groups(tx).find(ACCOUNT, "Listers").orElseThrow(),
                            "list",
                            policy("Allow", "iam:ListUsers", "*"));
            return true;
        });
        iam.createUser(r -> r.userName("Bob"));
    }

    @Test
    void aMemberMayWhatTheGroupMayFromTheNextCallOn() {
        assertNoPolicyAllows(() -> server.user("Bob").listUsers(), "Bob", "iam:ListUsers", userArn(""));

        iam.addUserToGroup(r -> r.userName("BOB").groupName("LISTERS"));

        assertThat(server.user("Bob").listUsers().users()).hasSize(1);
    }

    @Test
    void whoLeavesMayNoMore() {
        iam.addUserToGroup(r -> r.userName("Bob").groupName("Listers"));

        iam.removeUserFromGroup(r -> r.userName("bob").groupName("listers"));

        assertNoPolicyAllows(() -> server.user("Bob").listUsers(), "Bob", "iam:ListUsers", userArn(""));
        assertThat(iam.getGroup(r -> r.groupName("Listers")).users()).isEmpty();
    }

    @Test
    void bothChangeNothingWhenDoneAgain() {
        iam.addUserToGroup(r -> r.userName("Bob").groupName("Listers"));
        iam.addUserToGroup(r -> r.userName("Bob").groupName("Listers"));
        assertThat(iam.getGroup(r -> r.groupName("Listers")).users())
                .extracting(User::userName)
                .containsExactly("Bob");

        iam.removeUserFromGroup(r -> r.userName("Bob").groupName("Listers"));
        iam.removeUserFromGroup(r -> r.userName("Bob").groupName("Listers"));
        assertThat(iam.getGroup(r -> r.groupName("Listers")).users()).isEmpty();
    }

    @Test
    void tenGroupsAreTheMost() {
        for (int i = 0; i < 10; i++) {
            String name = "g" + i;
            iam.createGroup(r -> r.groupName(name));
            iam.addUserToGroup(r -> r.userName("Bob").groupName(name));
        }

        assertRefused(
                () -> iam.addUserToGroup(r -> r.userName("Bob").groupName("Listers")),
                "LimitExceeded",
                "Cannot exceed quota for GroupsPerUser: 10");
        iam.addUserToGroup(r -> r.userName("Bob").groupName("g3"));
    }

    @Test
    void whoIsAbsentCannotBeFound() {
        assertRefused(
                () -> iam.addUserToGroup(r -> r.userName("ghost").groupName("Listers")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
        assertRefused(
                () -> iam.addUserToGroup(r -> r.userName("Bob").groupName("ghost")),
                "NoSuchEntity",
                "The group with name ghost cannot be found.");
        assertRefused(
                () -> iam.removeUserFromGroup(r -> r.userName("ghost").groupName("Listers")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
        assertRefused(
                () -> iam.removeUserFromGroup(r -> r.userName("Bob").groupName("ghost")),
                "NoSuchEntity",
                "The group with name ghost cannot be found.");
    }

    /** Threat 25. */
    @Test
    void nobodyJoinsAGroupByItself() {
        IamClient bob = server.user("Bob");

        assertNoPolicyAllows(
                () -> bob.addUserToGroup(r -> r.userName("Bob").groupName("Listers")),
                "Bob",
                "iam:AddUserToGroup",
                "group Listers");
    }

    /** As the Service Authorization Reference has it: the group is the resource, whoever is put into it. */
    @Test
    void theGroupAloneIsTheResource() {
        IamClient keeper = userWith("keeper", policy("Allow", "iam:AddUserToGroup", groupArn("ops/*")));
        iam.createGroup(r -> r.groupName("Others"));

        keeper.addUserToGroup(r -> r.userName("Bob").groupName("Listers"));

        assertNoPolicyAllows(
                () -> keeper.addUserToGroup(r -> r.userName("Bob").groupName("Others")),
                "keeper",
                "iam:AddUserToGroup",
                "group Others");
    }

    @Test
    void theTrailNamesBoth() {
        iam.addUserToGroup(r -> r.userName("bob").groupName("listers"));

        assertThat(server.trail().last().resources())
                .extracting(resource -> resource.type() + " " + resource.arnOrName())
                .containsExactly("AWS::IAM::Group Listers", "AWS::IAM::User Bob");
    }
}
