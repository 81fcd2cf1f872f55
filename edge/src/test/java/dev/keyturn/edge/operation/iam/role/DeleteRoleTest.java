package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Policies;

final class DeleteRoleTest extends OnRoles {

    @BeforeEach
    void app() {
        iam.createPolicy(r -> r.policyName("limit").policyDocument(ALLOW_ALL));
        iam.createRole(r -> r.roleName("App")
                .assumeRolePolicyDocument(TRUST)
                .permissionsBoundary(policyArn("limit"))
                .tags(tag("team", "blue")));
    }

    @Test
    void aRoleWithNothingLeftIsDeletedWithItsTagsAndBoundary() {
        iam.deleteRole(r -> r.roleName("APP"));

        assertThat(server.tables().get("iam_role")).isEmpty();
        assertThat(server.tables().get("iam_tag")).isEmpty();
        assertThat(server.tables().get("iam_boundary")).isEmpty();
    }

    @Test
    void itMustLeaveItsInstanceProfileFirst() {
        iam.createInstanceProfile(r -> r.instanceProfileName("box"));
        iam.addRoleToInstanceProfile(r -> r.instanceProfileName("box").roleName("App"));

        assertConflict("Cannot delete entity, must remove roles from instance profile first.");

        iam.removeRoleFromInstanceProfile(r -> r.instanceProfileName("box").roleName("App"));
        iam.deleteRole(r -> r.roleName("App"));
    }

    @Test
    void attachedPoliciesMustGoFirst() {
        change(policies -> policies.attach(
                stored("App"),
                policies.managed(ACCOUNT, Arn.parse(policyArn("limit"))).orElseThrow()));

        assertConflict("Cannot delete entity, must detach all policies first.");
    }

    @Test
    void inlinePoliciesMustGoFirst() {
        change(policies -> policies.putInline(stored("App"), "own", ALLOW_ALL));

        assertConflict("Cannot delete entity, must delete policies first.");

        change(policies -> policies.deleteInline(stored("App"), "own"));
        iam.deleteRole(r -> r.roleName("App"));
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(() -> iam.deleteRole(r -> r.roleName("ghost")));
    }

    @Test
    void aServiceLinkedRoleIsDeletedByAnotherOperation() {
        String name = createLinkedRole().roleName();

        assertProtected(() -> iam.deleteRole(r -> r.roleName(name)));
    }

    private void change(Consumer<Policies> change) {
        server.store().write(tx -> {
            change.accept(new Policies(tx));
            return true;
        });
    }

    private void assertConflict(String message) {
        assertRefused(() -> iam.deleteRole(r -> r.roleName("app")), "DeleteConflict", message);
    }
}
