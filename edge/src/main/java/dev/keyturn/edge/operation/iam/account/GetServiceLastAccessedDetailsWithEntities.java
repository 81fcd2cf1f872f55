package dev.keyturn.edge.operation.iam.account;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.EntityDetails;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsWithEntitiesRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsWithEntitiesResponse;
import software.amazon.awssdk.services.iam.model.JobStatusType;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.identity.Reports.AccessReport;
import dev.keyturn.state.store.Store;

/**
 * Answers of a report on last accesses who called one service, and when.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetailsWithEntities.html">GetServiceLastAccessedDetailsWithEntities</a>
 */
final class GetServiceLastAccessedDetailsWithEntities
        implements Read<
                GetServiceLastAccessedDetailsWithEntitiesRequest,
                Nothing,
                GetServiceLastAccessedDetailsWithEntitiesResponse> {
    private static final Api<GetServiceLastAccessedDetailsWithEntitiesRequest> API = new Api<>(
            "iam",
            "GetServiceLastAccessedDetailsWithEntities",
            GetServiceLastAccessedDetailsWithEntitiesRequest.class,
            GetServiceLastAccessedDetailsWithEntitiesRequest::builder);

    private final Store store;
    private final LastUsed lastUsed;
    private final Marker marker;

    GetServiceLastAccessedDetailsWithEntities(Store store, LastUsed lastUsed, PageTokens tokens) {
        this.store = store;
        this.lastUsed = lastUsed;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<GetServiceLastAccessedDetailsWithEntitiesRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GetServiceLastAccessedDetailsWithEntitiesRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(GetServiceLastAccessedDetailsWithEntitiesRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public GetServiceLastAccessedDetailsWithEntitiesResponse perform(
            Authorized<GetServiceLastAccessedDetailsWithEntitiesRequest, Nothing> authorized) {
        GetServiceLastAccessedDetailsWithEntitiesRequest request = authorized.request();
        Caller caller = authorized.caller();
        int from =
                marker.position(request.marker(), caller).map(Integer::parseInt).orElse(0);
        lastUsed.flush();
        AccessReader reader = store.read(tx -> AccessReader.open(request.jobId(), caller, tx));
        AccessReport report = reader.report();
        List<EntityDetails> entities = reader.entities(request.serviceNamespace());
        int to = (int) Math.min(entities.size(), (long) from + Marker.limit(request.maxItems()));
        Optional<String> next = to < entities.size() ? Optional.of(Integer.toString(to)) : Optional.empty();
        return GetServiceLastAccessedDetailsWithEntitiesResponse.builder()
                .jobStatus(JobStatusType.COMPLETED)
                .jobCreationDate(report.created())
                .jobCompletionDate(report.created())
                .entityDetailsList(entities.subList(Math.min(from, to), to))
                .isTruncated(next.isPresent())
                .marker(marker.next(next, caller))
                .build();
    }
}
