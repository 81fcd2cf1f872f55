package dev.keyturn.edge.operation.iam.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/**
 * A policy that grants to somebody: whose it is and what it says.
 *
 * @param holder the user, group or role that it hangs on
 * @param managed its ARN; empty for an inline policy
 * @param document JSON as it was given
 */
record HeldPolicy(PolicyHolder holder, String name, Optional<Arn> managed, String document) {

    /** All that grant to this holder: its own, inline before attached, then a user's groups'. */
    static List<HeldPolicy> of(PolicyHolder holder, Transaction tx) {
        List<HeldPolicy> held = new ArrayList<>(own(holder, tx));
        if (holder instanceof User user) {
            new Groups(tx).of(user).forEach(group -> held.addAll(own(group, tx)));
        }
        return List.copyOf(held);
    }

    /** Without those of groups. */
    static List<HeldPolicy> own(PolicyHolder holder, Transaction tx) {
        Policies policies = new Policies(tx);
        List<HeldPolicy> own = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page<String> page = policies.inlineNames(holder, after, 1000);
            for (String name : page.items()) {
                own.add(new HeldPolicy(
                        holder,
                        name,
                        Optional.empty(),
                        policies.inline(holder, name).orElseThrow()));
            }
            after = page.next();
        } while (after.isPresent());
        for (ManagedPolicy policy : policies.allAttached(holder)) {
            own.add(new HeldPolicy(holder, policy.name(), Optional.of(policy.arn()), policy.document()));
        }
        return own;
    }

    /** As the simulator calls it: a managed policy by its name, an inline one by whose it is too. */
    String sourceId() {
        return managed.isPresent() ? name : holder.kind().resourceType() + "_" + holder.name() + "_" + name;
    }
}
