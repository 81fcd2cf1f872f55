package dev.keyturn.edge.operation;

import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;

/** An operation that only reads. Its answer leaves once its trail record is durable. */
public non-sealed interface Read<Q extends AwsRequest, T, R extends AwsResponse> extends Operation<Q, T, R> {

    T resolve(Q request, Caller caller);

    R perform(Authorized<Q, T> authorized);
}
