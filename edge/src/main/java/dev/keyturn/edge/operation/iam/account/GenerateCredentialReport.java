package dev.keyturn.edge.operation.iam.account;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.ReportStateType;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.state.identity.Reports;
import dev.keyturn.state.store.Transaction;

/**
 * Makes a credential report, unless there is one that is younger than four hours. It is complete when the call is
 * answered, which says {@code STARTED} all the same, as AWS does of a new one.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html">GenerateCredentialReport</a>
 */
final class GenerateCredentialReport
        implements Change<GenerateCredentialReportRequest, Nothing, GenerateCredentialReportResponse> {
    private static final Api<GenerateCredentialReportRequest> API = new Api<>(
            "iam",
            "GenerateCredentialReport",
            GenerateCredentialReportRequest.class,
            GenerateCredentialReportRequest::builder);

    @Override
    public Api<GenerateCredentialReportRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GenerateCredentialReportRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(GenerateCredentialReportRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public GenerateCredentialReportResponse perform(
            Authorized<GenerateCredentialReportRequest, Nothing> authorized, Transaction tx) {
        Reports reports = new Reports(tx);
        Optional<Reports.CredentialReport> last = reports.credentials(authorized.account());
        if (last.filter(report -> CredentialReport.fresh(report.created(), tx.now()))
                .isPresent()) {
            return GenerateCredentialReportResponse.builder()
                    .state(ReportStateType.COMPLETE)
                    .build();
        }
        String content = CredentialReport.csv(CredentialRows.of(authorized.account(), tx));
        reports.putCredentials(authorized.account(), new Reports.CredentialReport(tx.now(), content));
        return GenerateCredentialReportResponse.builder()
                .state(ReportStateType.STARTED)
                .description(
                        last.isEmpty()
                                ? "No report exists. Starting a new report generation task"
                                : "The last report is older than 4 hours. Starting a new report generation task")
                .build();
    }
}
