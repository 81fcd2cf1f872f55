package dev.keyturn.state.rotation.policy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.store.Transaction;

/** Every secret that may be under a policy, read with two queries however many there are. */
final class Governables {
    private Governables() {}

    /** By account and name. */
    static List<Governable> all(Transaction tx) {
        Map<String, Map<String, String>> tags = new HashMap<>();
        tx.sql()
                .createQuery("SELECT arn, tag_key, tag_value FROM secret_tag")
                .map(row -> tags.computeIfAbsent(row.getColumn("arn", String.class), _ -> new HashMap<>())
                        .put(row.getColumn("tag_key", String.class), row.getColumn("tag_value", String.class)))
                .list();
        return tx.sql().createQuery("""
                        SELECT s.arn, s.name, a.name AS account_name, s.rotation_enabled, s.rotation_function,
                            s.rotation_schedule, s.rotation_days, s.rotation_window, s.last_rotated, s.next_rotation
                        FROM secret s LEFT JOIN account a ON a.account_id = s.account_id
                        WHERE s.deleted_at IS NULL AND s.owning_service IS NULL
                        ORDER BY s.account_id, s.name""").map(row -> governable(row, tags)).list();
    }

    private static Governable governable(RowView row, Map<String, Map<String, String>> tags) {
        String arn = row.getColumn("arn", String.class);
        Optional<RotationSettings> settings = text(row, "rotation_function")
                .map(function -> new RotationSettings(
                        Boolean.TRUE.equals(row.getColumn("rotation_enabled", Boolean.class)),
                        function,
                        text(row, "rotation_schedule"),
                        Optional.ofNullable(row.getColumn("rotation_days", Integer.class)),
                        text(row, "rotation_window"),
                        instant(row, "last_rotated"),
                        instant(row, "next_rotation")));
        return new Governable(
                Arn.parse(arn),
                text(row, "account_name").orElse(""),
                row.getColumn("name", String.class),
                tags.getOrDefault(arn, Map.of()),
                settings);
    }

    private static Optional<String> text(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, String.class));
    }

    private static Optional<Instant> instant(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, Long.class)).map(Instant::ofEpochMilli);
    }
}
