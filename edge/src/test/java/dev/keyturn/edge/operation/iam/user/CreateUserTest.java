package dev.keyturn.edge.operation.iam.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.identity.Users;

final class CreateUserTest extends OnInProcessServer {

    @Test
    void theNewUserIsAnsweredInFull() {
        User user = iam.createUser(r -> r.userName("Bob").path("/ops/night/").tags(tag("team", "blue")))
                .user();

        assertThat(user.userName()).isEqualTo("Bob");
        assertThat(user.path()).isEqualTo("/ops/night/");
        assertThat(user.arn()).isEqualTo(userArn("ops/night/Bob"));
        assertThat(user.userId()).matches("AIDA[A-Z2-7]{17}");
        assertThat(user.createDate()).isNotNull();
        assertThat(user.tags()).containsExactly(tag("team", "blue"));
    }

    @Test
    void withoutAPathItIsAtTheTop() {
        assertThat(iam.createUser(r -> r.userName("bob")).user().arn()).isEqualTo(userArn("bob"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "BOB"})
    void aNameIsTakenInAnyCase(String name) {
        iam.createUser(r -> r.userName("bob"));

        assertRefused(
                () -> iam.createUser(r -> r.userName(name).path("/elsewhere/")),
                "EntityAlreadyExists",
                "User with name " + name + " already exists.");
        assertThatThrownBy(() -> iam.createUser(r -> r.userName(name)))
                .isInstanceOf(EntityAlreadyExistsException.class);
    }

    @Test
    void anotherAccountMayHaveTheSameName() {
        iam.createUser(r -> r.userName("bob"));

        User other = server.otherRoot().createUser(r -> r.userName("bob")).user();

        assertThat(other.arn()).isEqualTo("arn:aws:iam::444455556666:user/bob");
    }

    /** Threat 16. */
    @ParameterizedTest
    @ValueSource(strings = {"a/../b", "a\u0000b", "a\nb", "a\u001bb", "zoë", "a b", ""})
    void aNameOfOtherCharactersIsAValidationError(String name) {
        assertThatThrownBy(() -> iam.createUser(r -> r.userName(name)))
                .isInstanceOfSatisfying(IamException.class, refusal -> {
                    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
                    assertThat(refusal.statusCode()).isEqualTo(400);
                });
        assertThat(server.tables().get("iam_entity")).noneMatch(row -> row.contains("USER"));
    }

    /** Threat 16. */
    @Test
    void anOverlongNameIsAValidationError() {
        assertThat(iam.createUser(r -> r.userName("n".repeat(64))).user().userName())
                .hasSize(64);
        assertRefused(
                () -> iam.createUser(r -> r.userName("n".repeat(65))),
                "ValidationError",
                "1 validation error detected: Value '" + "n".repeat(65) + "' at 'userName' failed to satisfy "
                        + "constraint: Member must have length less than or equal to 64");
    }

    @Test
    void tagKeysThatDifferOnlyInCaseAreDuplicates() {
        assertRefused(
                () -> iam.createUser(r -> r.userName("bob").tags(tag("Team", "a"), tag("team", "b"))),
                "InvalidInput",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws:x", "AWS:x"})
    void theSystemsTagKeysAreReserved(String key) {
        assertRefused(
                () -> iam.createUser(r -> r.userName("bob").tags(tag(key, "v"))),
                "InvalidInput",
                "Tag keys beginning with aws: are reserved for system use.");
    }

    @Test
    void fiftyTagsAreTheMost() {
        assertThat(iam.createUser(r -> r.userName("fifty").tags(tags(50)))
                        .user()
                        .tags())
                .hasSize(50);
        assertThatThrownBy(() -> iam.createUser(r -> r.userName("more").tags(tags(51))))
                .isInstanceOfSatisfying(
                        IamException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationError"));
    }

    @Test
    void fiveThousandAreTheMost() {
        Random random = new Random(1);
        server.store().write(tx -> {
            for (int i = 0; i < 4_999; i++) {
                new Users(tx)
                        .insert(new dev.keyturn.state.identity.User(
                                ACCOUNT, "user" + i, "/", UniqueIds.user(random), tx.now(), Map.of()));
            }
            return true;
        });
        iam.createUser(r -> r.userName("last"));

        assertRefused(
                () -> iam.createUser(r -> r.userName("more")),
                "LimitExceeded",
                "Cannot exceed quota for UsersPerAccount: 5000");
    }

    @Test
    void aPermissionsBoundaryLimitsFromTheStart() {
        iam.createPolicy(r -> r.policyName("limit").policyDocument(policy("Allow", "sts:*", "*")));

        iam.createUser(r -> r.userName("bob").permissionsBoundary(policyArn("limit")));
        iam.putUserPolicy(r -> r.userName("bob").policyName("all").policyDocument(ALLOW_ALL));

        assertThat(iam.getUser(r -> r.userName("bob"))
                        .user()
                        .permissionsBoundary()
                        .permissionsBoundaryArn())
                .isEqualTo(policyArn("limit"));
        assertRefused(
                () -> server.user("bob").listUsers(),
                "AccessDenied",
                "User: " + userArn("bob") + " is not authorized to perform: iam:ListUsers on resource: " + userArn("")
                        + " because no permissions boundary allows the iam:ListUsers action");
    }

    @Test
    void anAbsentPermissionsBoundaryIsRefused() {
        assertRefused(
                () -> iam.createUser(r -> r.userName("bob").permissionsBoundary(policyArn("ghost"))),
                "NoSuchEntity",
                "Scope ARN: " + policyArn("ghost") + " does not exist or is not attachable.");
    }

    @Test
    void taggingNeedsItsOwnPermission() {
        IamClient creator = userWith("creator", policy("Allow", "iam:CreateUser", "*"));

        creator.createUser(r -> r.userName("plain"));

        assertNoPolicyAllows(
                () -> creator.createUser(r -> r.userName("tagged").tags(tag("a", "b"))),
                "creator",
                "iam:TagUser",
                "user tagged");
    }

    @Test
    void aPolicyMayAskForATag() {
        IamClient creator = userWith("creator", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:CreateUser","iam:TagUser"],
                 "Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/team":"blue"}}}}""");

        creator.createUser(r -> r.userName("ours").tags(tag("team", "blue")));

        assertNoPolicyAllows(
                () -> creator.createUser(r -> r.userName("theirs").tags(tag("team", "red"))),
                "creator",
                "iam:CreateUser",
                "user theirs");
    }

    @Test
    void aPolicyMayLimitThePath() {
        IamClient creator = userWith("creator", policy("Allow", "iam:CreateUser", userArn("ops/*")));

        creator.createUser(r -> r.userName("ours").path("/ops/"));

        assertNoPolicyAllows(
                () -> creator.createUser(r -> r.userName("theirs").path("/")),
                "creator",
                "iam:CreateUser",
                "user theirs");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static List<Tag> tags(int count) {
        return IntStream.range(0, count).mapToObj(i -> tag("key" + i, "v")).toList();
    }
}
