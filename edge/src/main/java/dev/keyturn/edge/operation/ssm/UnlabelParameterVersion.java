package dev.keyturn.edge.operation.ssm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ssm.model.UnlabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.UnlabelParameterVersionResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.parameter.Parameter;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.parameter.StoredParameter;
import dev.keyturn.state.store.Transaction;

/**
 * Takes labels off a version; those that it does not wear are listed as invalid.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UnlabelParameterVersion.html">
 *     UnlabelParameterVersion</a>
 */
final class UnlabelParameterVersion
        implements Change<UnlabelParameterVersionRequest, Optional<StoredParameter>, UnlabelParameterVersionResponse> {
    private static final Api<UnlabelParameterVersionRequest> API = new Api<>(
            "ssm",
            "UnlabelParameterVersion",
            UnlabelParameterVersionRequest.class,
            UnlabelParameterVersionRequest::builder);

    private final ParameterTargets targets;

    UnlabelParameterVersion(ParameterTargets targets) {
        this.targets = targets;
    }

    @Override
    public Api<UnlabelParameterVersionRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredParameter> resolve(UnlabelParameterVersionRequest request, Caller caller, Transaction tx) {
        return targets.find(request.name(), caller, tx);
    }

    @Override
    public Demand demand(UnlabelParameterVersionRequest request, Optional<StoredParameter> found, Caller caller) {
        return targets.demand(API, request.name(), found, caller);
    }

    @Override
    public UnlabelParameterVersionResponse perform(
            Authorized<UnlabelParameterVersionRequest, Optional<StoredParameter>> authorized, Transaction tx) {
        UnlabelParameterVersionRequest request = authorized.request();
        Parameter parameter = ParameterTargets.existing(request.name(), authorized.target());
        Parameters parameters = new Parameters(tx);
        long version = request.parameterVersion();
        if (parameters.version(parameter, version).isEmpty()) {
            throw ParameterTargets.noVersion(parameter, version);
        }
        Map<String, Long> worn = parameters.labels(parameter);
        List<String> removed = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String label : request.labels().stream().distinct().toList()) {
            boolean wears = worn.getOrDefault(label, 0L) == version;
            if (wears) {
                parameters.unlabel(parameter, label);
            }
            (wears ? removed : invalid).add(label);
        }
        return UnlabelParameterVersionResponse.builder()
                .removedLabels(removed)
                .invalidLabels(invalid)
                .build();
    }
}
