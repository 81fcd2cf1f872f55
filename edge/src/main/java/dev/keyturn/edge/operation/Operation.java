package dev.keyturn.edge.operation;

import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;

/**
 * One operation of an AWS API: what it needs to be allowed, and what it does. See docs/design/request-flow.md.
 *
 * @param <Q> the SDK's request
 * @param <T> what the request is resolved to before the decision; {@link Nothing} when it is about nothing stored
 * @param <R> the SDK's response
 */
public sealed interface Operation<Q extends AwsRequest, T, R extends AwsResponse> permits Change, Read {

    Api<Q> api();

    /**
     * The action and resource that must be allowed, from the request and what it was resolved to. For an absent
     * target it names the ARN that the target would have, so that absent and forbidden look the same.
     */
    Demand demand(Q request, T target, Caller caller);

    /** Whether it is a {@link Read}; the trail says so of each call. */
    default boolean readOnly() {
        return this instanceof Read<?, ?, ?>;
    }

    /** The target of an operation that is about nothing stored. */
    enum Nothing {
        NOTHING
    }
}
