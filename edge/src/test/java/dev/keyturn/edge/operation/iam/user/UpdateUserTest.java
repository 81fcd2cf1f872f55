package dev.keyturn.edge.operation.iam.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.User;

import dev.keyturn.edge.operation.OnInProcessServer;

final class UpdateUserTest extends OnInProcessServer {

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("Bob").path("/ops/"));
    }

    @Test
    void aRenamedUserIsTheSameUser() {
        User before = iam.getUser(r -> r.userName("Bob")).user();
        String key = iam.createAccessKey(r -> r.userName("Bob")).accessKey().accessKeyId();
        iam.putUserPolicy(r -> r.userName("Bob").policyName("own").policyDocument(ALLOW_ALL));

        iam.updateUser(r -> r.userName("BOB").newUserName("Robert"));

        User after = iam.getUser(r -> r.userName("Robert")).user();
        assertThat(after.userId()).isEqualTo(before.userId());
        assertThat(after.arn()).isEqualTo(userArn("ops/Robert"));
        assertThat(after.createDate()).isEqualTo(before.createDate());
        assertThat(iam.listAccessKeys(r -> r.userName("Robert")).accessKeyMetadata())
                .extracting(AccessKeyMetadata::accessKeyId)
                .containsExactly(key);
        assertThat(server.user("Robert").getUser().user().userName()).isEqualTo("Robert");
        assertThatThrownBy(() -> iam.getUser(r -> r.userName("Bob"))).isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void thePathMayChangeWithOrWithoutTheName() {
        iam.updateUser(r -> r.userName("Bob").newPath("/dev/"));
        assertThat(iam.getUser(r -> r.userName("Bob")).user().arn()).isEqualTo(userArn("dev/Bob"));

        iam.updateUser(r -> r.userName("Bob").newPath("/").newUserName("bobby"));
        assertThat(iam.getUser(r -> r.userName("bobby")).user().arn()).isEqualTo(userArn("bobby"));
    }

    @Test
    void nothingNewChangesNothing() {
        iam.updateUser(r -> r.userName("Bob"));

        assertThat(iam.getUser(r -> r.userName("Bob")).user().arn()).isEqualTo(userArn("ops/Bob"));
    }

    @Test
    void theSameNameInAnotherCaseIsNotTaken() {
        iam.updateUser(r -> r.userName("bob").newUserName("BOB"));

        assertThat(iam.getUser(r -> r.userName("bob")).user().userName()).isEqualTo("BOB");
    }

    @Test
    void anothersNameIsTakenInAnyCase() {
        iam.createUser(r -> r.userName("Carol"));

        assertRefused(
                () -> iam.updateUser(r -> r.userName("Bob").newUserName("cAROL").newPath("/elsewhere/")),
                "EntityAlreadyExists",
                "User with name cAROL already exists.");
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.updateUser(r -> r.userName("ghost").newUserName("spirit")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }

    /** Threat 16. */
    @ParameterizedTest
    @ValueSource(strings = {"a/../b", "a\u0000b", "a\nb", "zoë", ""})
    void aNameOfOtherCharactersIsAValidationError(String name) {
        assertThatThrownBy(() -> iam.updateUser(r -> r.userName("Bob").newUserName(name)))
                .isInstanceOfSatisfying(
                        IamException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationError"));
    }

    @Test
    void theOldNameAndTheNewOneMustBothBeAllowed() {
        IamClient onlyOld = userWith("onlyOld", policy("Allow", "iam:UpdateUser", userArn("ops/Bob")));
        IamClient onlyNew = userWith("onlyNew", policy("Allow", "iam:UpdateUser", userArn("ops/Robert")));
        IamClient both = userWith("both", policy("Allow", "iam:UpdateUser", userArn("ops/*")));

        assertNoPolicyAllows(
                () -> onlyOld.updateUser(r -> r.userName("Bob").newUserName("Robert")),
                "onlyOld",
                "iam:UpdateUser",
                "user Robert");
        assertNoPolicyAllows(
                () -> onlyNew.updateUser(r -> r.userName("Bob").newUserName("Robert")),
                "onlyNew",
                "iam:UpdateUser",
                "user Bob");
        assertNoPolicyAllows(
                () -> both.updateUser(r -> r.userName("Bob").newPath("/admins/")),
                "both",
                "iam:UpdateUser",
                "user Bob");
        both.updateUser(r -> r.userName("Bob").newUserName("Robert"));
    }

    /** Threat 25: nobody becomes, by name, whom the policies favour. */
    @Test
    void nobodyTakesANameThatIsDeniedToIt() {
        IamClient caller = userWith("caller", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Effect":"Deny","Action":"*","Resource":"%s"}]}""".formatted(userArn("admins/*")));

        assertExplicitlyDenied(
                () -> caller.updateUser(r -> r.userName("caller").newPath("/admins/")),
                "caller",
                "iam:UpdateUser",
                "user caller");
    }

    @Test
    void whatIsAllowedByNameFollowsTheNewName() {
        IamClient bob = bobWhoMayReadWhoeverIsCalledAsHe();
        bob.getUser();

        iam.updateUser(r -> r.userName("Bob").newUserName("Robert"));

        assertNoPolicyAllows(() -> server.user("Robert").getUser(), "ops/Robert", "iam:GetUser", "user Robert");
    }

    private IamClient bobWhoMayReadWhoeverIsCalledAsHe() {
        iam.putUserPolicy(r ->
                r.userName("Bob").policyName("own").policyDocument(policy("Allow", "iam:GetUser", userArn("ops/Bob"))));
        return server.user("Bob");
    }
}
