package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.identity.InstanceProfiles;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes an instance profile that holds no role.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html">DeleteInstanceProfile</a>
 */
final class DeleteInstanceProfile
        implements Change<DeleteInstanceProfileRequest, Named<InstanceProfile>, DeleteInstanceProfileResponse> {
    private static final Api<DeleteInstanceProfileRequest> API = new Api<>(
            "iam", "DeleteInstanceProfile", DeleteInstanceProfileRequest.class, DeleteInstanceProfileRequest::builder);

    @Override
    public Api<DeleteInstanceProfileRequest> api() {
        return API;
    }

    @Override
    public Named<InstanceProfile> resolve(DeleteInstanceProfileRequest request, Caller caller, Transaction tx) {
        return Named.instanceProfile(request.instanceProfileName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteInstanceProfileRequest request, Named<InstanceProfile> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteInstanceProfileResponse perform(
            Authorized<DeleteInstanceProfileRequest, Named<InstanceProfile>> authorized, Transaction tx) {
        InstanceProfile profile = authorized.target().found();
        if (profile.role().isPresent()) {
            throw AwsFailure.of(
                    "DeleteConflictException", "Cannot delete entity, must remove roles from instance profile first.");
        }
        new InstanceProfiles(tx).delete(profile);
        return DeleteInstanceProfileResponse.builder().build();
    }
}
