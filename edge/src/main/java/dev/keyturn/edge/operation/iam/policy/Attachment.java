package dev.keyturn.edge.operation.iam.policy;

import java.util.List;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.edge.operation.iam.resource.ProtectedRole;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.store.Transaction;

/** What attaching and detaching are about: a managed policy on a user, group or role, which is the resource. */
record Attachment<H extends PolicyHolder>(Named<H> holder, PolicyByArn policy) {

    Demand demand(String action) {
        return holder.demand(action).with("iam:PolicyARN", policy.arn());
    }

    /**
     * Attaches; done already, it is done again.
     *
     * @param quota AWS's name of it, {@code PoliciesPerUser}
     * @throws AwsFailure NoSuchEntity, LimitExceeded, ValidationError
     */
    void attach(String quota, int most, Transaction tx) {
        policy.checkArn();
        H found = holder.found();
        ProtectedRole.check(found);
        ManagedPolicy attachable = policy.attachable();
        List<ManagedPolicy> attached = new Policies(tx).allAttached(found);
        if (attached.stream().noneMatch(one -> one.id().equals(attachable.id()))) {
            if (attached.size() >= most) {
                throw AwsFailure.of("LimitExceededException", "Cannot exceed quota for " + quota + ": " + most);
            }
            new Policies(tx).attach(found, attachable);
        }
    }

    /** @throws AwsFailure NoSuchEntity, ValidationError */
    void detach(Transaction tx) {
        policy.checkArn();
        H found = holder.found();
        ProtectedRole.check(found);
        if (policy.stored()
                .filter(stored -> new Policies(tx).detach(found, stored))
                .isEmpty()) {
            throw policy.notFound();
        }
    }
}
