package dev.keyturn.edge.operation.ssm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.store.Transaction;

/**
 * Hands out up to ten parameters, in the order of their names. What cannot be answered is listed as invalid; to be
 * denied one of them is to be denied all.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html">
 *     GetParameters</a>
 */
final class GetParameters implements Read<GetParametersRequest, List<ParameterLookup>, GetParametersResponse> {
    private static final Api<GetParametersRequest> API =
            new Api<>("ssm", "GetParameters", GetParametersRequest.class, GetParametersRequest::builder);

    private final ParameterReader reader;

    GetParameters(ParameterReader reader) {
        this.reader = reader;
    }

    @Override
    public Api<GetParametersRequest> api() {
        return API;
    }

    @Override
    public List<ParameterLookup> resolve(GetParametersRequest request, Caller caller) {
        return reader.find(request.names().stream().distinct().toList(), caller);
    }

    @Override
    public Demand demand(GetParametersRequest request, List<ParameterLookup> lookups, Caller caller) {
        return reader.demand(API, lookups, caller);
    }

    @Override
    public GetParametersResponse perform(Authorized<GetParametersRequest, List<ParameterLookup>> authorized) {
        boolean withDecryption = Boolean.TRUE.equals(authorized.request().withDecryption());
        List<Parameter> found = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (ParameterLookup lookup : authorized.target()) {
            try {
                found.add(reader.answer(lookup, withDecryption, authorized));
            } catch (AwsFailure _) {
                invalid.add(lookup.reference().given());
            }
        }
        found.sort(Comparator.comparing(Parameter::name));
        return GetParametersResponse.builder()
                .parameters(found)
                .invalidParameters(invalid)
                .build();
    }

    @Override
    public List<Part> parts(
            Authorized<GetParametersRequest, List<ParameterLookup>> authorized, GetParametersResponse answer) {
        return reader.parts(answered(authorized, answer), authorized.caller());
    }

    @Override
    public Optional<Consumer<Transaction>> notes(
            Authorized<GetParametersRequest, List<ParameterLookup>> authorized, GetParametersResponse answer) {
        return reader.notes(answered(authorized, answer), authorized);
    }

    private static List<ParameterLookup> answered(
            Authorized<GetParametersRequest, List<ParameterLookup>> authorized, GetParametersResponse answer) {
        return authorized.target().stream()
                .filter(lookup ->
                        !answer.invalidParameters().contains(lookup.reference().given()))
                .toList();
    }
}
