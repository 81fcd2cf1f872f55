package dev.keyturn.edge.operation.ssm;

import java.util.Map;
import java.util.Optional;

import dev.keyturn.state.parameter.ParameterVersion;
import dev.keyturn.state.parameter.StoredParameter;
import dev.keyturn.state.secret.StoredSecret;

/**
 * What a reference turned out to mean.
 *
 * @param selected the version that it selects, the latest when it selects none
 * @param secret of a reference to a secret, if there is that secret
 */
record ParameterLookup(
        ParameterReference reference,
        Optional<StoredParameter> stored,
        Optional<ParameterVersion> selected,
        Optional<StoredSecret> secret) {

    Map<String, String> tags() {
        return stored.map(StoredParameter::tags).orElse(Map.of());
    }
}
