package dev.keyturn.edge.operation.iam.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;

import dev.keyturn.edge.operation.OnInProcessServer;

/** PutUserPermissionsBoundary and DeleteUserPermissionsBoundary. */
final class PutUserPermissionsBoundaryTest extends OnInProcessServer {

    @BeforeEach
    void boundariesAndAUser() {
        iam.createPolicy(r -> r.policyName("Limit").policyDocument(policy("Allow", "iam:GetUser", "*")));
        iam.createPolicy(r -> r.policyName("Wide").policyDocument(ALLOW_ALL));
        userWith("bob", ALLOW_ALL);
    }

    @Test
    void aBoundaryLimitsFromTheNextCallOn() {
        server.user("bob").listUsers();

        iam.putUserPermissionsBoundary(r -> r.userName("BOB").permissionsBoundary(policyArn("Limit")));

        assertThat(server.user("bob").getUser().user().permissionsBoundary()).satisfies(boundary -> {
            assertThat(boundary.permissionsBoundaryArn()).isEqualTo(policyArn("Limit"));
            assertThat(boundary.permissionsBoundaryType())
                    .isEqualTo(PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY);
        });
        assertRefused(
                () -> server.user("bob").listUsers(),
                "AccessDenied",
                "User: " + userArn("bob") + " is not authorized to perform: iam:ListUsers on resource: " + userArn("")
                        + " because no permissions boundary allows the iam:ListUsers action");
    }

    @Test
    void anotherBoundaryTakesItsPlace() {
        iam.putUserPermissionsBoundary(r -> r.userName("bob").permissionsBoundary(policyArn("Limit")));
        iam.putUserPermissionsBoundary(r -> r.userName("bob").permissionsBoundary(policyArn("Wide")));

        server.user("bob").listUsers();
        assertThat(iam.getPolicy(r -> r.policyArn(policyArn("Limit"))).policy().permissionsBoundaryUsageCount())
                .isZero();
        assertThat(iam.getPolicy(r -> r.policyArn(policyArn("Wide"))).policy().permissionsBoundaryUsageCount())
                .isEqualTo(1);
    }

    @Test
    void withoutItsBoundaryAUserIsUnlimitedAgain() {
        iam.putUserPermissionsBoundary(r -> r.userName("bob").permissionsBoundary(policyArn("Limit")));

        iam.deleteUserPermissionsBoundary(r -> r.userName("Bob"));
        iam.deleteUserPermissionsBoundary(r -> r.userName("Bob"));

        server.user("bob").listUsers();
        assertThat(iam.getUser(r -> r.userName("bob")).user().permissionsBoundary())
                .isNull();
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertRefused(
                () -> iam.putUserPermissionsBoundary(r -> r.userName("bob").permissionsBoundary(policyArn("ghost"))),
                "NoSuchEntity",
                "Scope ARN: " + policyArn("ghost") + " does not exist or is not attachable.");
        assertRefused(
                () -> iam.putUserPermissionsBoundary(r -> r.userName("ghost").permissionsBoundary(policyArn("Limit"))),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
        assertRefused(
                () -> iam.deleteUserPermissionsBoundary(r -> r.userName("ghost")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
        assertRefused(
                () -> iam.putUserPermissionsBoundary(
                        r -> r.userName("bob").permissionsBoundary("no ARN, and twenty characters")),
                "ValidationError",
                "ARN no ARN, and twenty characters is not valid.");
    }

    /** Threat 25: a boundary that its bearer may take off is none. */
    @Test
    void aBoundaryHoldsAgainstItsBearer() {
        iam.putUserPermissionsBoundary(r -> r.userName("bob").permissionsBoundary(policyArn("Limit")));

        assertRefused(
                () -> server.user("bob").deleteUserPermissionsBoundary(r -> r.userName("bob")),
                "AccessDenied",
                "User: " + userArn("bob") + " is not authorized to perform: iam:DeleteUserPermissionsBoundary on "
                        + "resource: user bob because no permissions boundary allows the "
                        + "iam:DeleteUserPermissionsBoundary action");
    }

    /** AWS's own example of delegation: whoever makes users makes them within the boundary, in any spelling. */
    @Test
    void aDelegateMakesAndChangesOnlyUsersWithinTheBoundary() {
        IamClient delegate = userWith("delegate", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:CreateUser","iam:PutUserPolicy",
                 "iam:DeleteUserPolicy","iam:AttachUserPolicy","iam:DetachUserPolicy","iam:PutUserPermissionsBoundary"],
                 "Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":"%s"}}}}""".formatted(policyArn("Limit")));

        delegate.createUser(r -> r.userName("new").permissionsBoundary(policyArn("LIMIT")));
        delegate.putUserPolicy(r -> r.userName("new").policyName("own").policyDocument(ALLOW_ALL));
        delegate.deleteUserPolicy(r -> r.userName("new").policyName("own"));
        delegate.attachUserPolicy(r -> r.userName("new").policyArn(policyArn("Wide")));
        delegate.detachUserPolicy(r -> r.userName("new").policyArn(policyArn("Wide")));
        delegate.putUserPermissionsBoundary(r -> r.userName("bob").permissionsBoundary(policyArn("limit")));
        delegate.deleteUserPolicy(r -> r.userName("bob").policyName("own"));

        assertNoPolicyAllows(
                () -> delegate.createUser(r -> r.userName("free").permissionsBoundary(policyArn("Wide"))),
                "delegate",
                "iam:CreateUser",
                "user free");
        assertNoPolicyAllows(
                () -> delegate.createUser(r -> r.userName("free")), "delegate", "iam:CreateUser", "user free");
        assertNoPolicyAllows(
                () -> delegate.putUserPermissionsBoundary(
                        r -> r.userName("new").permissionsBoundary(policyArn("Wide"))),
                "delegate",
                "iam:PutUserPermissionsBoundary",
                "user new");
        assertNoPolicyAllows(
                () -> delegate.attachUserPolicy(r -> r.userName("delegate").policyArn(policyArn("Wide"))),
                "delegate",
                "iam:AttachUserPolicy",
                "user delegate");
    }

    /** AWS's own example of how a boundary is kept on. */
    @Test
    void aPolicyMayKeepABoundaryOn() {
        IamClient keeper = userWith("keeper", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"},
                 {"Effect":"Deny","Action":"iam:DeleteUserPermissionsBoundary","Resource":"*",
                  "Condition":{"StringEquals":{"iam:PermissionsBoundary":"%s"}}}]}""".formatted(policyArn("Limit")));
        iam.putUserPermissionsBoundary(r -> r.userName("bob").permissionsBoundary(policyArn("Limit")));

        assertExplicitlyDenied(
                () -> keeper.deleteUserPermissionsBoundary(r -> r.userName("bob")),
                "keeper",
                "iam:DeleteUserPermissionsBoundary",
                "user bob");

        iam.putUserPermissionsBoundary(r -> r.userName("bob").permissionsBoundary(policyArn("Wide")));
        keeper.deleteUserPermissionsBoundary(r -> r.userName("bob"));
    }
}
