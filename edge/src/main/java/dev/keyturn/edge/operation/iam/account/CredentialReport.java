package dev.keyturn.edge.operation.iam.account;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.keyturn.state.identity.LastUses;

/**
 * A credential report as AWS writes one: CSV with a line for the root user and one for each IAM user.
 *
 * <p>A field that a spreadsheet would take for a formula, since user names may begin with {@code =}, {@code +},
 * {@code -} or {@code @}, begins with an apostrophe, and one with a comma or a quote stands in quotes.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html">Generate credential
 *     reports for your AWS account</a>
 */
final class CredentialReport {
    /** How long a report is given out, and how long no new one is made. */
    private static final Duration FRESH = Duration.ofHours(4);

    private static final String HEADER = "user,arn,user_creation_time,password_enabled,password_last_used,"
            + "password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
            + "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
            + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
            + "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,"
            + "cert_2_active,cert_2_last_rotated";
    private static final String NONE = "N/A";
    private static final String NOT_SUPPORTED = "not_supported";
    private static final DateTimeFormatter ISO_8601 =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss+00:00").withZone(ZoneOffset.UTC);

    private CredentialReport() {}

    /**
     * One line.
     *
     * @param user {@code <root_account>} for the root user
     * @param password empty for a user without one
     * @param keys the oldest first; what is beyond the second has no place in a report
     */
    record Row(
            String user,
            String arn,
            Instant created,
            boolean root,
            Optional<Password> password,
            boolean mfa,
            List<Key> keys) {
        Row {
            keys = List.copyOf(keys);
        }
    }

    /** @param nextRotation when it expires, if passwords do */
    record Password(Optional<Instant> lastUsed, Instant lastChanged, Optional<Instant> nextRotation) {}

    record Key(boolean active, Instant lastRotated, Optional<LastUses.OfKey> lastUse) {}

    static boolean fresh(Instant created, Instant now) {
        return now.isBefore(created.plus(FRESH));
    }

    static String csv(List<Row> rows) {
        StringBuilder csv = new StringBuilder(HEADER);
        for (Row row : rows) {
            csv.append('\n')
                    .append(fields(row).stream().map(CredentialReport::field).collect(Collectors.joining(",")));
        }
        return csv.toString();
    }

    private static List<String> fields(Row row) {
        List<String> fields = new ArrayList<>(List.of(row.user(), row.arn(), time(row.created())));
        fields.addAll(passwordFields(row));
        fields.add(Boolean.toString(row.mfa()));
        for (int i = 0; i < 2; i++) {
            fields.addAll(row.keys().size() > i ? keyFields(row.keys().get(i)) : keyFields());
        }
        // Signing certificates are not served here.
        fields.addAll(List.of("false", NONE, "false", NONE));
        return fields;
    }

    private static List<String> passwordFields(Row row) {
        if (row.root()) {
            String used = row.password()
                    .flatMap(Password::lastUsed)
                    .map(CredentialReport::time)
                    .orElse("no_information");
            return List.of(NOT_SUPPORTED, used, NOT_SUPPORTED, NOT_SUPPORTED);
        }
        return row.password()
                .map(password -> List.of(
                        "true",
                        password.lastUsed().map(CredentialReport::time).orElse("no_information"),
                        time(password.lastChanged()),
                        password.nextRotation().map(CredentialReport::time).orElse(NONE)))
                .orElse(List.of("false", NONE, NONE, NONE));
    }

    private static List<String> keyFields(Key key) {
        return List.of(
                Boolean.toString(key.active()),
                time(key.lastRotated()),
                key.lastUse().map(use -> time(use.at())).orElse(NONE),
                key.lastUse().map(LastUses.OfKey::region).orElse(NONE),
                key.lastUse().map(LastUses.OfKey::service).orElse(NONE));
    }

    private static List<String> keyFields() {
        return List.of("false", NONE, NONE, NONE, NONE);
    }

    private static String time(Instant instant) {
        return ISO_8601.format(instant);
    }

    private static String field(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("[^\",\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
