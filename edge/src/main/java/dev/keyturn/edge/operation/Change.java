package dev.keyturn.edge.operation;

import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.state.store.Transaction;

/**
 * An operation that changes something. It is resolved, authorised and performed inside one transaction, which also
 * holds its trail record. The transaction may be run again by the store, so everything here touches only {@code tx}.
 */
public non-sealed interface Change<Q extends AwsRequest, T, R extends AwsResponse> extends Operation<Q, T, R> {

    T resolve(Q request, Caller caller, Transaction tx);

    R perform(Authorized<Q, T> authorized, Transaction tx);
}
