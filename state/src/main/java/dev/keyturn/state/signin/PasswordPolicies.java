package dev.keyturn.state.signin;

import java.util.Optional;

import dev.keyturn.rules.password.PasswordRequirements;
import dev.keyturn.state.store.Transaction;

/** The accounts' password policies, inside one transaction. */
public final class PasswordPolicies {
    private final Transaction tx;

    public PasswordPolicies(Transaction tx) {
        this.tx = tx;
    }

    public Optional<PasswordPolicy> find(String account) {
        return tx.sql()
                .createQuery("""
                        SELECT minimum_length, symbols, numbers, uppercase, lowercase, users_may_change, max_age_days,
                            reuse_prevention, hard_expiry
                        FROM iam_password_policy WHERE account_id = :account""")
                .bind("account", account)
                .map(row -> new PasswordPolicy(
                        new PasswordRequirements(
                                row.getColumn("minimum_length", Integer.class),
                                row.getColumn("symbols", Boolean.class),
                                row.getColumn("numbers", Boolean.class),
                                row.getColumn("uppercase", Boolean.class),
                                row.getColumn("lowercase", Boolean.class)),
                        row.getColumn("users_may_change", Boolean.class),
                        Optional.ofNullable(row.getColumn("max_age_days", Integer.class)),
                        Optional.ofNullable(row.getColumn("reuse_prevention", Integer.class)),
                        row.getColumn("hard_expiry", Boolean.class)))
                .findOne();
    }

    /** What holds: the account's own, or what holds without one. */
    public PasswordPolicy of(String account) {
        return find(account).orElse(PasswordPolicy.NONE);
    }

    public void put(String account, PasswordPolicy policy) {
        delete(account);
        PasswordRequirements requirements = policy.requirements();
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_password_policy (account_id, minimum_length, symbols, numbers, uppercase,
                            lowercase, users_may_change, max_age_days, reuse_prevention, hard_expiry)
                        VALUES (:account, :length, :symbols, :numbers, :uppercase, :lowercase, :change, :age, :reuse,
                            :hard)""")
                .bind("account", account)
                .bind("length", requirements.minimumLength())
                .bind("symbols", requirements.symbols())
                .bind("numbers", requirements.numbers())
                .bind("uppercase", requirements.uppercase())
                .bind("lowercase", requirements.lowercase())
                .bind("change", policy.usersMayChange())
                .bind("age", policy.maxAgeDays().orElse(null))
                .bind("reuse", policy.reusePrevention().orElse(null))
                .bind("hard", policy.hardExpiry())
                .execute();
    }

    /** @return false if there was none */
    public boolean delete(String account) {
        return tx.sql()
                        .createUpdate("DELETE FROM iam_password_policy WHERE account_id = :account")
                        .bind("account", account)
                        .execute()
                == 1;
    }
}
