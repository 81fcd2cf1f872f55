package dev.keyturn.state.parameter;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.SqlStatement;

import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.Transaction;

/** Parameters as rows: how they are read. */
final class ParameterRows {
    private static final String VERSION = """
            v.version, v.type, v.sealed, v.kms_key_id, v.description, v.allowed_pattern, v.tier AS version_tier,
                v.data_type, v.modified_at, v.modified_by
            """;
    private static final String LATEST = "SELECT p.account_id, p.arn_name, p.name, " + VERSION + """
            FROM parameter p JOIN parameter_version v
                ON v.account_id = p.account_id AND v.arn_name = p.arn_name AND v.version = p.latest
            """;

    private final Transaction tx;

    ParameterRows(Transaction tx) {
        this.tx = tx;
    }

    Optional<Parameter> find(String account, String arnName) {
        return tx.sql()
                .createQuery(LATEST + "WHERE p.account_id = :account AND p.arn_name = :name")
                .bind("account", account)
                .bind("name", arnName)
                .map(ParameterRows::parameterOf)
                .findOne();
    }

    List<Parameter> all(String account, String after, int limit) {
        return tx.sql()
                .createQuery(LATEST + """
                        WHERE p.account_id = :account AND p.arn_name > :after
                        ORDER BY p.arn_name LIMIT :limit""")
                .bind("account", account)
                .bind("after", after)
                .bind("limit", limit)
                .map(ParameterRows::parameterOf)
                .list();
    }

    List<Parameter> children(String account, String level, String after, int limit) {
        return tx.sql()
                .createQuery(LATEST + """
                        WHERE p.account_id = :account AND p.parent = :level AND p.arn_name > :after
                        ORDER BY p.arn_name LIMIT :limit""")
                .bind("account", account)
                .bind("level", level)
                .bind("after", after)
                .bind("limit", limit)
                .map(ParameterRows::parameterOf)
                .list();
    }

    List<Parameter> below(String account, String level, String after, int limit) {
        return tx.sql()
                .createQuery(LATEST + """
                        JOIN parameter_level l ON l.account_id = p.account_id AND l.arn_name = p.arn_name
                        WHERE l.account_id = :account AND l.level = :level AND l.arn_name > :after
                        ORDER BY l.arn_name LIMIT :limit""")
                .bind("account", account)
                .bind("level", level)
                .bind("after", after)
                .bind("limit", limit)
                .map(ParameterRows::parameterOf)
                .list();
    }

    Map<String, String> tags(Parameter parameter) {
        Map<String, String> tags = new HashMap<>();
        bindId(tx.sql().createQuery("""
                        SELECT tag_key, tag_value FROM parameter_tag
                        WHERE account_id = :account AND arn_name = :name"""), parameter)
                .map(row -> Map.entry(row.getColumn("tag_key", String.class), row.getColumn("tag_value", String.class)))
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
        return tags;
    }

    Optional<ParameterVersion> version(Parameter parameter, long number) {
        return bindId(tx.sql().createQuery("SELECT " + VERSION + """
                        FROM parameter_version v
                        WHERE v.account_id = :account AND v.arn_name = :name AND v.version = :version"""), parameter)
                .bind("version", number)
                .map(ParameterRows::versionOf)
                .findOne();
    }

    Optional<ParameterVersion> labelled(Parameter parameter, String label) {
        return bindId(tx.sql().createQuery("SELECT " + VERSION + """
                        FROM parameter_version v JOIN parameter_label l
                            ON l.account_id = v.account_id AND l.arn_name = v.arn_name AND l.version = v.version
                        WHERE l.account_id = :account AND l.arn_name = :name AND l.label = :label"""), parameter)
                .bind("label", label)
                .map(ParameterRows::versionOf)
                .findOne();
    }

    List<ParameterVersion> versions(Parameter parameter, long after, int limit) {
        return bindId(tx.sql().createQuery("SELECT " + VERSION + """
                        FROM parameter_version v
                        WHERE v.account_id = :account AND v.arn_name = :name AND v.version > :after
                        ORDER BY v.version LIMIT :limit"""), parameter)
                .bind("after", after)
                .bind("limit", limit)
                .map(ParameterRows::versionOf)
                .list();
    }

    List<ParameterPolicy> policies(Parameter parameter) {
        return bindId(tx.sql().createQuery("""
                        SELECT kind, document, due_at, finished FROM parameter_policy
                        WHERE account_id = :account AND arn_name = :name ORDER BY position"""), parameter)
                .map(ParameterRows::policyOf)
                .list();
    }

    List<DuePolicy> due(Instant now, int limit) {
        return tx.sql()
                .createQuery("SELECT d.position, d.kind, d.document, d.due_at, d.finished, p.account_id, p.arn_name,"
                        + " p.name, " + VERSION + """
                        FROM parameter_policy d
                        JOIN parameter p ON p.account_id = d.account_id AND p.arn_name = d.arn_name
                        JOIN parameter_version v
                            ON v.account_id = p.account_id AND v.arn_name = p.arn_name AND v.version = p.latest
                        WHERE d.finished = :finished AND d.due_at <= :now
                        ORDER BY d.due_at, d.account_id, d.arn_name, d.position LIMIT :limit""")
                .bind("finished", false)
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map(row -> new DuePolicy(parameterOf(row), row.getColumn("position", Integer.class), policyOf(row)))
                .list();
    }

    static <S extends SqlStatement<S>> S bindId(S statement, Parameter parameter) {
        return statement.bind("account", parameter.account()).bind("name", parameter.arnName());
    }

    private static Parameter parameterOf(RowView row) {
        return new Parameter(
                row.getColumn("account_id", String.class), row.getColumn("name", String.class), versionOf(row));
    }

    private static ParameterVersion versionOf(RowView row) {
        return new ParameterVersion(
                row.getColumn("version", Long.class),
                ParameterType.valueOf(row.getColumn("type", String.class)),
                new Sealed(row.getColumn("sealed", byte[].class)),
                Optional.ofNullable(row.getColumn("kms_key_id", String.class)),
                Optional.ofNullable(row.getColumn("description", String.class)),
                Optional.ofNullable(row.getColumn("allowed_pattern", String.class)),
                ParameterTier.valueOf(row.getColumn("version_tier", String.class)),
                row.getColumn("data_type", String.class),
                Instant.ofEpochMilli(row.getColumn("modified_at", Long.class)),
                row.getColumn("modified_by", String.class));
    }

    private static ParameterPolicy policyOf(RowView row) {
        return new ParameterPolicy(
                ParameterPolicy.Kind.valueOf(row.getColumn("kind", String.class)),
                row.getColumn("document", String.class),
                Instant.ofEpochMilli(row.getColumn("due_at", Long.class)),
                row.getColumn("finished", Boolean.class));
    }
}
