package dev.keyturn.edge.operation.ssm;

import java.util.Map;
import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.state.parameter.Parameter;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.parameter.StoredParameter;
import dev.keyturn.state.store.Transaction;

/** The one parameter that a change is about, by its name: an ARN is none. */
final class ParameterTargets {
    private final ParameterNames names;

    ParameterTargets(ParameterNames names) {
        this.names = names;
    }

    Optional<StoredParameter> find(String name, Caller caller, Transaction tx) {
        return new Parameters(tx).find(caller.account(), Parameter.arnName(name.strip()));
    }

    Demand demand(Api<?> api, String name, Optional<StoredParameter> found, Caller caller) {
        return names.demand(api, name.strip(), found.map(StoredParameter::tags).orElse(Map.of()), caller);
    }

    /** @throws AwsFailure when there is none, or no parameter can be called so */
    static Parameter existing(String name, Optional<StoredParameter> found) {
        return found.map(StoredParameter::parameter).orElseThrow(() -> {
            ParameterNames.requireWellFormed(name.strip());
            return ParameterNames.notFound(name.strip());
        });
    }

    static AwsFailure noVersion(Parameter parameter, long version) {
        return AwsFailure.of(
                "ParameterVersionNotFoundException",
                "Systems Manager could not find version " + version + " of " + parameter.name()
                        + ". Verify the version and try again.");
    }
}
