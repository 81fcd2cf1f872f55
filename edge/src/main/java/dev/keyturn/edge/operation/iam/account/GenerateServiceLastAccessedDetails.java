package dev.keyturn.edge.operation.iam.account;

import java.time.Duration;
import java.util.UUID;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.AccessAdvisorUsageGranularityType;
import software.amazon.awssdk.services.iam.model.GenerateServiceLastAccessedDetailsRequest;
import software.amazon.awssdk.services.iam.model.GenerateServiceLastAccessedDetailsResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.Entity;
import dev.keyturn.state.identity.Reports;
import dev.keyturn.state.identity.Reports.AccessReport;
import dev.keyturn.state.store.Transaction;

/**
 * Orders a report on when a user, group, role or policy was last used for which service. It is ready at once, and is
 * kept for a day.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html">GenerateServiceLastAccessedDetails</a>
 */
final class GenerateServiceLastAccessedDetails
        implements Change<
                GenerateServiceLastAccessedDetailsRequest, EntityByArn, GenerateServiceLastAccessedDetailsResponse> {
    private static final Api<GenerateServiceLastAccessedDetailsRequest> API = new Api<>(
            "iam",
            "GenerateServiceLastAccessedDetails",
            GenerateServiceLastAccessedDetailsRequest.class,
            GenerateServiceLastAccessedDetailsRequest::builder);

    private static final Duration KEPT = Duration.ofDays(1);

    private final RandomGenerator random;

    GenerateServiceLastAccessedDetails(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Api<GenerateServiceLastAccessedDetailsRequest> api() {
        return API;
    }

    @Override
    public EntityByArn resolve(GenerateServiceLastAccessedDetailsRequest request, Caller caller, Transaction tx) {
        return EntityByArn.resolve(request.arn(), caller, tx);
    }

    @Override
    public Demand demand(GenerateServiceLastAccessedDetailsRequest request, EntityByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GenerateServiceLastAccessedDetailsResponse perform(
            Authorized<GenerateServiceLastAccessedDetailsRequest, EntityByArn> authorized, Transaction tx) {
        Entity about = authorized.target().found();
        boolean byAction = authorized.request().granularity() == AccessAdvisorUsageGranularityType.ACTION_LEVEL;
        String id = id();
        new Reports(tx)
                .putAccess(
                        authorized.account(),
                        new AccessReport(id, about.arn(), byAction, tx.now()),
                        tx.now().minus(KEPT));
        return GenerateServiceLastAccessedDetailsResponse.builder().jobId(id).build();
    }

    /** A UUID of version 4. */
    private String id() {
        long high = random.nextLong() & ~0xf000L | 0x4000L;
        long low = random.nextLong() & Long.MAX_VALUE >>> 1 | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }
}
