package dev.keyturn.edge.operation;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.state.store.Transaction;

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

    /** The demand with all names under which the trail is to be searched for the call, where the answer knows more. */
    default Demand recordedUnder(Demand demand, R answer) {
        return demand;
    }

    /**
     * Calls of other operations that this one stands for, each with a record of its own in the same commit: GetSecretValue
     * for each secret of a batch.
     */
    default List<Part> parts(Authorized<Q, T> authorized, R answer) {
        return List.of();
    }

    /**
     * One such call, as if it had been made.
     *
     * @param errorCode of one that was refused, though the whole was not
     */
    record Part(
            Api<?> api, AwsRequest request, Demand demand, Optional<String> errorCode, Optional<String> errorMessage) {
        public static Part of(Api<?> api, AwsRequest request, Demand demand) {
            return new Part(api, request, demand, Optional.empty(), Optional.empty());
        }
    }

    /** What is written in the same commit as the record, such as when something was read last; mostly nothing. */
    default Optional<Consumer<Transaction>> notes(Authorized<Q, T> authorized, R answer) {
        return Optional.empty();
    }
}
