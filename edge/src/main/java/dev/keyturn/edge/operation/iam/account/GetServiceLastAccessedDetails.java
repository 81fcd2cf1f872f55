package dev.keyturn.edge.operation.iam.account;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AccessAdvisorUsageGranularityType;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsResponse;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.iam.model.ServiceLastAccessed;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Reports.AccessReport;
import dev.keyturn.state.store.Store;

/**
 * Answers a report on last accesses: services, or their actions too.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html">GetServiceLastAccessedDetails</a>
 */
final class GetServiceLastAccessedDetails
        implements Read<GetServiceLastAccessedDetailsRequest, Nothing, GetServiceLastAccessedDetailsResponse> {
    private static final Api<GetServiceLastAccessedDetailsRequest> API = new Api<>(
            "iam",
            "GetServiceLastAccessedDetails",
            GetServiceLastAccessedDetailsRequest.class,
            GetServiceLastAccessedDetailsRequest::builder);

    private final Store store;
    private final LastUsed lastUsed;
    private final Marker marker;

    GetServiceLastAccessedDetails(Store store, LastUsed lastUsed, PageTokens tokens) {
        this.store = store;
        this.lastUsed = lastUsed;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<GetServiceLastAccessedDetailsRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GetServiceLastAccessedDetailsRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(GetServiceLastAccessedDetailsRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public GetServiceLastAccessedDetailsResponse perform(
            Authorized<GetServiceLastAccessedDetailsRequest, Nothing> authorized) {
        GetServiceLastAccessedDetailsRequest request = authorized.request();
        Caller caller = authorized.caller();
        Optional<String> after = marker.position(request.marker(), caller);
        lastUsed.flush();
        AccessReader reader = store.read(tx -> AccessReader.open(request.jobId(), caller, tx));
        AccessReport report = reader.report();
        Page<ServiceLastAccessed> page = Page.of(
                reader.services().stream()
                        .filter(service ->
                                after.isEmpty() || service.serviceNamespace().compareTo(after.get()) > 0)
                        .toList(),
                Marker.limit(request.maxItems()),
                ServiceLastAccessed::serviceNamespace);
        return GetServiceLastAccessedDetailsResponse.builder()
                .jobStatus(JobStatusType.COMPLETED)
                .jobCreationDate(report.created())
                .jobCompletionDate(report.created())
                .jobType(
                        report.byAction()
                                ? AccessAdvisorUsageGranularityType.ACTION_LEVEL
                                : AccessAdvisorUsageGranularityType.SERVICE_LEVEL)
                .servicesLastAccessed(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
