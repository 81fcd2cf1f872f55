package dev.keyturn.state.instance;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.store.Transaction;

/** The registered databases, inside one transaction. */
public final class DatabaseInstances {
    private static final String SELECT = """
            SELECT account_id, identifier, resource_id, engine, host, port, database_name, tls, environment, owner,
                created_at, iam_authentication, master_username, master_secret_arn, master_managed
            FROM database_instance
            """;

    private final Transaction tx;

    public DatabaseInstances(Transaction tx) {
        this.tx = tx;
    }

    /** @param identifier in any case */
    public Optional<DatabaseInstance> find(String account, String identifier) {
        return tx.sql()
                .createQuery(SELECT + "WHERE account_id = :account AND identifier = :identifier")
                .bind("account", account)
                .bind("identifier", identifier.toLowerCase(Locale.ROOT))
                .map(this::read)
                .findOne();
    }

    /** The account's, by identifier, from {@code after} (exclusive). */
    public List<DatabaseInstance> list(String account, String after) {
        return tx.sql()
                .createQuery(SELECT + "WHERE account_id = :account AND identifier > :after ORDER BY identifier")
                .bind("account", account)
                .bind("after", after)
                .map(this::read)
                .list();
    }

    /** @return false if the identifier is taken */
    public boolean insert(DatabaseInstance instance) {
        boolean inserted = tx.sql()
                        .createUpdate("""
                                INSERT INTO database_instance (account_id, identifier, resource_id, engine, host, port,
                                    database_name, tls, environment, owner, created_at, iam_authentication,
                                    master_username, master_secret_arn, master_managed)
                                VALUES (:account, :identifier, :resource, :engine, :host, :port, :database, :tls,
                                    :environment, :owner, :created, :iam, :master, NULL, FALSE)
                                ON CONFLICT (account_id, identifier) DO NOTHING""")
                        .bind("account", instance.account())
                        .bind("identifier", instance.identifier())
                        .bind("resource", instance.resourceId())
                        .bind("engine", instance.engineName())
                        .bind("host", instance.host())
                        .bind("port", instance.port())
                        .bind("database", instance.database())
                        .bind("tls", instance.tls())
                        .bind("environment", instance.environment())
                        .bind("owner", instance.owner())
                        .bind("created", instance.created().toEpochMilli())
                        .bind("iam", instance.iamAuthentication())
                        .bind("master", instance.masterUsername())
                        .execute()
                == 1;
        if (inserted) {
            update(instance);
        }
        return inserted;
    }

    /** Replaces what can change: the master secret and who manages it, IAM authentication, tags. */
    public void update(DatabaseInstance instance) {
        tx.sql()
                .createUpdate("""
                        UPDATE database_instance SET iam_authentication = :iam, master_secret_arn = :secret,
                            master_managed = :managed
                        WHERE account_id = :account AND identifier = :identifier""")
                .bind("account", instance.account())
                .bind("identifier", instance.identifier())
                .bind("iam", instance.iamAuthentication())
                .bind("secret", instance.masterSecret().map(Arn::toString).orElse(null))
                .bind("managed", instance.masterManaged())
                .execute();
        deleteTags(instance);
        instance.tags()
                .forEach((key, value) -> tx.sql()
                        .createUpdate("""
                        INSERT INTO database_instance_tag (account_id, identifier, tag_key, tag_value)
                        VALUES (:account, :identifier, :key, :value)""")
                        .bind("account", instance.account())
                        .bind("identifier", instance.identifier())
                        .bind("key", key)
                        .bind("value", value)
                        .execute());
    }

    /** Of the database itself nothing is touched. */
    public void delete(DatabaseInstance instance) {
        deleteTags(instance);
        tx.sql()
                .createUpdate("DELETE FROM database_instance WHERE account_id = :account AND identifier = :identifier")
                .bind("account", instance.account())
                .bind("identifier", instance.identifier())
                .execute();
    }

    private void deleteTags(DatabaseInstance instance) {
        tx.sql()
                .createUpdate(
                        "DELETE FROM database_instance_tag WHERE account_id = :account AND identifier = :identifier")
                .bind("account", instance.account())
                .bind("identifier", instance.identifier())
                .execute();
    }

    private DatabaseInstance read(RowView row) {
        String account = row.getColumn("account_id", String.class);
        String identifier = row.getColumn("identifier", String.class);
        return new DatabaseInstance(
                account,
                identifier,
                row.getColumn("resource_id", String.class),
                Engine.ofDatabase(row.getColumn("engine", String.class)).orElseThrow(),
                row.getColumn("engine", String.class),
                row.getColumn("host", String.class),
                row.getColumn("port", Integer.class),
                row.getColumn("database_name", String.class),
                row.getColumn("tls", Boolean.class),
                row.getColumn("environment", String.class),
                row.getColumn("owner", String.class),
                Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                row.getColumn("iam_authentication", Boolean.class),
                row.getColumn("master_username", String.class),
                Optional.ofNullable(row.getColumn("master_secret_arn", String.class))
                        .map(Arn::parse),
                row.getColumn("master_managed", Boolean.class),
                tags(account, identifier));
    }

    private Map<String, String> tags(String account, String identifier) {
        Map<String, String> tags = new TreeMap<>();
        tx.sql()
                .createQuery("""
                        SELECT tag_key, tag_value FROM database_instance_tag
                        WHERE account_id = :account AND identifier = :identifier""")
                .bind("account", account)
                .bind("identifier", identifier)
                .map(row -> Map.entry(row.getColumn("tag_key", String.class), row.getColumn("tag_value", String.class)))
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
        return tags;
    }
}
