package dev.keyturn.edge.aws;

import java.util.Optional;

/**
 * What the API model says of one operation.
 *
 * @param name {@code GetSecretValue}
 * @param input the input structure's shape name, see {@link ServiceFacts#shape}
 * @param hasOutput whether the model has an output; without one, Query answers write no result element
 * @param resultWrapper Query only: the element around the output's members
 * @param unsigned whether it is called without a signature, as {@code AssumeRoleWithWebIdentity} is
 */
public record OperationFacts(
        ServiceFacts service,
        String name,
        Optional<String> input,
        boolean hasOutput,
        Optional<String> resultWrapper,
        boolean unsigned) {

    /** {@code secretsmanager:GetSecretValue}, for messages. */
    @Override
    public String toString() {
        return service.signingName() + ":" + name;
    }
}
