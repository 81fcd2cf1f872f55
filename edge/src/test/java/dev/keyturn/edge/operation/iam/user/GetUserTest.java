package dev.keyturn.edge.operation.iam.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Role;

final class GetUserTest extends OnInProcessServer {
    private static final Tag BLUE = Tag.builder().key("team").value("blue").build();

    @Test
    void aUserIsFoundInAnyCaseAndAnsweredAsItWasMade() {
        User made =
                iam.createUser(r -> r.userName("Bob").path("/ops/").tags(BLUE)).user();

        assertThat(iam.getUser(r -> r.userName("bOB")).user()).isEqualTo(made);
    }

    @Test
    void withoutANameItIsTheCaller() {
        IamClient bob = userWith("bob", policy("Allow", "iam:GetUser", userArn("${aws:username}")));

        assertThat(bob.getUser().user().arn()).isEqualTo(userArn("bob"));
    }

    @Test
    void rootWithoutANameIsRoot() {
        User root = iam.getUser().user();

        assertThat(root.arn()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":root");
        assertThat(root.userId()).isEqualTo(ACCOUNT);
        assertThat(root.userName()).isNull();
    }

    @Test
    void whoIsNoUserMustSayWhom() {
        String message = "Must specify userName when calling with non-User credentials";
        IamClient session = server.iam(new Principal.RoleSession(role(), "session"));
        IamClient federated = server.iam(new Principal.FederatedUser(ACCOUNT, "guest", Optional.empty()));

        assertRefused(session::getUser, "ValidationError", message);
        assertRefused(federated::getUser, "ValidationError", message);
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.getUser(r -> r.userName("ghost")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }

    @Test
    void anotherAccountsUserCannotBeFound() {
        server.otherRoot().createUser(r -> r.userName("theirs"));

        assertRefused(
                () -> iam.getUser(r -> r.userName("theirs")),
                "NoSuchEntity",
                "The user with name theirs cannot be found.");
    }

    @Test
    void aUserThatWasDeletedMeanwhileIsNotTakenForItsNamesake() {
        IamClient bob = userWith("bob", ALLOW_ALL);
        iam.deleteUserPolicy(r -> r.userName("bob").policyName("own"));
        iam.deleteUser(r -> r.userName("bob"));
        iam.createUser(r -> r.userName("bob"));
        iam.putUserPolicy(r -> r.userName("bob").policyName("own").policyDocument(ALLOW_ALL));

        assertExplicitlyDenied(bob::getUser, "bob", "iam:GetUser", "user bob");
    }

    @Test
    void aPolicyMayAskForTheUsersTag() {
        iam.createUser(r -> r.userName("ours").tags(BLUE));
        iam.createUser(r -> r.userName("theirs"));
        IamClient reader = userWith("reader", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:GetUser","Resource":"*",
                 "Condition":{"StringEquals":{"iam:ResourceTag/team":"blue","aws:ResourceTag/team":"blue"}}}}""");

        assertThat(reader.getUser(r -> r.userName("ours")).user().userName()).isEqualTo("ours");
        assertNoPolicyAllows(() -> reader.getUser(r -> r.userName("theirs")), "reader", "iam:GetUser", "user theirs");
    }

    private static Role role() {
        return new Role(
                ACCOUNT,
                "reader",
                "/",
                "AROAEXAMPLE",
                Instant.EPOCH,
                "",
                "{}",
                Duration.ofHours(1),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
