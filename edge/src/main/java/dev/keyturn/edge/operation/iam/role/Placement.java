package dev.keyturn.edge.operation.iam.role;

import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Transaction;

/** A role's place in an instance profile, which is the resource. */
record Placement(Named<InstanceProfile> profile, Named<Role> role) {

    static Placement resolve(String profileName, String roleName, Caller caller, Transaction tx) {
        return new Placement(Named.instanceProfile(profileName, caller, tx), Named.role(roleName, caller, tx));
    }

    Demand demand(String action) {
        return profile.demand(action).recordedAs("AWS::IAM::Role", role.name());
    }
}
