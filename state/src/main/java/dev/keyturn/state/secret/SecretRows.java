package dev.keyturn.state.secret;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.store.Transaction;

/** Secrets as rows: how they are read whole, and how their metadata is replaced. */
final class SecretRows {
    private static final String SELECT = """
            SELECT account_id, arn, name, description, kms_key_id, created_at, last_changed, last_accessed, deleted_at,
                deletion_date, rotation_enabled, rotation_function, rotation_schedule, rotation_days,
                rotation_window, last_rotated, next_rotation, resource_policy, owning_service,
                primary_region
            FROM secret
            """;

    private final Transaction tx;

    SecretRows(Transaction tx) {
        this.tx = tx;
    }

    Optional<StoredSecret> byName(String account, String name) {
        return whole(tx.sql()
                        .createQuery(SELECT + "WHERE account_id = :account AND name = :name")
                        .bind("account", account)
                        .bind("name", name))
                .stream()
                .findFirst();
    }

    Optional<StoredSecret> byArn(String account, String arn) {
        return whole(tx.sql()
                        .createQuery(SELECT + "WHERE account_id = :account AND arn = :arn")
                        .bind("account", account)
                        .bind("arn", arn))
                .stream()
                .findFirst();
    }

    List<ListedSecret> list(String account, Optional<Arn> after, int limit, boolean newestFirst) {
        String beyond = newestFirst ? "<" : ">";
        String order = newestFirst ? "DESC" : "ASC";
        Query query = after.map(arn -> tx.sql()
                        .createQuery(SELECT + """
                                WHERE account_id = :account AND (created_at %1$s :created
                                    OR created_at = :created AND arn %1$s :arn)
                                ORDER BY created_at %2$s, arn %2$s LIMIT :limit""".formatted(beyond, order))
                        .bind("created", created(account, arn))
                        .bind("arn", arn.toString()))
                .orElseGet(() -> tx.sql().createQuery(SELECT + """
                                WHERE account_id = :account
                                ORDER BY created_at %1$s, arn %1$s LIMIT :limit""".formatted(order)));
        return listed(account, query.bind("account", account).bind("limit", limit));
    }

    List<StoredSecret> destroyable(Instant now, int limit) {
        return whole(tx.sql()
                .createQuery(SELECT + "WHERE deletion_date <= :now ORDER BY deletion_date, arn LIMIT :limit")
                .bind("now", now.toEpochMilli())
                .bind("limit", limit));
    }

    void replaceMetadata(Secret secret) {
        Optional<RotationSettings> rotation = secret.rotation();
        int replaced = bindId(tx.sql().createUpdate("""
                                UPDATE secret SET description = :description, kms_key_id = :key, created_at = :created,
                                    last_changed = :changed, last_accessed = :accessed, deleted_at = :deletedAt,
                                    deletion_date = :deletionDate, rotation_enabled = :enabled,
                                    rotation_function = :function, rotation_schedule = :schedule,
                                    rotation_days = :days, rotation_window = :window, last_rotated = :lastRotated,
                                    next_rotation = :nextRotation
                                WHERE account_id = :account AND arn = :arn"""), secret)
                .bind("description", secret.description().orElse(null))
                .bind("key", secret.kmsKeyId().orElse(null))
                .bind("created", secret.created().toEpochMilli())
                .bind("changed", secret.lastChanged().toEpochMilli())
                .bind(
                        "accessed",
                        secret.lastAccessed().map(Instant::toEpochMilli).orElse(null))
                .bind("deletedAt", secret.deletedAt().map(Instant::toEpochMilli).orElse(null))
                .bind(
                        "deletionDate",
                        secret.deletionDate().map(Instant::toEpochMilli).orElse(null))
                .bind("enabled", rotation.map(RotationSettings::enabled).orElse(null))
                .bind("function", rotation.map(RotationSettings::functionArn).orElse(null))
                .bind("schedule", rotation.flatMap(RotationSettings::schedule).orElse(null))
                .bind(
                        "days",
                        rotation.flatMap(RotationSettings::automaticallyAfterDays)
                                .orElse(null))
                .bind("window", rotation.flatMap(RotationSettings::window).orElse(null))
                .bind(
                        "lastRotated",
                        rotation.flatMap(RotationSettings::lastRotated)
                                .map(Instant::toEpochMilli)
                                .orElse(null))
                .bind(
                        "nextRotation",
                        rotation.flatMap(RotationSettings::nextRotation)
                                .map(Instant::toEpochMilli)
                                .orElse(null))
                .execute();
        if (replaced != 1) {
            throw new NoSuchElementException("the secret `" + secret.arn() + "` does not exist any more");
        }
    }

    void replaceTags(Secret secret) {
        bindId(tx.sql().createUpdate("DELETE FROM secret_tag WHERE account_id = :account AND arn = :arn"), secret)
                .execute();
        secret.tags()
                .forEach((key, value) -> bindId(tx.sql().createUpdate("""
                                INSERT INTO secret_tag (account_id, arn, tag_key, tag_value)
                                VALUES (:account, :arn, :key, :value)"""), secret)
                        .bind("key", key)
                        .bind("value", value)
                        .execute());
    }

    private static <S extends SqlStatement<S>> S bindId(S statement, Secret secret) {
        return statement
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString());
    }

    private long created(String account, Arn arn) {
        return tx.sql()
                .createQuery("SELECT created_at FROM secret WHERE account_id = :account AND arn = :arn")
                .bind("account", account)
                .bind("arn", arn.toString())
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> new NoSuchElementException("the secret `" + arn + "` does not exist any more"));
    }

    private List<StoredSecret> whole(Query secrets) {
        List<StoredSecret> whole = new ArrayList<>();
        for (Row row : secrets.map(SecretRows::row).list()) {
            Labelled labelled = labelled(row.bare().account(), List.of(row));
            whole.add(new StoredSecret(
                    labelled.tagged(row),
                    versions(row.bare(), labelled.stages(row)),
                    row.policy().map(ResourcePolicy::of),
                    row.owner(),
                    labelled.replication(row)));
        }
        return whole;
    }

    /** Without values, and with one query each for all their tags and labels: many are looked at for few answered. */
    private List<ListedSecret> listed(String account, Query secrets) {
        List<Row> rows = secrets.map(SecretRows::row).list();
        if (rows.isEmpty()) {
            return List.of();
        }
        Labelled labelled = labelled(account, rows);
        return rows.stream()
                .map(row -> new ListedSecret(
                        labelled.tagged(row), labelled.stages(row), row.owner(), labelled.replication(row)))
                .toList();
    }

    private Labelled labelled(String account, List<Row> rows) {
        List<String> arns =
                rows.stream().map(row -> row.bare().arn().toString()).toList();
        Labelled labelled = new Labelled(new HashMap<>(), new HashMap<>(), new Replicas(tx).of(account, arns));
        tx.sql()
                .createQuery("""
                        SELECT arn, tag_key, tag_value FROM secret_tag
                        WHERE account_id = :account AND arn IN (<arns>)""")
                .bind("account", account)
                .bindList("arns", arns)
                .map(row -> labelled.tag(
                        row.getColumn("arn", String.class),
                        row.getColumn("tag_key", String.class),
                        row.getColumn("tag_value", String.class)))
                .list();
        tx.sql()
                .createQuery("""
                        SELECT arn, version_id, stage FROM secret_stage
                        WHERE account_id = :account AND arn IN (<arns>)""")
                .bind("account", account)
                .bindList("arns", arns)
                .map(row -> labelled.stage(
                        row.getColumn("arn", String.class),
                        row.getColumn("version_id", String.class),
                        row.getColumn("stage", String.class)))
                .list();
        return labelled;
    }

    private List<SecretVersion> versions(Secret secret, Map<String, Set<String>> stages) {
        return bindId(tx.sql().createQuery("""
                                SELECT version_id, is_binary, sealed, created_at, last_accessed FROM secret_version
                                WHERE account_id = :account AND arn = :arn ORDER BY ordinal DESC"""), secret)
                .map(row -> version(row, stages))
                .list();
    }

    private static SecretVersion version(RowView row, Map<String, Set<String>> stages) {
        String id = row.getColumn("version_id", String.class);
        return new SecretVersion(
                id,
                row.getColumn("is_binary", Boolean.class),
                Optional.ofNullable(row.getColumn("sealed", byte[].class)).map(Sealed::new),
                Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                instant(row, "last_accessed"),
                stages.getOrDefault(id, Set.of()));
    }

    private static Row row(RowView row) {
        Secret bare = new Secret(
                row.getColumn("account_id", String.class),
                Arn.parse(row.getColumn("arn", String.class)),
                row.getColumn("name", String.class),
                text(row, "description"),
                text(row, "kms_key_id"),
                Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                Instant.ofEpochMilli(row.getColumn("last_changed", Long.class)),
                instant(row, "last_accessed"),
                instant(row, "deleted_at"),
                instant(row, "deletion_date"),
                text(row, "rotation_function").map(function -> rotation(row, function)),
                Map.of());
        return new Row(bare, text(row, "resource_policy"), text(row, "owning_service"), text(row, "primary_region"));
    }

    private static RotationSettings rotation(RowView row, String function) {
        return new RotationSettings(
                row.getColumn("rotation_enabled", Boolean.class),
                function,
                text(row, "rotation_schedule"),
                Optional.ofNullable(row.getColumn("rotation_days", Integer.class)),
                text(row, "rotation_window"),
                instant(row, "last_rotated"),
                instant(row, "next_rotation"));
    }

    private static Optional<String> text(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, String.class));
    }

    private static Optional<Instant> instant(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, Long.class)).map(Instant::ofEpochMilli);
    }

    /** @param bare without its tags */
    private record Row(Secret bare, Optional<String> policy, Optional<String> owner, Optional<String> primaryRegion) {}

    /** Tags, labels and replicas of several secrets, by ARN. */
    private record Labelled(
            Map<String, Map<String, String>> tags,
            Map<String, Map<String, Set<String>>> stages,
            Map<String, List<Replica>> replicas) {
        Replication replication(Row row) {
            List<Replica> own = replicas.getOrDefault(row.bare().arn().toString(), List.of());
            return own.isEmpty() && row.primaryRegion().isEmpty()
                    ? Replication.NONE
                    : new Replication(row.primaryRegion(), own);
        }

        String tag(String arn, String key, String value) {
            tags.computeIfAbsent(arn, _ -> new HashMap<>()).put(key, value);
            return arn;
        }

        String stage(String arn, String versionId, String stage) {
            stages.computeIfAbsent(arn, _ -> new HashMap<>())
                    .computeIfAbsent(versionId, _ -> new HashSet<>())
                    .add(stage);
            return arn;
        }

        Map<String, Set<String>> stages(Row row) {
            return stages.getOrDefault(row.bare().arn().toString(), Map.of());
        }

        Secret tagged(Row row) {
            Secret bare = row.bare();
            return new Secret(
                    bare.account(),
                    bare.arn(),
                    bare.name(),
                    bare.description(),
                    bare.kmsKeyId(),
                    bare.created(),
                    bare.lastChanged(),
                    bare.lastAccessed(),
                    bare.deletedAt(),
                    bare.deletionDate(),
                    bare.rotation(),
                    tags.getOrDefault(bare.arn().toString(), Map.of()));
        }
    }
}
