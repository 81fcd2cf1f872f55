package dev.keyturn.state.rotation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Transaction;

/** The logins that rotations have made in databases, as they were noted before each was made; inside one transaction. */
public final class MadeLogins {
    private final Transaction tx;

    public MadeLogins(Transaction tx) {
        this.tx = tx;
    }

    /**
     * A login that we made for a secret that is gone. Its target is where it was made; the target's secret is the one
     * that is gone.
     *
     * @param made when it was noted; it may never have been made
     */
    public record Orphan(RotationTarget target, Instant made) {
        public String username() {
            return target.username();
        }
    }

    /** Those whose secret is destroyed, or registered for another login now; the oldest first. */
    public List<Orphan> orphans() {
        return tx.sql().createQuery("""
                        SELECT l.engine, l.host, l.port, l.username, l.account_id, l.arn, l.made_at, l.database_name,
                            l.tls, l.admin_arn
                        FROM rotation_login l
                        WHERE l.made_at IS NOT NULL AND l.host IS NOT NULL
                            AND NOT EXISTS (SELECT 1 FROM rotation_target g
                                WHERE g.account_id = l.account_id AND g.arn = l.arn)
                        ORDER BY l.made_at, l.engine, l.host, l.port, l.username""").map(MadeLogins::orphan).list();
    }

    /** The login is in the database no more. */
    public void forget(Orphan orphan) {
        tx.sql()
                .createUpdate("""
                        DELETE FROM rotation_login
                        WHERE engine = :engine AND port = :port AND username = :username AND account_id = :account
                            AND arn = :arn""")
                .bind("engine", orphan.target().engine().jsonName())
                .bind("port", orphan.target().port())
                .bind("username", orphan.username())
                .bind("account", orphan.target().account())
                .bind("arn", orphan.target().secret().toString())
                .execute();
    }

    private static Orphan orphan(RowView row) {
        return new Orphan(
                new RotationTarget(
                        row.getColumn("account_id", String.class),
                        Arn.parse(row.getColumn("arn", String.class)),
                        Engine.stored(row.getColumn("engine", String.class)),
                        row.getColumn("host", String.class),
                        row.getColumn("port", Integer.class),
                        row.getColumn("database_name", String.class),
                        row.getColumn("username", String.class),
                        row.getColumn("tls", Boolean.class),
                        Method.SINGLE_USER,
                        Optional.ofNullable(row.getColumn("admin_arn", String.class))
                                .map(Arn::parse)),
                Instant.ofEpochMilli(row.getColumn("made_at", Long.class)));
    }
}
