package dev.keyturn.edge.operation.iam.password;

import java.util.Optional;
import java.util.function.BiFunction;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.PreparedChange;
import dev.keyturn.state.signin.LoginProfile;
import dev.keyturn.state.store.Transaction;

/**
 * What is left of a change of a password when it was hashed.
 *
 * @param before what it was prepared for
 */
record ChosenPassword<Q extends AwsRequest, R extends AwsResponse>(
        PreparedChange<Q, ProfileOwner, R> change,
        Optional<LoginProfile> before,
        BiFunction<ProfileOwner, Transaction, R> store)
        implements Change<Q, ProfileOwner, R> {

    @Override
    public Api<Q> api() {
        return change.api();
    }

    @Override
    public ProfileOwner resolve(Q request, Caller caller, Transaction tx) {
        return change.resolve(request, caller, tx);
    }

    @Override
    public Demand demand(Q request, ProfileOwner target, Caller caller) {
        return change.demand(request, target, caller);
    }

    @Override
    public R perform(Authorized<Q, ProfileOwner> authorized, Transaction tx) {
        authorized.target().checkUnchanged(before);
        return store.apply(authorized.target(), tx);
    }
}
