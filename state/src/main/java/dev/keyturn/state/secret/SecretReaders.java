package dev.keyturn.state.secret;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;
import dev.keyturn.state.store.Transaction;

/**
 * Who reads which version of a secret, to the hour. A read costs one look-up in memory; {@link #flush} writes what is
 * new, each reading once an hour. A crash forgets the last minute.
 *
 * <p>Of a role's sessions the role is remembered: so what there is to keep is bounded by users and roles, not by how many
 * sessions they have.
 */
public final class SecretReaders {
    /** As long as it may take until somebody asks who has to be told of a new version. */
    private static final Duration KEPT = Duration.ofDays(90);
    /** More than that of one hour is not remembered. */
    private static final int MOST_GATHERED = 100_000;
    /** In one transaction, which all writers wait for. */
    private static final int AT_ONCE = 500;

    private final Store store;
    private final ConcurrentMap<Reading, When> gathered = new ConcurrentHashMap<>();

    public SecretReaders(Store store) {
        this.store = store;
    }

    private record Reading(String arn, String versionId, String caller) {}

    /** @param written whether the store has it; it stays until the hour is over, so that it is written once */
    private record When(Instant hour, boolean written) {}

    /**
     * One caller's latest reading of one version.
     *
     * @param caller the ARN of a user, role or account
     * @param lastRead the hour
     */
    public record Reader(String versionId, String caller, Instant lastRead) {}

    /** Notes a reading. Never blocks. */
    public void read(String arn, String versionId, Principal caller, Instant at) {
        Reading reading = new Reading(arn, versionId, name(caller));
        Instant hour = at.truncatedTo(ChronoUnit.HOURS);
        When known = gathered.get(reading);
        if (known == null ? gathered.size() < MOST_GATHERED : known.hour().isBefore(hour)) {
            gathered.put(reading, new When(hour, false));
        }
    }

    private static String name(Principal caller) {
        Arn arn = switch (caller) {
            case Principal.RoleSession session -> session.role().arn();
            case Principal.FederatedUser federated ->
                federated.issuer().map(User::arn).orElseGet(federated::arn);
            case Principal.Root _, Principal.IamUser _, Principal.Federated _ -> caller.arn();
        };
        return arn.toString();
    }

    /** @throws StoreException what was not written stays and is tried again */
    public void flush() {
        List<Reading> unwritten = gathered.entrySet().stream()
                .filter(entry -> !entry.getValue().written())
                .map(Map.Entry::getKey)
                .toList();
        for (int from = 0; from < unwritten.size(); from += AT_ONCE) {
            write(unwritten.subList(from, Math.min(from + AT_ONCE, unwritten.size())));
        }
        Instant hour = store.now().truncatedTo(ChronoUnit.HOURS);
        gathered.values().removeIf(when -> when.written() && when.hour().isBefore(hour));
    }

    private void write(List<Reading> readings) {
        Map<Reading, When> taken = new HashMap<>();
        for (Reading reading : readings) {
            When when = gathered.get(reading);
            if (when != null) {
                taken.put(reading, when);
            }
        }
        store.write(tx -> {
            Set<String> secrets = new HashSet<>();
            taken.forEach((reading, when) -> {
                write(tx, reading, when.hour());
                secrets.add(reading.arn());
            });
            secrets.forEach(arn -> forgetOld(tx, arn));
            return taken.size();
        });
        taken.forEach((reading, when) -> gathered.replace(reading, when, new When(when.hour(), true)));
    }

    /** Of a secret that still is there. */
    private static void write(Transaction tx, Reading reading, Instant hour) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO secret_reader (account_id, arn, version_id, caller, last_read)
                        SELECT account_id, arn, :version, :caller, :hour FROM secret
                        WHERE account_id = :account AND arn = :arn
                        ON CONFLICT (account_id, arn, caller, version_id) DO UPDATE SET last_read = excluded.last_read
                            WHERE secret_reader.last_read < excluded.last_read""")
                .bind("account", Arn.parse(reading.arn()).account())
                .bind("arn", reading.arn())
                .bind("version", reading.versionId())
                .bind("caller", reading.caller())
                .bind("hour", hour.toEpochMilli())
                .execute();
    }

    private static void forgetOld(Transaction tx, String arn) {
        tx.sql()
                .createUpdate(
                        "DELETE FROM secret_reader WHERE account_id = :account AND arn = :arn AND last_read < :old")
                .bind("account", Arn.parse(arn).account())
                .bind("arn", arn)
                .bind("old", tx.now().minus(KEPT).toEpochMilli())
                .execute();
    }

    /** Who has read the secret, the latest first. */
    public static List<Reader> of(Secret secret, Transaction tx) {
        return tx.sql()
                .createQuery("""
                        SELECT version_id, caller, last_read FROM secret_reader
                        WHERE account_id = :account AND arn = :arn ORDER BY last_read DESC, caller, version_id""")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .map(row -> new Reader(
                        row.getColumn("version_id", String.class),
                        row.getColumn("caller", String.class),
                        Instant.ofEpochMilli(row.getColumn("last_read", Long.class))))
                .list();
    }
}
