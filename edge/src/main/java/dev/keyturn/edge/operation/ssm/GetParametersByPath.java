package dev.keyturn.edge.operation.ssm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.ssm.ParameterFilters.Candidate;
import dev.keyturn.state.parameter.Parameter;
import dev.keyturn.state.parameter.ParameterVersion;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.store.Store;

/**
 * Hands out the parameters under a level of a hierarchy. Who may read the level may read all that is below it, even
 * what another policy denies by its own name: so it is at AWS, and so it says there.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html">
 *     GetParametersByPath</a>
 */
final class GetParametersByPath implements Read<GetParametersByPathRequest, Nothing, GetParametersByPathResponse> {
    private static final Api<GetParametersByPathRequest> API = new Api<>(
            "ssm", "GetParametersByPath", GetParametersByPathRequest.class, GetParametersByPathRequest::builder);
    private static final int MAX_LIMIT = 10;

    private final Store store;
    private final ParameterNames names;
    private final ParameterAnswers answers;
    private final PageTokens pages;

    GetParametersByPath(Store store, ParameterNames names, ParameterAnswers answers, PageTokens pages) {
        this.store = store;
        this.names = names;
        this.answers = answers;
        this.pages = pages;
    }

    @Override
    public Api<GetParametersByPathRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GetParametersByPathRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    /** On the path without a slash at its end, so that a policy holds whichever way it is written. */
    @Override
    public Demand demand(GetParametersByPathRequest request, Nothing nothing, Caller caller) {
        String path = request.path().strip();
        String end = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String arn = names.arn(caller.account(), Parameter.arnName(end));
        return Demand.on(API.action(), arn)
                .with("ssm:Recursive", String.valueOf(recursive(request)))
                .recordedAs(ParameterNames.TYPE, arn);
    }

    private static boolean recursive(GetParametersByPathRequest request) {
        return Boolean.TRUE.equals(request.recursive());
    }

    @Override
    public GetParametersByPathResponse perform(Authorized<GetParametersByPathRequest, Nothing> authorized) {
        GetParametersByPathRequest request = authorized.request();
        String level = ParameterNames.level(request.path());
        Predicate<Candidate> filter = ParameterFilters.byPath(request.parameterFilters());
        Optional<Predicate<String>> labels = labels(request.parameterFilters());
        String listing = "GetParametersByPath /" + level + " " + recursive(request) + " " + request.parameterFilters();
        Optional<String> after = NextToken.position(pages, authorized.account(), listing, request.nextToken());
        int limit = request.maxResults() == null ? MAX_LIMIT : request.maxResults();

        ParameterPage<Found> page = store.read(tx -> {
            Parameters all = new Parameters(tx);
            return ParameterPage.of(
                    limit,
                    after,
                    (last, most) -> all.under(authorized.account(), level, recursive(request), last, most),
                    parameter -> filter.test(new Candidate(parameter, () -> all.tags(parameter)))
                            ? version(all, parameter, labels).map(version -> new Found(parameter, version))
                            : Optional.empty());
        });
        boolean decrypt = Boolean.TRUE.equals(request.withDecryption());
        return GetParametersByPathResponse.builder()
                .parameters(page.items().stream()
                        .map(found -> answers.parameter(found.parameter(), found.version(), decrypt)
                                .build())
                        .toList())
                .nextToken(page.next()
                        .map(last -> pages.issue(authorized.account(), listing, last))
                        .orElse(null))
                .build();
    }

    private static Optional<Predicate<String>> labels(List<ParameterStringFilter> filters) {
        return filters.stream()
                .filter(filter -> filter.key().equals("Label"))
                .findFirst()
                .map(ParameterFilters::label);
    }

    /** The latest one; of those with a label that is asked for, if one is. */
    private static Optional<ParameterVersion> version(
            Parameters all, Parameter parameter, Optional<Predicate<String>> labels) {
        if (labels.isEmpty()) {
            return Optional.of(parameter.latest());
        }
        return all.labels(parameter).entrySet().stream()
                .filter(label -> labels.get().test(label.getKey()))
                .map(Map.Entry::getValue)
                .max(Long::compare)
                .flatMap(number -> all.version(parameter, number));
    }

    private record Found(Parameter parameter, ParameterVersion version) {}
}
