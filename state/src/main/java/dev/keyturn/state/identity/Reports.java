package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Transaction;

/** Credential reports, and what reports on last accesses were asked for, inside one transaction. */
public final class Reports {
    private final Transaction tx;

    public Reports(Transaction tx) {
        this.tx = tx;
    }

    /** @param content CSV */
    public record CredentialReport(Instant created, String content) {}

    /**
     * @param arn the user, group, role or policy that it is about
     * @param byAction whether it tells actions apart, not only services
     */
    public record AccessReport(String id, Arn arn, boolean byAction, Instant created) {}

    /** The newest. */
    public Optional<CredentialReport> credentials(String account) {
        return tx.sql()
                .createQuery("SELECT created_at, content FROM iam_credential_report WHERE account_id = :account")
                .bind("account", account)
                .map(row -> new CredentialReport(
                        Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                        row.getColumn("content", String.class)))
                .findOne();
    }

    /** In the place of the one before. */
    public void putCredentials(String account, CredentialReport report) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_credential_report (account_id, created_at, content)
                        VALUES (:account, :created, :content)
                        ON CONFLICT (account_id) DO UPDATE
                        SET created_at = excluded.created_at, content = excluded.content""")
                .bind("account", account)
                .bind("created", report.created().toEpochMilli())
                .bind("content", report.content())
                .execute();
    }

    public Optional<AccessReport> access(String account, String id) {
        return tx.sql()
                .createQuery("""
                        SELECT id, arn, by_action, created_at FROM iam_access_report
                        WHERE account_id = :account AND id = :id""")
                .bind("account", account)
                .bind("id", id)
                .map(row -> new AccessReport(
                        row.getColumn("id", String.class),
                        Arn.parse(row.getColumn("arn", String.class)),
                        row.getColumn("by_action", Boolean.class),
                        Instant.ofEpochMilli(row.getColumn("created_at", Long.class))))
                .findOne();
    }

    /** @param forget reports from before then are thrown away, everybody's */
    public void putAccess(String account, AccessReport report, Instant forget) {
        tx.sql()
                .createUpdate("DELETE FROM iam_access_report WHERE created_at < :forget")
                .bind("forget", forget.toEpochMilli())
                .execute();
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_access_report (account_id, id, arn, by_action, created_at)
                        VALUES (:account, :id, :arn, :byAction, :created)""")
                .bind("account", account)
                .bind("id", report.id())
                .bind("arn", report.arn().toString())
                .bind("byAction", report.byAction())
                .bind("created", report.created().toEpochMilli())
                .execute();
    }
}
