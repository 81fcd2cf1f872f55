package dev.keyturn.state.parameter;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.keyturn.state.store.Transaction;

/**
 * Parameters, inside one transaction. Every change of a parameter first updates its own row, which makes changes of one
 * parameter wait for each other on a database with several writers.
 */
public final class Parameters {
    private final Transaction tx;
    private final ParameterRows rows;

    public Parameters(Transaction tx) {
        this.tx = tx;
        this.rows = new ParameterRows(tx);
    }

    /** @param arnName as {@link Parameter#arnName}; compared with regard to case */
    public Optional<StoredParameter> find(String account, String arnName) {
        return rows.find(account, arnName).map(parameter -> new StoredParameter(parameter, rows.tags(parameter)));
    }

    public Optional<ParameterVersion> version(Parameter parameter, long number) {
        return parameter.latest().number() == number
                ? Optional.of(parameter.latest())
                : rows.version(parameter, number);
    }

    public Optional<ParameterVersion> labelled(Parameter parameter, String label) {
        return rows.labelled(parameter, label);
    }

    /** Oldest first. */
    public List<ParameterVersion> versions(Parameter parameter, long after, int limit) {
        return rows.versions(parameter, after, limit);
    }

    /** The version that each label is on. */
    public SortedMap<String, Long> labels(Parameter parameter) {
        SortedMap<String, Long> labels = new TreeMap<>();
        ParameterRows.bindId(tx.sql().createQuery("""
                        SELECT label, version FROM parameter_label
                        WHERE account_id = :account AND arn_name = :name"""), parameter)
                .map(row -> Map.entry(row.getColumn("label", String.class), row.getColumn("version", Long.class)))
                .forEach(label -> labels.put(label.getKey(), label.getValue()));
        return labels;
    }

    public Map<String, String> tags(Parameter parameter) {
        return rows.tags(parameter);
    }

    /** As they were given. */
    public List<ParameterPolicy> policies(Parameter parameter) {
        return rows.policies(parameter);
    }

    /**
     * In the order of their ARNs' names, as the database orders text.
     *
     * @param after the last one of the page before; empty for the first page
     */
    public List<Parameter> list(String account, Optional<String> after, int limit) {
        return rows.all(account, after.orElse(""), limit);
    }

    /**
     * Those under a level of a hierarchy.
     *
     * @param level without slashes around it; empty for the top
     * @param recursive also those of the levels below
     */
    public List<Parameter> under(String account, String level, boolean recursive, Optional<String> after, int limit) {
        if (!recursive) {
            return rows.children(account, level, after.orElse(""), limit);
        }
        return level.isEmpty() ? list(account, after, limit) : rows.below(account, level, after.orElse(""), limit);
    }

    public int count(String account, ParameterTier tier) {
        return tx.sql()
                .createQuery("SELECT count(*) FROM parameter WHERE account_id = :account AND tier = :tier")
                .bind("account", account)
                .bind("tier", tier.name())
                .mapTo(Integer.class)
                .one();
    }

    /** @return false if the name, with or without a leading slash, is taken */
    public boolean insert(Parameter parameter) {
        boolean inserted = ParameterRows.bindId(tx.sql().createUpdate("""
                        INSERT INTO parameter (account_id, arn_name, name, parent, tier, latest)
                        VALUES (:account, :name, :given, :parent, :tier, :latest)
                        ON CONFLICT (account_id, arn_name) DO NOTHING"""), parameter)
                        .bind("given", parameter.name())
                        .bind("parent", parameter.parent())
                        .bind("tier", parameter.latest().tier().name())
                        .bind("latest", parameter.latest().number())
                        .execute()
                == 1;
        if (inserted) {
            parameter.levels().forEach(level -> insertLevel(parameter, level));
            insertVersion(parameter, parameter.latest());
        }
        return inserted;
    }

    private void insertLevel(Parameter parameter, String level) {
        ParameterRows.bindId(tx.sql().createUpdate("""
                        INSERT INTO parameter_level (account_id, level, arn_name)
                        VALUES (:account, :level, :name)"""), parameter)
                .bind("level", level)
                .execute();
    }

    /** Adds the version that follows the latest. */
    public void addVersion(Parameter parameter, ParameterVersion version) {
        if (version.number() != parameter.latest().number() + 1) {
            throw new IllegalArgumentException("version " + version.number() + " does not follow "
                    + parameter.latest().number());
        }
        int followed = ParameterRows.bindId(tx.sql().createUpdate("""
                        UPDATE parameter SET latest = :version, tier = :tier
                        WHERE account_id = :account AND arn_name = :name AND latest = :before"""), parameter)
                .bind("version", version.number())
                .bind("tier", version.tier().name())
                .bind("before", parameter.latest().number())
                .execute();
        if (followed != 1) {
            throw gone(parameter);
        }
        insertVersion(parameter, version);
    }

    private void insertVersion(Parameter parameter, ParameterVersion version) {
        ParameterRows.bindId(tx.sql().createUpdate("""
                        INSERT INTO parameter_version (account_id, arn_name, version, type, sealed, kms_key_id,
                            description, allowed_pattern, tier, data_type, modified_at, modified_by)
                        VALUES (:account, :name, :version, :type, :sealed, :key, :description, :pattern, :tier,
                            :dataType, :modified, :by)"""), parameter)
                .bind("version", version.number())
                .bind("type", version.type().name())
                .bind("sealed", version.value().bytes())
                .bind("key", version.kmsKeyId().orElse(null))
                .bind("description", version.description().orElse(null))
                .bind("pattern", version.allowedPattern().orElse(null))
                .bind("tier", version.tier().name())
                .bind("dataType", version.dataType())
                .bind("modified", version.modified().toEpochMilli())
                .bind("by", version.modifiedBy())
                .execute();
    }

    /** The lowest number that is still kept. */
    public long oldest(Parameter parameter) {
        return ParameterRows.bindId(tx.sql().createQuery("""
                        SELECT min(version) FROM parameter_version
                        WHERE account_id = :account AND arn_name = :name"""), parameter)
                .mapTo(Long.class)
                .one();
    }

    /** A version that wears no label. */
    public void deleteVersion(Parameter parameter, long number) {
        ParameterRows.bindId(tx.sql().createUpdate("""
                        DELETE FROM parameter_version
                        WHERE account_id = :account AND arn_name = :name AND version = :version"""), parameter)
                .bind("version", number)
                .execute();
    }

    /** Puts the label on that version, taking it from whatever version wears it. */
    public void label(Parameter parameter, String label, long number) {
        lock(parameter);
        ParameterRows.bindId(tx.sql().createUpdate("""
                        INSERT INTO parameter_label (account_id, arn_name, label, version)
                        VALUES (:account, :name, :label, :version)
                        ON CONFLICT (account_id, arn_name, label) DO UPDATE SET version = :version"""), parameter)
                .bind("label", label)
                .bind("version", number)
                .execute();
    }

    public void unlabel(Parameter parameter, String label) {
        lock(parameter);
        ParameterRows.bindId(tx.sql().createUpdate("""
                        DELETE FROM parameter_label
                        WHERE account_id = :account AND arn_name = :name AND label = :label"""), parameter)
                .bind("label", label)
                .execute();
    }

    public void replaceTags(Parameter parameter, Map<String, String> tags) {
        lock(parameter);
        delete("parameter_tag", parameter);
        tags.forEach((key, value) -> ParameterRows.bindId(tx.sql().createUpdate("""
                        INSERT INTO parameter_tag (account_id, arn_name, tag_key, tag_value)
                        VALUES (:account, :name, :key, :value)"""), parameter)
                .bind("key", key)
                .bind("value", value)
                .execute());
    }

    public void replacePolicies(Parameter parameter, List<ParameterPolicy> policies) {
        lock(parameter);
        delete("parameter_policy", parameter);
        for (int position = 0; position < policies.size(); position++) {
            ParameterPolicy policy = policies.get(position);
            ParameterRows.bindId(tx.sql().createUpdate("""
                            INSERT INTO parameter_policy (account_id, arn_name, position, kind, document, due_at,
                                finished)
                            VALUES (:account, :name, :position, :kind, :document, :due, :finished)"""), parameter)
                    .bind("position", position)
                    .bind("kind", policy.kind().name())
                    .bind("document", policy.document())
                    .bind("due", policy.due().toEpochMilli())
                    .bind("finished", policy.finished())
                    .execute();
        }
    }

    /** What is to be applied, of all accounts, the longest overdue first. */
    public List<DuePolicy> due(Instant now, int limit) {
        return rows.due(now, limit);
    }

    public void finish(DuePolicy due) {
        ParameterRows.bindId(tx.sql().createUpdate("""
                        UPDATE parameter_policy SET finished = :finished
                        WHERE account_id = :account AND arn_name = :name AND position = :position"""), due.parameter())
                .bind("finished", true)
                .bind("position", due.position())
                .execute();
    }

    /** With all its versions, labels, tags and policies. */
    public void delete(Parameter parameter) {
        for (String table : List.of(
                "parameter_policy",
                "parameter_tag",
                "parameter_label",
                "parameter_version",
                "parameter_level",
                "parameter")) {
            delete(table, parameter);
        }
    }

    private void delete(String table, Parameter parameter) {
        ParameterRows.bindId(
                        tx.sql()
                                .createUpdate(
                                        "DELETE FROM " + table + " WHERE account_id = :account AND arn_name = :name"),
                        parameter)
                .execute();
    }

    private void lock(Parameter parameter) {
        int locked = ParameterRows.bindId(tx.sql().createUpdate("""
                        UPDATE parameter SET latest = latest
                        WHERE account_id = :account AND arn_name = :name"""), parameter).execute();
        if (locked != 1) {
            throw gone(parameter);
        }
    }

    private static NoSuchElementException gone(Parameter parameter) {
        return new NoSuchElementException("the parameter `" + parameter.name() + "` was changed or deleted meanwhile");
    }
}
