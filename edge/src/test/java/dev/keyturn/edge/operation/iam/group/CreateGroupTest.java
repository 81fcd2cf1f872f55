package dev.keyturn.edge.operation.iam.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.IamException;

import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.UniqueIds;

final class CreateGroupTest extends OnGroups {

    @Test
    void theNewGroupIsAnsweredInFull() {
        Group group = iam.createGroup(r -> r.groupName("Readers").path("/ops/")).group();

        assertThat(group.groupName()).isEqualTo("Readers");
        assertThat(group.path()).isEqualTo("/ops/");
        assertThat(group.arn()).isEqualTo(groupArn("ops/Readers"));
        assertThat(group.groupId()).matches("AGPA[A-Z2-7]{17}");
        assertThat(group.createDate()).isNotNull();
    }

    @Test
    void withoutAPathItIsAtTheTop() {
        assertThat(iam.createGroup(r -> r.groupName("g")).group().arn()).isEqualTo(groupArn("g"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"readers", "READERS"})
    void aNameIsTakenInAnyCase(String name) {
        iam.createGroup(r -> r.groupName("readers"));

        assertRefused(
                () -> iam.createGroup(r -> r.groupName(name).path("/elsewhere/")),
                "EntityAlreadyExists",
                "Group with name " + name + " already exists.");
    }

    @Test
    void aUserAndAGroupMayHaveTheSameName() {
        iam.createUser(r -> r.userName("same"));

        assertThat(iam.createGroup(r -> r.groupName("same")).group().arn()).isEqualTo(groupArn("same"));
    }

    /** Threat 16. */
    @ParameterizedTest
    @ValueSource(strings = {"a/../b", "a\u0000b", "a\nb", "zoë", "a b", ""})
    void aNameOfOtherCharactersIsAValidationError(String name) {
        assertThatThrownBy(() -> iam.createGroup(r -> r.groupName(name)))
                .isInstanceOfSatisfying(
                        IamException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationError"));
        assertThat(server.tables().get("iam_entity")).noneMatch(row -> row.contains("GROUP"));
    }

    @Test
    void threeHundredAreTheMost() {
        Random random = new Random(1);
        server.store().write(tx -> {
            for (int i = 0; i < 299; i++) {
                new Groups(tx)
                        .insert(new dev.keyturn.state.identity.Group(
                                ACCOUNT, "group" + i, "/", UniqueIds.group(random), tx.now()));
            }
            return true;
        });
        iam.createGroup(r -> r.groupName("last"));

        assertRefused(
                () -> iam.createGroup(r -> r.groupName("more")),
                "LimitExceeded",
                "Cannot exceed quota for GroupsPerAccount: 300");
        server.otherRoot().createGroup(r -> r.groupName("more"));
    }

    @Test
    void aPolicyMayLimitThePath() {
        IamClient creator = userWith("creator", policy("Allow", "iam:CreateGroup", groupArn("ops/*")));

        creator.createGroup(r -> r.groupName("ours").path("/ops/"));

        assertNoPolicyAllows(
                () -> creator.createGroup(r -> r.groupName("theirs")), "creator", "iam:CreateGroup", "group theirs");
    }
}
