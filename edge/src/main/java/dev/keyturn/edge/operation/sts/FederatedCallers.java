package dev.keyturn.edge.operation.sts;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.state.identity.Principal;

/** Whether a call that brings its own proof is made by whom the proof is about, and nobody else. */
final class FederatedCallers {
    private FederatedCallers() {}

    /**
     * Calls from inside the process come with a principal, not with a proof: one that is not the proof's gets nothing
     * by it.
     *
     * @throws AwsFailure AccessDenied
     */
    static void check(String action, Principal.Federated proved, Caller caller) {
        if (!proved.equals(caller.principal())) {
            throw notAuthorized(action);
        }
    }

    /** In the words of the gate. */
    static AwsFailure notAuthorized(String action) {
        return AwsFailure.of(CommonError.ACCESS_DENIED, "Not authorized to perform " + action);
    }
}
