package dev.keyturn.edge.operation.rds;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.rds.model.Filter;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.instance.DatabaseInstance;
import dev.keyturn.state.instance.DatabaseInstances;
import dev.keyturn.state.store.Store;

/**
 * The registered databases, by identifier.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html">
 *     DescribeDBInstances</a>
 */
final class DescribeDBInstances
        implements Read<DescribeDbInstancesRequest, Optional<DatabaseInstance>, DescribeDbInstancesResponse> {
    private static final Api<DescribeDbInstancesRequest> API = new Api<>(
            "rds", "DescribeDBInstances", DescribeDbInstancesRequest.class, DescribeDbInstancesRequest::builder);
    private static final int DEFAULT_LIMIT = 100;
    private static final int MIN_LIMIT = 20;

    private final Store store;
    private final InstanceIds ids;
    private final InstanceAnswer answer;
    private final PageTokens pages;

    DescribeDBInstances(Store store, InstanceIds ids, InstanceAnswer answer, PageTokens pages) {
        this.store = store;
        this.ids = ids;
        this.answer = answer;
        this.pages = pages;
    }

    @Override
    public Api<DescribeDbInstancesRequest> api() {
        return API;
    }

    @Override
    public Optional<DatabaseInstance> resolve(DescribeDbInstancesRequest request, Caller caller) {
        return Optional.ofNullable(request.dbInstanceIdentifier())
                .flatMap(id -> store.read(tx -> ids.find(id, caller.account(), tx)));
    }

    @Override
    public Demand demand(DescribeDbInstancesRequest request, Optional<DatabaseInstance> target, Caller caller) {
        String id = Optional.ofNullable(request.dbInstanceIdentifier()).orElse("*");
        return ids.demand(API, id, target, caller.account());
    }

    @Override
    public DescribeDbInstancesResponse perform(
            Authorized<DescribeDbInstancesRequest, Optional<DatabaseInstance>> authorized) {
        DescribeDbInstancesRequest request = authorized.request();
        Predicate<DatabaseInstance> filter =
                request.filters().stream().map(DescribeDBInstances::filter).reduce(_ -> true, Predicate::and);
        String account = authorized.account();
        if (request.dbInstanceIdentifier() != null) {
            DatabaseInstance found = InstanceIds.existing(request.dbInstanceIdentifier(), authorized.target());
            return page(filter.test(found) ? List.of(found) : List.of(), Optional.empty());
        }
        int limit = limit(request);
        String listing = "DescribeDBInstances " + request.filters();
        String after = position(account, listing, request);
        List<DatabaseInstance> all = store.read(tx -> new DatabaseInstances(tx).list(account, after)).stream()
                .filter(filter)
                .limit(limit + 1L)
                .toList();
        if (all.size() <= limit) {
            return page(all, Optional.empty());
        }
        List<DatabaseInstance> first = all.subList(0, limit);
        return page(
                first, Optional.of(pages.issue(account, listing, first.getLast().identifier())));
    }

    private String position(String account, String listing, DescribeDbInstancesRequest request) {
        if (request.marker() == null || request.marker().isEmpty()) {
            return "";
        }
        return pages.position(account, listing, request.marker())
                .orElseThrow(() -> invalid("Invalid value for Marker."));
    }

    private static int limit(DescribeDbInstancesRequest request) {
        int limit = request.maxRecords() == null ? DEFAULT_LIMIT : request.maxRecords();
        if (limit < MIN_LIMIT || limit > DEFAULT_LIMIT) {
            throw invalid("Invalid value " + limit + " for MaxRecords. Must be between " + MIN_LIMIT + " and "
                    + DEFAULT_LIMIT);
        }
        return limit;
    }

    private static Predicate<DatabaseInstance> filter(Filter filter) {
        List<String> values = filter.values();
        return switch (filter.name()) {
            case "db-instance-id" ->
                instance -> values.stream()
                        .map(id -> id.substring(id.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT))
                        .anyMatch(instance.identifier()::equals);
            case "dbi-resource-id" -> instance -> values.contains(instance.resourceId());
            case "engine" -> instance -> values.contains(instance.engineName());
            // None is in a cluster or a domain.
            case "db-cluster-id", "domain" -> _ -> false;
            // An open set: text.
            default -> throw invalid("Unrecognized filter name: " + filter.name());
        };
    }

    private static AwsFailure invalid(String message) {
        return AwsFailure.of(CommonError.INVALID_PARAMETER_VALUE, message);
    }

    private DescribeDbInstancesResponse page(List<DatabaseInstance> instances, Optional<String> marker) {
        return store.read(tx -> DescribeDbInstancesResponse.builder()
                .dbInstances(instances.stream()
                        .map(instance -> answer.of(instance, tx))
                        .toList())
                .marker(marker.orElse(null))
                .build());
    }
}
