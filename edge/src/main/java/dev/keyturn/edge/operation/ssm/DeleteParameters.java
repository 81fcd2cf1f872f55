package dev.keyturn.edge.operation.ssm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ssm.model.DeleteParametersRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;

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
 * Deletes up to ten parameters at once. Names that mean none are listed as invalid; to be denied one of them is to be
 * denied all.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html">
 *     DeleteParameters</a>
 */
final class DeleteParameters
        implements Change<DeleteParametersRequest, Map<String, Optional<StoredParameter>>, DeleteParametersResponse> {
    private static final Api<DeleteParametersRequest> API =
            new Api<>("ssm", "DeleteParameters", DeleteParametersRequest.class, DeleteParametersRequest::builder);

    private final ParameterTargets targets;

    DeleteParameters(ParameterTargets targets) {
        this.targets = targets;
    }

    @Override
    public Api<DeleteParametersRequest> api() {
        return API;
    }

    /** By name as given, in order; {@code /a} and {@code a} are one. */
    @Override
    public Map<String, Optional<StoredParameter>> resolve(
            DeleteParametersRequest request, Caller caller, Transaction tx) {
        Map<String, Optional<StoredParameter>> found = new LinkedHashMap<>();
        for (String name : request.names()) {
            found.put(name, targets.find(name, caller, tx));
        }
        return found;
    }

    @Override
    public Demand demand(DeleteParametersRequest request, Map<String, Optional<StoredParameter>> found, Caller caller) {
        List<Map.Entry<String, Optional<StoredParameter>>> all = List.copyOf(found.entrySet());
        Demand demand = demand(all.getFirst(), caller);
        for (Map.Entry<String, Optional<StoredParameter>> further : all.subList(1, all.size())) {
            Demand one = demand(further, caller);
            demand = demand.and(one)
                    .recordedAs(ParameterNames.TYPE, one.resource())
                    .recordedAs(ParameterNames.TYPE, further.getKey().strip());
        }
        return demand;
    }

    private Demand demand(Map.Entry<String, Optional<StoredParameter>> named, Caller caller) {
        return targets.demand(API, named.getKey(), named.getValue(), caller);
    }

    @Override
    public DeleteParametersResponse perform(
            Authorized<DeleteParametersRequest, Map<String, Optional<StoredParameter>>> authorized, Transaction tx) {
        Parameters parameters = new Parameters(tx);
        List<String> deleted = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        Set<String> gone = new HashSet<>();
        authorized.target().forEach((name, found) -> {
            // Under its second name a parameter is gone already.
            Optional<Parameter> there = found.map(StoredParameter::parameter).filter(one -> gone.add(one.arnName()));
            there.ifPresent(parameters::delete);
            (there.isPresent() ? deleted : invalid).add(name);
        });
        return DeleteParametersResponse.builder()
                .deletedParameters(deleted)
                .invalidParameters(invalid)
                .build();
    }
}
