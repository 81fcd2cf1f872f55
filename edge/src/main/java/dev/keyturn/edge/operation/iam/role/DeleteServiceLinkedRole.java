package dev.keyturn.edge.operation.iam.role;

import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes a service-linked role, at once: no service here has resources that need it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html">DeleteServiceLinkedRole</a>
 */
final class DeleteServiceLinkedRole
        implements Change<DeleteServiceLinkedRoleRequest, Named<Role>, DeleteServiceLinkedRoleResponse> {
    private static final Api<DeleteServiceLinkedRoleRequest> API = new Api<>(
            "iam",
            "DeleteServiceLinkedRole",
            DeleteServiceLinkedRoleRequest.class,
            DeleteServiceLinkedRoleRequest::builder);

    private final RandomGenerator random;
    private final DeletionTasks tasks;

    DeleteServiceLinkedRole(RandomGenerator random, PageTokens tokens) {
        this.random = random;
        this.tasks = new DeletionTasks(tokens);
    }

    @Override
    public Api<DeleteServiceLinkedRoleRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(DeleteServiceLinkedRoleRequest request, Caller caller, Transaction tx) {
        return Named.role(request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteServiceLinkedRoleRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteServiceLinkedRoleResponse perform(
            Authorized<DeleteServiceLinkedRoleRequest, Named<Role>> authorized, Transaction tx) {
        Role role = authorized.target().found();
        if (role.service().isEmpty()) {
            throw AwsFailure.of(
                    "NoSuchEntityException",
                    "The role with name " + authorized.request().roleName() + " is not a service-linked role.");
        }
        new Roles(tx).delete(role);
        return DeleteServiceLinkedRoleResponse.builder()
                .deletionTaskId(tasks.issue(role, random.nextLong()))
                .build();
    }
}
