package dev.keyturn.edge.operation;

import software.amazon.awssdk.awscore.AwsRequest;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Origin;
import dev.keyturn.state.identity.Principal;

/**
 * What an {@link Operation} is too when its requests bring their own proof of who asks, in place of a signature:
 * an identity provider's token.
 */
public interface SelfAuthenticated<Q extends AwsRequest> {

    /**
     * Verifies the proof.
     *
     * @param request checked against the API's constraints
     * @throws AwsFailure when it does not hold: who asks stays a stranger
     */
    Principal.Federated identify(Q request, Origin origin);
}
