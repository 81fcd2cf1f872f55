package dev.keyturn.edge.operation.ssm;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.store.Transaction;

/**
 * Hands out one parameter: one look at the store by key.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html">GetParameter</a>
 */
final class GetParameter implements Read<GetParameterRequest, ParameterLookup, GetParameterResponse> {
    private static final Api<GetParameterRequest> API =
            new Api<>("ssm", "GetParameter", GetParameterRequest.class, GetParameterRequest::builder);

    private final ParameterReader reader;

    GetParameter(ParameterReader reader) {
        this.reader = reader;
    }

    @Override
    public Api<GetParameterRequest> api() {
        return API;
    }

    @Override
    public ParameterLookup resolve(GetParameterRequest request, Caller caller) {
        return reader.find(List.of(request.name()), caller).getFirst();
    }

    @Override
    public Demand demand(GetParameterRequest request, ParameterLookup lookup, Caller caller) {
        return reader.demand(API, List.of(lookup), caller);
    }

    @Override
    public GetParameterResponse perform(Authorized<GetParameterRequest, ParameterLookup> authorized) {
        boolean withDecryption = Boolean.TRUE.equals(authorized.request().withDecryption());
        return GetParameterResponse.builder()
                .parameter(reader.answer(authorized.target(), withDecryption, authorized))
                .build();
    }

    @Override
    public List<Part> parts(Authorized<GetParameterRequest, ParameterLookup> authorized, GetParameterResponse answer) {
        return reader.parts(List.of(authorized.target()), authorized.caller());
    }

    @Override
    public Optional<Consumer<Transaction>> notes(
            Authorized<GetParameterRequest, ParameterLookup> authorized, GetParameterResponse answer) {
        return reader.notes(List.of(authorized.target()), authorized);
    }
}
