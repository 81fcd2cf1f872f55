package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.ProtectedRole;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.identity.InstanceProfiles;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Transaction;

/**
 * Puts a role into an instance profile, which holds one at most. The caller gives the role to whoever has the profile,
 * so it must also be allowed to pass it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html">Grant a user permissions to
 *     pass a role to an AWS service</a>
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html">AddRoleToInstanceProfile</a>
 */
final class AddRoleToInstanceProfile
        implements Change<AddRoleToInstanceProfileRequest, Placement, AddRoleToInstanceProfileResponse> {
    private static final Api<AddRoleToInstanceProfileRequest> API = new Api<>(
            "iam",
            "AddRoleToInstanceProfile",
            AddRoleToInstanceProfileRequest.class,
            AddRoleToInstanceProfileRequest::builder);

    @Override
    public Api<AddRoleToInstanceProfileRequest> api() {
        return API;
    }

    @Override
    public Placement resolve(AddRoleToInstanceProfileRequest request, Caller caller, Transaction tx) {
        return Placement.resolve(request.instanceProfileName(), request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(AddRoleToInstanceProfileRequest request, Placement target, Caller caller) {
        return target.demand(API.action()).and(passing(request, target, caller));
    }

    @Override
    public AddRoleToInstanceProfileResponse perform(
            Authorized<AddRoleToInstanceProfileRequest, Placement> authorized, Transaction tx) {
        InstanceProfile profile = authorized.target().profile().found();
        Role role = ProtectedRole.modifiable(authorized.target().role());
        if (profile.role().isPresent()) {
            throw AwsFailure.of(
                    "LimitExceededException", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
        }
        new InstanceProfiles(tx).add(profile, role);
        return AddRoleToInstanceProfileResponse.builder().build();
    }

    /** A denial names the ARN, as AWS does, but that of the name as it was given: the stored path is not revealed. */
    private static Demand passing(AddRoleToInstanceProfileRequest request, Placement target, Caller caller) {
        return target.role()
                .demand("iam:PassRole")
                .with("iam:PassedToService", "ec2.amazonaws.com")
                .namedInDenial(EntityKind.ROLE
                        .arn(caller.account(), "/", request.roleName())
                        .toString());
    }
}
