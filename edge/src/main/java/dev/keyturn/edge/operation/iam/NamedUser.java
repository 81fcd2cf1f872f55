package dev.keyturn.edge.operation.iam;

import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Transaction;

/**
 * A user as a request names one, in any case, with the user of that name if there is one.
 *
 * <p>INVARIANT: where there is one, the demand is for its ARN as stored, so that a Deny on {@code user/Bob} holds for
 * a call that says {@code BOB}. Where there is none, it is for the ARN that the name would have, so that absent and
 * forbidden look the same.
 */
record NamedUser(String account, String name, Optional<User> stored) {

    static NamedUser resolve(String name, Caller caller, Transaction tx) {
        return new NamedUser(caller.account(), name, new Users(tx).find(caller.account(), name));
    }

    Arn arn() {
        return stored.map(User::arn).orElseGet(() -> Arn.of("iam", "", account, "user/" + name));
    }

    Demand demand(String action) {
        Demand demand = Demand.on(action, arn().toString())
                .namedInDenial("user " + name)
                .recordedAs("AWS::IAM::User", stored.map(User::name).orElse(name));
        return stored.map(user -> demand.withResourceTags("iam", user.tags())).orElse(demand);
    }

    /** @throws AwsFailure NoSuchEntity */
    User found() {
        return stored.orElseThrow(
                () -> AwsFailure.of("NoSuchEntityException", "The user with name " + name + " cannot be found."));
    }
}
