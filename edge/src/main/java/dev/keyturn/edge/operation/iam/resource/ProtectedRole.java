package dev.keyturn.edge.operation.iam.resource;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.identity.Role;

/**
 * The guard of service-linked roles, which belong to the service: whoever administers the account may neither change
 * what they allow nor whom they trust.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html">Create a
 *     service-linked role</a>
 */
public final class ProtectedRole {
    private ProtectedRole() {}

    /**
     * The role, if anybody but its service may change it.
     *
     * @throws AwsFailure NoSuchEntity, UnmodifiableEntity
     */
    public static Role modifiable(Named<Role> role) {
        Role found = role.found();
        check(found);
        return found;
    }

    /** @throws AwsFailure UnmodifiableEntity for a service-linked role; whatever else has policies is not one */
    public static void check(PolicyHolder holder) {
        if (holder instanceof Role role && role.service().isPresent()) {
            throw AwsFailure.of(
                    "UnmodifiableEntityException",
                    "Cannot perform the operation on the protected role '" + role.name()
                            + "' - this role is only modifiable by AWS");
        }
    }
}
