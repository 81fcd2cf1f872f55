package dev.keyturn.edge.operation.iam.group;

import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/** A user in a group, or one to be. The group alone is the resource, as the Service Authorization Reference has it. */
record Membership(Named<Group> group, Named<User> user) {

    static Membership resolve(String groupName, String userName, Caller caller, Transaction tx) {
        return new Membership(Named.group(groupName, caller, tx), Named.user(userName, caller, tx));
    }

    Demand demand(String action) {
        return group.demand(action)
                .recordedAs("AWS::IAM::User", user.stored().map(User::name).orElse(user.name()));
    }
}
