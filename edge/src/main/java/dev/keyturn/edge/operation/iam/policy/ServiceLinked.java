package dev.keyturn.edge.operation.iam.policy;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.identity.Role;

/** Service-linked roles, which only their services change. */
final class ServiceLinked {
    private ServiceLinked() {}

    /** @throws AwsFailure UnmodifiableEntity */
    static void check(PolicyHolder holder) {
        if (holder instanceof Role role && role.service().isPresent()) {
            throw AwsFailure.of(
                    "UnmodifiableEntityException",
                    "Cannot perform the operation on the protected role '" + role.name()
                            + "' - this role is only modifiable by AWS");
        }
    }
}
