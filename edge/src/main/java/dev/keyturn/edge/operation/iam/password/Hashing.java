package dev.keyturn.edge.operation.iam.password;

import java.util.function.Supplier;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.state.signin.HashingBusyException;

/** Work on passwords, in AWS's words when there is too much of it. */
final class Hashing {
    private Hashing() {}

    /** @throws AwsFailure Throttling */
    static <T> T bounded(Supplier<T> work) {
        try {
            return work.get();
        } catch (HashingBusyException _) {
            throw AwsFailure.of(CommonError.THROTTLING, "Rate exceeded");
        }
    }
}
