package dev.keyturn.edge.operation.ssm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryResponse;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.parameter.Parameter;
import dev.keyturn.state.parameter.ParameterPolicy;
import dev.keyturn.state.parameter.ParameterVersion;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * A parameter's versions with their values, oldest first.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html">
 *     GetParameterHistory</a>
 */
final class GetParameterHistory
        implements Read<GetParameterHistoryRequest, ParameterLookup, GetParameterHistoryResponse> {
    private static final Api<GetParameterHistoryRequest> API = new Api<>(
            "ssm", "GetParameterHistory", GetParameterHistoryRequest.class, GetParameterHistoryRequest::builder);
    private static final int MAX_LIMIT = 50;

    private final Store store;
    private final ParameterReader reader;
    private final ParameterAnswers answers;
    private final PageTokens pages;

    GetParameterHistory(Store store, ParameterReader reader, ParameterAnswers answers, PageTokens pages) {
        this.store = store;
        this.reader = reader;
        this.answers = answers;
        this.pages = pages;
    }

    @Override
    public Api<GetParameterHistoryRequest> api() {
        return API;
    }

    @Override
    public ParameterLookup resolve(GetParameterHistoryRequest request, Caller caller) {
        return reader.find(List.of(request.name()), caller).getFirst();
    }

    @Override
    public Demand demand(GetParameterHistoryRequest request, ParameterLookup lookup, Caller caller) {
        return reader.demand(API, List.of(lookup), caller);
    }

    @Override
    public GetParameterHistoryResponse perform(Authorized<GetParameterHistoryRequest, ParameterLookup> authorized) {
        GetParameterHistoryRequest request = authorized.request();
        ParameterReference reference = authorized.target().reference();
        reference.fault().ifPresent(fault -> {
            throw fault;
        });
        if (reference.selector().isPresent()) {
            throw ParameterNames.notFound(reference.given());
        }
        Parameter parameter = authorized
                .target()
                .stored()
                .orElseThrow(() -> ParameterNames.notFound(reference.given()))
                .parameter();
        String listing = "GetParameterHistory " + parameter.arnName();
        long after = NextToken.position(pages, authorized.account(), listing, request.nextToken())
                .map(Long::parseLong)
                .orElse(0L);
        int limit = request.maxResults() == null ? MAX_LIMIT : request.maxResults();
        boolean decrypt = Boolean.TRUE.equals(request.withDecryption());

        // One more than asked for tells whether there is a next page.
        List<ParameterHistory> found = store.read(tx -> histories(tx, parameter, after, limit + 1, decrypt));
        List<ParameterHistory> page = found.size() > limit ? found.subList(0, limit) : found;
        return GetParameterHistoryResponse.builder()
                .parameters(page)
                .nextToken(
                        found.size() > limit
                                ? pages.issue(
                                        authorized.account(),
                                        listing,
                                        page.getLast().version().toString())
                                : null)
                .build();
    }

    private List<ParameterHistory> histories(
            Transaction tx, Parameter parameter, long after, int limit, boolean decrypt) {
        Parameters all = new Parameters(tx);
        Map<String, Long> labels = all.labels(parameter);
        List<ParameterPolicy> policies = all.policies(parameter);
        List<ParameterHistory> histories = new ArrayList<>();
        for (ParameterVersion version : all.versions(parameter, after, limit)) {
            List<String> worn = labels.entrySet().stream()
                    .filter(label -> label.getValue() == version.number())
                    .map(Map.Entry::getKey)
                    .toList();
            histories.add(answers.history(parameter, version, worn, policies, decrypt));
        }
        return histories;
    }
}
