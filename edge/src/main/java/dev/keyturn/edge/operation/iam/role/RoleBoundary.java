package dev.keyturn.edge.operation.iam.role;

import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.state.identity.Role;

/** A role, and the policy that is to be its permissions boundary. */
record RoleBoundary(Named<Role> role, PolicyByArn policy) {}
