package dev.keyturn.edge.operation.iam;

import java.util.List;

import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.store.Transaction;

/** What attaching and detaching are about: a managed policy on a user. The user is the resource. */
record Attachment(NamedUser user, PolicyByArn policy) {

    static Attachment resolve(String userName, String policyArn, Caller caller, Transaction tx) {
        return new Attachment(NamedUser.resolve(userName, caller, tx), PolicyByArn.resolve(policyArn, caller, tx));
    }

    Demand demand(String action) {
        return user.demand(action).with("iam:PolicyARN", policy.arn());
    }

    static boolean contains(List<ManagedPolicy> attached, ManagedPolicy policy) {
        return attached.stream().anyMatch(one -> one.id().equals(policy.id()));
    }
}
