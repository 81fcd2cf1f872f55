package dev.keyturn.edge.operation;

import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;

/** An operation that only reads. Its answer leaves once its trail record is durable. */
public non-sealed interface Read<Q extends AwsRequest, T, R extends AwsResponse> extends Operation<Q, T, R> {

    T resolve(Q request, Caller caller);

    /**
     * Whether the trail keeps the answer, without what is secret in it: for what stores nothing and yet gives something
     * out, as credentials.
     */
    default boolean recordsAnswer() {
        return false;
    }

    R perform(Authorized<Q, T> authorized);
}
