package dev.keyturn.edge.operation.ssm;

import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.state.parameter.StoredParameter;
import dev.keyturn.state.store.Transaction;

/** What the operations on tags are about: a type and an id, of which only parameters are served here. */
final class TaggedResource {
    private static final String PARAMETER = "Parameter";

    private final ParameterTargets parameters;

    TaggedResource(ParameterTargets parameters) {
        this.parameters = parameters;
    }

    Optional<StoredParameter> find(String type, String id, Caller caller, Transaction tx) {
        return type.equals(PARAMETER) ? parameters.find(id, caller, tx) : Optional.empty();
    }

    /** Of any type as of a parameter: what else there is elsewhere has no ARN here. */
    Demand demand(Api<?> api, String type, String id, Optional<StoredParameter> found, Caller caller) {
        return type.equals(PARAMETER) ? parameters.demand(api, id, found, caller) : Demand.of(api.action());
    }

    /** @throws AwsFailure when there is no such parameter, or it is no parameter at all */
    static StoredParameter existing(String type, Optional<StoredParameter> found) {
        if (!type.equals(PARAMETER)) {
            throw AwsFailure.of("InvalidResourceTypeException", "The resource type " + type + " is not served here.");
        }
        return found.orElseThrow(() -> AwsFailure.of(
                "InvalidResourceIdException",
                "The resource ID isn't valid. Verify that you entered the correct ID and try again."));
    }
}
