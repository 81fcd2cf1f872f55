package dev.keyturn.edge.operation.iam.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.keyturn.edge.operation.iam.account.CredentialReport.Key;
import dev.keyturn.edge.operation.iam.account.CredentialReport.Password;
import dev.keyturn.edge.operation.iam.account.CredentialReport.Row;
import dev.keyturn.state.identity.LastUses;

final class CredentialReportTest {
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678Z");

    /** As AWS's own documentation has them. */
    @Test
    void theHeaderIsAwss() {
        assertThat(CredentialReport.csv(List.of()))
                .isEqualTo("user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
                        + "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
                        + "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
                        + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
                        + "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
                        + "cert_1_last_rotated,cert_2_active,cert_2_last_rotated");
    }

    @Test
    void aUserWithNothingHasNothing() {
        assertThat(line(new Row("bob", "arn", CREATED, false, Optional.empty(), false, List.of())))
                .isEqualTo("bob,arn,2026-01-02T03:04:05+00:00,false,N/A,N/A,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,"
                        + "N/A,N/A,N/A,false,N/A,false,N/A");
    }

    @Test
    void aUserWithEverythingHasEverything() {
        Password password = new Password(Optional.empty(), CREATED, Optional.of(CREATED.plus(Duration.ofDays(90))));
        Key used = new Key(
                true,
                CREATED,
                Optional.of(new LastUses.OfKey(CREATED.plusSeconds(60), "secretsmanager", "eu-central-1")));
        Key unused = new Key(false, CREATED, Optional.empty());

        assertThat(line(new Row("bob", "arn", CREATED, false, Optional.of(password), true, List.of(used, unused))))
                .isEqualTo("bob,arn,2026-01-02T03:04:05+00:00,true,no_information,2026-01-02T03:04:05+00:00,"
                        + "2026-04-02T03:04:05+00:00,true,true,2026-01-02T03:04:05+00:00,2026-01-02T03:05:05+00:00,"
                        + "eu-central-1,secretsmanager,false,2026-01-02T03:04:05+00:00,N/A,N/A,N/A,false,N/A,false,"
                        + "N/A");
    }

    @Test
    void rootsPasswordIsNotSupported() {
        assertThat(line(new Row("<root_account>", "arn", CREATED, true, Optional.empty(), false, List.of())))
                .startsWith("<root_account>,arn,2026-01-02T03:04:05+00:00,not_supported,no_information,not_supported,"
                        + "not_supported,false,");
    }

    /** Threat 54: user names may begin so. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "=cmd | '=cmd",
                "+1 | '+1",
                "-1 | '-1",
                "@sum | '@sum",
                "a,b | \"a,b\"",
                "=a,b | \"'=a,b\"",
                "a=b | a=b"
            })
    void noFieldIsAFormulaAndNoneBreaksTheLine(String name, String field) {
        assertThat(line(new Row(name, "arn", CREATED, false, Optional.empty(), false, List.of())))
                .startsWith(field + ",arn,");
    }

    private static String line(Row row) {
        return CredentialReport.csv(List.of(row)).split("\n", -1)[1];
    }
}
