package dev.keyturn.edge.operation.iam.account;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iam.model.GetCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GetCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.ReportFormatType;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.identity.Reports;
import dev.keyturn.state.store.Store;

/**
 * Answers the newest credential report while it is younger than four hours.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html">GetCredentialReport</a>
 */
final class GetCredentialReport implements Read<GetCredentialReportRequest, Nothing, GetCredentialReportResponse> {
    private static final Api<GetCredentialReportRequest> API = new Api<>(
            "iam", "GetCredentialReport", GetCredentialReportRequest.class, GetCredentialReportRequest::builder);

    private final Store store;

    GetCredentialReport(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetCredentialReportRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GetCredentialReportRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(GetCredentialReportRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public GetCredentialReportResponse perform(Authorized<GetCredentialReportRequest, Nothing> authorized) {
        Reports.CredentialReport report = store.read(tx -> new Reports(tx).credentials(authorized.account()))
                .orElseThrow(() -> AwsFailure.of(
                        "CredentialReportNotPresentException",
                        "The credential report does not exist. Use GenerateCredentialReport to create a new report."));
        if (!CredentialReport.fresh(
                report.created(), authorized.caller().origin().arrival())) {
            throw AwsFailure.of(
                    "CredentialReportExpiredException",
                    "The most recent credential report has expired. Use GenerateCredentialReport to create a new"
                            + " report.");
        }
        return GetCredentialReportResponse.builder()
                .content(SdkBytes.fromUtf8String(report.content()))
                .reportFormat(ReportFormatType.TEXT_CSV)
                .generatedTime(report.created())
                .build();
    }
}
