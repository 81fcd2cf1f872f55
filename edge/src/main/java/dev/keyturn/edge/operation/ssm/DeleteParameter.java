package dev.keyturn.edge.operation.ssm;

import java.util.Optional;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.parameter.StoredParameter;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes a parameter at once, with all its versions.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html">
 *     DeleteParameter</a>
 */
final class DeleteParameter
        implements Change<DeleteParameterRequest, Optional<StoredParameter>, DeleteParameterResponse> {
    private static final Api<DeleteParameterRequest> API =
            new Api<>("ssm", "DeleteParameter", DeleteParameterRequest.class, DeleteParameterRequest::builder);

    private final ParameterTargets targets;

    DeleteParameter(ParameterTargets targets) {
        this.targets = targets;
    }

    @Override
    public Api<DeleteParameterRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredParameter> resolve(DeleteParameterRequest request, Caller caller, Transaction tx) {
        return targets.find(request.name(), caller, tx);
    }

    @Override
    public Demand demand(DeleteParameterRequest request, Optional<StoredParameter> found, Caller caller) {
        return targets.demand(API, request.name(), found, caller);
    }

    @Override
    public DeleteParameterResponse perform(
            Authorized<DeleteParameterRequest, Optional<StoredParameter>> authorized, Transaction tx) {
        new Parameters(tx).delete(ParameterTargets.existing(authorized.request().name(), authorized.target()));
        return DeleteParameterResponse.builder().build();
    }
}
