package dev.keyturn.edge.operation.iam.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

import dev.keyturn.edge.operation.OnInProcessServer;

/** Login profiles, ChangePassword and the account's password policy. */
final class PasswordsTest extends OnInProcessServer {
    private static final String FIRST = "harbour violets";
    private static final String SECOND = "seventeen lanterns";

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("Bob"));
    }

    @Test
    void aPasswordIsGivenShownChangedAndTakenAway() {
        var created = iam.createLoginProfile(
                        r -> r.userName("bob").password(FIRST).passwordResetRequired(true))
                .loginProfile();
        assertThat(created.userName()).isEqualTo("Bob");
        assertThat(created.passwordResetRequired()).isTrue();
        assertThat(iam.getLoginProfile(r -> r.userName("BOB")).loginProfile()).isEqualTo(created);

        iam.updateLoginProfile(r -> r.userName("bob").passwordResetRequired(false));
        assertThat(iam.getLoginProfile(r -> r.userName("bob")).loginProfile().passwordResetRequired())
                .isFalse();
        iam.deleteLoginProfile(r -> r.userName("bob"));
        assertNoProfile(() -> iam.getLoginProfile(r -> r.userName("bob")));
        assertNoProfile(() -> iam.updateLoginProfile(r -> r.userName("bob").password(FIRST)));
        assertNoProfile(() -> iam.deleteLoginProfile(r -> r.userName("bob")));
    }

    @Test
    void aUserHasOnePassword() {
        give(FIRST);

        assertRefused(() -> give(SECOND), "EntityAlreadyExists", "Login Profile for user Bob already exists.");
    }

    /** Threat 53. */
    @Test
    void aPasswordIsInNoTableNorInTheTrail() {
        give(FIRST);
        iam.updateLoginProfile(r -> r.userName("bob").password(SECOND));

        assertThat(server.tables().toString()).doesNotContain(FIRST).doesNotContain("argon2");
        assertThat(server.trail().records().toString()).doesNotContain(FIRST).doesNotContain(SECOND);
    }

    @Test
    void theUserIsNotDeletedBeforeThePassword() {
        give(FIRST);

        assertRefused(
                () -> iam.deleteUser(r -> r.userName("bob")),
                "DeleteConflict",
                "Cannot delete entity, must delete login profile first.");
        iam.deleteLoginProfile(r -> r.userName("bob"));
        iam.deleteUser(r -> r.userName("bob"));
    }

    @Test
    void thePolicyAndTheBlocklistBindEveryPassword() {
        assertViolates("short", "Password should have a minimum length of 15");
        assertViolates("passwordpasswordpassword", "Password should not be a commonly used one");
        iam.updateAccountPasswordPolicy(r -> r.minimumPasswordLength(10).requireSymbols(true));
        assertViolates("Harbour11", "Password should have a minimum length of 10");
        assertViolates("Harbour1122", "Password should have at least one symbol");
        assertViolates(
                "bob-bob-2026", "Password should not be made from the name of the user, the account or the service");
        give("Harbour#1122");
    }

    @Test
    void thePolicyIsShownAsItWasSetAndForgotten() {
        assertRefused(
                () -> iam.getAccountPasswordPolicy(),
                "NoSuchEntity",
                "The Password Policy with domain name " + ACCOUNT + " cannot be found.");
        iam.updateAccountPasswordPolicy(r -> r.maxPasswordAge(90).passwordReusePrevention(5));

        var policy = iam.getAccountPasswordPolicy().passwordPolicy();
        assertThat(policy.minimumPasswordLength()).isEqualTo(6);
        assertThat(policy.expirePasswords()).isTrue();
        assertThat(policy.maxPasswordAge()).isEqualTo(90);
        assertThat(policy.passwordReusePrevention()).isEqualTo(5);
        assertThat(policy.hardExpiry()).isFalse();
        iam.deleteAccountPasswordPolicy();
        assertRefused(
                () -> iam.deleteAccountPasswordPolicy(),
                "NoSuchEntity",
                "The account policy with name PasswordPolicy cannot be found.");
    }

    @Test
    void whoKnowsTheOldPasswordMayChooseANewOneIfAllowed() {
        give(FIRST);
        IamClient bob = server.user("Bob");

        assertNoPolicyAllows(() -> change(bob, FIRST, SECOND), "Bob", "iam:ChangePassword", "user Bob");
        iam.updateAccountPasswordPolicy(r ->
                r.minimumPasswordLength(15).allowUsersToChangePassword(true).passwordReusePrevention(2));
        change(bob, FIRST, SECOND);
        assertRefused(
                () -> change(bob, SECOND, FIRST),
                "PasswordPolicyViolation",
                "Password should not be one of the last 2 passwords");
        change(bob, SECOND, "nineteen lanterns");
        change(bob, "nineteen lanterns", FIRST);
    }

    @Test
    void anExplicitDenyForbidsWhatThePasswordPolicyAllows() {
        give(FIRST);
        iam.updateAccountPasswordPolicy(r -> r.allowUsersToChangePassword(true));
        iam.putUserPolicy(
                r -> r.userName("Bob").policyName("no").policyDocument(policy("Deny", "iam:ChangePassword", "*")));

        assertExplicitlyDenied(
                () -> change(server.user("Bob"), FIRST, SECOND), "Bob", "iam:ChangePassword", "user Bob");
    }

    /** Threat 37: guessing through ChangePassword is locked out as well, and counts together with signing in. */
    @Test
    void whoGuessesTheOldPasswordIsLockedOut() {
        give(FIRST);
        iam.updateAccountPasswordPolicy(r -> r.allowUsersToChangePassword(true));
        IamClient bob = server.user("Bob");
        for (int i = 0; i < 6; i++) {
            assertThat(catchThrowable(() -> change(bob, "guess", SECOND)))
                    .hasMessageContaining("The old password was incorrect.");
        }

        assertRefused(() -> change(bob, FIRST, SECOND), "AccessDenied", "The old password was incorrect.");
        iam.updateLoginProfile(r -> r.userName("Bob").password("nineteen lanterns"));
        change(bob, "nineteen lanterns", SECOND);
    }

    @Test
    void rootHasNoPasswordToChange() {
        assertRefused(
                () -> change(iam, FIRST, SECOND), "InvalidUserType", "Only IAM Users can change their own password");
    }

    private void give(String password) {
        iam.createLoginProfile(r -> r.userName("Bob").password(password));
    }

    private static void change(IamClient caller, String old, String next) {
        caller.changePassword(r -> r.oldPassword(old).newPassword(next));
    }

    private void assertViolates(String password, String message) {
        assertRefused(() -> give(password), "PasswordPolicyViolation", message);
    }

    private void assertNoProfile(ThrowingCallable call) {
        assertRefused(call, "NoSuchEntity", "Login Profile for User Bob cannot be found.");
    }
}
