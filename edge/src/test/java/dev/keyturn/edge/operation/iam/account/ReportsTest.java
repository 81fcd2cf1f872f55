package dev.keyturn.edge.operation.iam.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.GetCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.ReportFormatType;
import software.amazon.awssdk.services.iam.model.ReportStateType;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.edge.operation.OnInProcessServer;

/** GenerateCredentialReport and GetCredentialReport. */
final class ReportsTest extends OnInProcessServer {
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    @Override
    protected InProcessServer start(Path folder) {
        return new InProcessServer(folder, () -> now);
    }

    @Test
    void aReportTellsOfRootAndEveryUser() {
        iam.createUser(r -> r.userName("bob").path("/ops/"));
        iam.createAccessKey(r -> r.userName("bob"));

        GenerateCredentialReportResponse started = iam.generateCredentialReport();
        GetCredentialReportResponse report = iam.getCredentialReport();

        assertThat(started.state()).isEqualTo(ReportStateType.STARTED);
        assertThat(started.description()).isEqualTo("No report exists. Starting a new report generation task");
        assertThat(report.reportFormat()).isEqualTo(ReportFormatType.TEXT_CSV);
        assertThat(report.generatedTime()).isEqualTo(now);
        assertThat(report.content().asUtf8String().lines().skip(1))
                .satisfiesExactly(
                        root -> assertThat(root)
                                .startsWith("<root_account>,arn:aws:iam::" + ACCOUNT
                                        + ":root,2026-11-24T10:00:00+00:00,not_supported,"),
                        bob -> assertThat(bob)
                                .isEqualTo("bob," + userArn("ops/bob")
                                        + ",2026-11-24T10:00:00+00:00,false,N/A,N/A,N/A,false,true,"
                                        + "2026-11-24T10:00:00+00:00,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,"
                                        + "false,N/A"));
    }

    @Test
    void aPasswordAndItsExpiryAreTold() {
        iam.createUser(r -> r.userName("bob"));
        iam.createLoginProfile(r -> r.userName("bob").password("A-long-Passphrase-0f-bob's"));
        iam.updateAccountPasswordPolicy(r -> r.maxPasswordAge(90));

        iam.generateCredentialReport();

        assertThat(iam.getCredentialReport().content().asUtf8String())
                .contains("bob," + userArn("bob")
                        + ",2026-11-24T10:00:00+00:00,true,no_information,2026-11-24T10:00:00+00:00,"
                        + "2027-02-22T10:00:00+00:00,false,");
    }

    @Test
    void aReportIsMadeOnceInFourHours() {
        iam.generateCredentialReport();
        now = now.plus(Duration.ofHours(4)).minusSeconds(1);
        iam.createUser(r -> r.userName("bob"));

        assertThat(iam.generateCredentialReport().state()).isEqualTo(ReportStateType.COMPLETE);
        assertThat(iam.getCredentialReport().content().asUtf8String()).doesNotContain("bob");
        now = now.plusSeconds(1);
        assertThat(iam.generateCredentialReport().state()).isEqualTo(ReportStateType.STARTED);
        assertThat(iam.getCredentialReport().content().asUtf8String()).contains("bob");
    }

    @Test
    void anOldReportHasExpired() {
        iam.generateCredentialReport();
        now = now.plus(Duration.ofHours(4));

        assertRefused(
                () -> iam.getCredentialReport(),
                "ReportExpired",
                "The most recent credential report has expired. Use GenerateCredentialReport to create a new report.");
    }

    @Test
    void anAbsentReportIsNotPresent() {
        assertRefused(
                () -> iam.getCredentialReport(),
                "ReportNotPresent",
                "The credential report does not exist. Use GenerateCredentialReport to create a new report.");
    }
}
