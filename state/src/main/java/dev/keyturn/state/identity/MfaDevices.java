package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.Transaction;

/** The virtual MFA devices of an account, inside one transaction. */
public final class MfaDevices {
    /** Who holds the root user's device: no user's id looks like that. */
    public static final String ROOT = "root";

    private static final String COLUMNS = "SELECT id, seed, holder, enabled_at, drift, last_step FROM iam_mfa_device ";

    private final Transaction tx;
    private final Entities entities;

    public MfaDevices(Transaction tx) {
        this.tx = tx;
        this.entities = new Entities(tx);
    }

    /** How devices name whose they are; empty for who cannot have any. */
    public static Optional<String> holder(Principal principal) {
        return switch (principal) {
            case Principal.Root _ -> Optional.of(ROOT);
            case Principal.IamUser(var user) -> Optional.of(user.id());
            case Principal.RoleSession _, Principal.FederatedUser _, Principal.Federated _ -> Optional.empty();
        };
    }

    /** Finds by name in any case. */
    public Optional<MfaDevice> find(String account, String name) {
        return entities.find(account, EntityKind.MFA_DEVICE, name).map(this::device);
    }

    /** Finds by ARN, whose last part may be in any case. */
    public Optional<MfaDevice> withSerial(String account, String serialNumber) {
        String name = serialNumber.substring(serialNumber.lastIndexOf('/') + 1);
        return find(account, name).filter(device -> device.arn().toString().equalsIgnoreCase(serialNumber));
    }

    /** The enabled devices of one holder, the oldest first. */
    public List<MfaDevice> of(String account, String holder) {
        List<String> ids = tx.sql()
                .createQuery("SELECT id FROM iam_mfa_device WHERE account_id = :account AND holder = :holder")
                .bind("account", account)
                .bind("holder", holder)
                .mapTo(String.class)
                .list();
        return entities.withIds(account, EntityKind.MFA_DEVICE, ids).stream()
                .map(this::device)
                .sorted(Comparator.comparing(
                        device -> device.use().orElseThrow().since()))
                .toList();
    }

    /** All of the account, ordered by name. */
    public List<MfaDevice> all(String account) {
        return entities
                .list(account, EntityKind.MFA_DEVICE, "/", Optional.empty(), Integer.MAX_VALUE - 1)
                .items()
                .stream()
                .map(this::device)
                .toList();
    }

    /** @return false if there is one of that name, in any case */
    public boolean insert(MfaDevice device) {
        if (!entities.insert(device)) {
            return false;
        }
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_mfa_device (account_id, id, seed, drift, last_step)
                        VALUES (:account, :id, :seed, 0, 0)""")
                .bind("account", device.account())
                .bind("id", device.id())
                .bind("seed", device.seed().bytes())
                .execute();
        return true;
    }

    /**
     * Makes it the holder's, or moves it to where its clock was found.
     *
     * <p>INVARIANT: the last step that was used never goes back, whoever had the device before: a code counts once.
     */
    public void use(MfaDevice device, MfaDevice.Use use) {
        tx.sql()
                .createUpdate("""
                        UPDATE iam_mfa_device
                        SET holder = :holder, enabled_at = :since, drift = :drift,
                            last_step = CASE WHEN last_step > :step THEN last_step ELSE :step END
                        WHERE account_id = :account AND id = :id""")
                .bind("account", device.account())
                .bind("id", device.id())
                .bind("holder", use.holder())
                .bind("since", use.since().toEpochMilli())
                .bind("drift", use.drift())
                .bind("step", use.lastStep())
                .execute();
        Entities.touch(tx, device);
    }

    /** @return false if a code of that step or of a later one was used already */
    public boolean useUp(MfaDevice device, long step) {
        return tx.sql()
                        .createUpdate("""
                                UPDATE iam_mfa_device SET last_step = :step
                                WHERE account_id = :account AND id = :id AND last_step < :step""")
                        .bind("account", device.account())
                        .bind("id", device.id())
                        .bind("step", step)
                        .execute()
                == 1;
    }

    /** It is nobody's any more, and stays. */
    public void release(MfaDevice device) {
        tx.sql()
                .createUpdate("""
                        UPDATE iam_mfa_device SET holder = NULL, enabled_at = NULL, drift = 0
                        WHERE account_id = :account AND id = :id""")
                .bind("account", device.account())
                .bind("id", device.id())
                .execute();
        Entities.touch(tx, device);
    }

    public void delete(MfaDevice device) {
        tx.sql()
                .createUpdate("DELETE FROM iam_mfa_device WHERE account_id = :account AND id = :id")
                .bind("account", device.account())
                .bind("id", device.id())
                .execute();
        entities.delete(device);
    }

    private MfaDevice device(Entities.Row row) {
        return tx.sql()
                .createQuery(COLUMNS + "WHERE account_id = :account AND id = :id")
                .bind("account", row.account())
                .bind("id", row.id())
                .map(columns -> new MfaDevice(
                        row.account(),
                        row.name(),
                        row.path(),
                        row.id(),
                        row.created(),
                        row.tags(),
                        new Sealed(columns.getColumn("seed", byte[].class)),
                        use(columns)))
                .one();
    }

    private static Optional<MfaDevice.Use> use(RowView row) {
        return Optional.ofNullable(row.getColumn("holder", String.class))
                .map(holder -> new MfaDevice.Use(
                        holder,
                        Instant.ofEpochMilli(row.getColumn("enabled_at", Long.class)),
                        row.getColumn("drift", Integer.class),
                        row.getColumn("last_step", Long.class)));
    }
}
