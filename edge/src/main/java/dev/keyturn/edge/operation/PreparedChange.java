package dev.keyturn.edge.operation;

import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.state.store.Transaction;

/**
 * A change with a part that is too slow for a transaction, which all writers wait for: hashing a password. It is
 * decided once for the slow part and again, inside the transaction, for what is left; what was read for the first may
 * have changed meanwhile, so the second looks again.
 */
public interface PreparedChange<Q extends AwsRequest, T, R extends AwsResponse> extends Change<Q, T, R> {

    /**
     * Does the slow part, outside of any transaction.
     *
     * @return what is left to do inside one
     * @throws AwsFailure when there is nothing left to do
     */
    Change<Q, T, R> prepare(Authorized<Q, T> authorized);

    /** Reached only if the caller was allowed to in between. */
    @Override
    default R perform(Authorized<Q, T> authorized, Transaction tx) {
        throw changedMeanwhile();
    }

    static AwsFailure changedMeanwhile() {
        return AwsFailure.of(
                "EntityTemporarilyUnmodifiableException",
                "The entity was changed by another request. Please try again.");
    }
}
