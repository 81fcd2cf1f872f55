package dev.keyturn.edge.operation.ssm;

import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ssm.model.DescribeParametersRequest;
import software.amazon.awssdk.services.ssm.model.DescribeParametersResponse;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.ssm.ParameterFilters.Candidate;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.store.Store;

/**
 * Lists parameters without their values. None is shared with another account here, so those that are shared are none.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html">
 *     DescribeParameters</a>
 */
final class DescribeParameters implements Read<DescribeParametersRequest, Nothing, DescribeParametersResponse> {
    private static final Api<DescribeParametersRequest> API =
            new Api<>("ssm", "DescribeParameters", DescribeParametersRequest.class, DescribeParametersRequest::builder);
    private static final int MAX_LIMIT = 50;

    private final Store store;
    private final ParameterAnswers answers;
    private final PageTokens pages;

    DescribeParameters(Store store, ParameterAnswers answers, PageTokens pages) {
        this.store = store;
        this.answers = answers;
        this.pages = pages;
    }

    @Override
    public Api<DescribeParametersRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(DescribeParametersRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(DescribeParametersRequest request, Nothing nothing, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public DescribeParametersResponse perform(Authorized<DescribeParametersRequest, Nothing> authorized) {
        DescribeParametersRequest request = authorized.request();
        Predicate<Candidate> filter = filter(request);
        String listing = "DescribeParameters " + request.filters() + " " + request.parameterFilters();
        Optional<String> after = NextToken.position(pages, authorized.account(), listing, request.nextToken());
        if (Boolean.TRUE.equals(request.shared())) {
            return DescribeParametersResponse.builder().build();
        }
        int limit = request.maxResults() == null ? MAX_LIMIT : request.maxResults();
        ParameterPage<ParameterMetadata> page = store.read(tx -> {
            Parameters all = new Parameters(tx);
            return ParameterPage.of(
                    limit,
                    after,
                    (last, most) -> all.list(authorized.account(), last, most),
                    parameter -> filter.test(new Candidate(parameter, () -> all.tags(parameter)))
                            ? Optional.of(answers.metadata(parameter, all.policies(parameter)))
                            : Optional.empty());
        });
        return DescribeParametersResponse.builder()
                .parameters(page.items())
                .nextToken(page.next()
                        .map(last -> pages.issue(authorized.account(), listing, last))
                        .orElse(null))
                .build();
    }

    private static Predicate<Candidate> filter(DescribeParametersRequest request) {
        if (!request.filters().isEmpty() && !request.parameterFilters().isEmpty()) {
            throw ParameterNames.invalid("You can use either Filters or ParameterFilters in a single request.");
        }
        return ParameterFilters.old(request.filters()).and(ParameterFilters.describing(request.parameterFilters()));
    }
}
