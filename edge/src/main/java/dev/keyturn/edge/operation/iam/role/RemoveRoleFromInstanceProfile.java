package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.ProtectedRole;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.identity.InstanceProfiles;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Transaction;

/**
 * Takes the role out of an instance profile.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html">RemoveRoleFromInstanceProfile</a>
 */
final class RemoveRoleFromInstanceProfile
        implements Change<RemoveRoleFromInstanceProfileRequest, Placement, RemoveRoleFromInstanceProfileResponse> {
    private static final Api<RemoveRoleFromInstanceProfileRequest> API = new Api<>(
            "iam",
            "RemoveRoleFromInstanceProfile",
            RemoveRoleFromInstanceProfileRequest.class,
            RemoveRoleFromInstanceProfileRequest::builder);

    @Override
    public Api<RemoveRoleFromInstanceProfileRequest> api() {
        return API;
    }

    @Override
    public Placement resolve(RemoveRoleFromInstanceProfileRequest request, Caller caller, Transaction tx) {
        return Placement.resolve(request.instanceProfileName(), request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(RemoveRoleFromInstanceProfileRequest request, Placement target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public RemoveRoleFromInstanceProfileResponse perform(
            Authorized<RemoveRoleFromInstanceProfileRequest, Placement> authorized, Transaction tx) {
        InstanceProfile profile = authorized.target().profile().found();
        Role role = ProtectedRole.modifiable(authorized.target().role());
        if (profile.role().filter(held -> held.id().equals(role.id())).isEmpty()) {
            throw AwsFailure.of(
                    "NoSuchEntityException",
                    "The role with name " + authorized.request().roleName() + " cannot be found.");
        }
        new InstanceProfiles(tx).removeRole(profile);
        return RemoveRoleFromInstanceProfileResponse.builder().build();
    }
}
