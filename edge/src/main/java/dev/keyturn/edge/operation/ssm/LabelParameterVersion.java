package dev.keyturn.edge.operation.ssm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionResponse;

import dev.keyturn.edge.aws.AwsFailure;
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
 * Puts labels on a version, each taken from whatever version wears it. What cannot be a label is listed as invalid.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html">
 *     LabelParameterVersion</a>
 */
final class LabelParameterVersion
        implements Change<LabelParameterVersionRequest, Optional<StoredParameter>, LabelParameterVersionResponse> {
    private static final Api<LabelParameterVersionRequest> API = new Api<>(
            "ssm", "LabelParameterVersion", LabelParameterVersionRequest.class, LabelParameterVersionRequest::builder);
    private static final int MAX_LABELS = 10;

    private final ParameterTargets targets;

    LabelParameterVersion(ParameterTargets targets) {
        this.targets = targets;
    }

    @Override
    public Api<LabelParameterVersionRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredParameter> resolve(LabelParameterVersionRequest request, Caller caller, Transaction tx) {
        return targets.find(request.name(), caller, tx);
    }

    @Override
    public Demand demand(LabelParameterVersionRequest request, Optional<StoredParameter> found, Caller caller) {
        return targets.demand(API, request.name(), found, caller);
    }

    @Override
    public LabelParameterVersionResponse perform(
            Authorized<LabelParameterVersionRequest, Optional<StoredParameter>> authorized, Transaction tx) {
        LabelParameterVersionRequest request = authorized.request();
        Parameter parameter = ParameterTargets.existing(request.name(), authorized.target());
        Parameters parameters = new Parameters(tx);
        long version = request.parameterVersion() == null ? parameter.latest().number() : request.parameterVersion();
        if (parameters.version(parameter, version).isEmpty()) {
            throw ParameterTargets.noVersion(parameter, version);
        }
        List<String> labels = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        request.labels().stream().distinct().forEach(label -> (isValid(label) ? labels : invalid).add(label));
        requireWithinQuota(parameters.labels(parameter), version, labels);
        labels.forEach(label -> parameters.label(parameter, label, version));
        return LabelParameterVersionResponse.builder()
                .invalidLabels(invalid)
                .parameterVersion(version)
                .build();
    }

    private static boolean isValid(String label) {
        String folded = label.toLowerCase(Locale.ROOT);
        return label.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '.'
                                || c == '-'
                                || c == '_')
                && !(label.charAt(0) >= '0' && label.charAt(0) <= '9')
                && !folded.startsWith("aws")
                && !folded.startsWith("ssm");
    }

    private static void requireWithinQuota(Map<String, Long> worn, long version, List<String> more) {
        TreeSet<String> all = new TreeSet<>(more);
        worn.forEach((label, on) -> {
            if (on == version) {
                all.add(label);
            }
        });
        if (all.size() > MAX_LABELS) {
            throw AwsFailure.of(
                    "ParameterVersionLabelLimitExceededException",
                    "A parameter version can have maximum " + MAX_LABELS
                            + " labels. Move one or more labels to another version and try again.");
        }
    }
}
