package dev.keyturn.databases.target;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/**
 * MySQL lets an ordinary login set its own password only by sending it, within TLS; the server masks it in its logs. An
 * administrator sends verifiers.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/password-logging.html">MySQL, passwords and logging</a>
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/password-management.html#dual-passwords">MySQL, dual
 *     passwords</a>
 */
final class MySql8Session extends MySqlSession {
    private static final String RETAIN = " RETAIN CURRENT PASSWORD";
    private static final String DISCARD = " DISCARD OLD PASSWORD";

    MySql8Session(Statements statements, RotationTarget target, SessionTag tag, Duration patience, Clock clock) {
        super(statements, MySqlGrammar.MYSQL, target, tag, patience, clock);
    }

    /** A second password, which only an administrator can have added, stays. */
    @Override
    void setOwnPassword(NewPassword password) throws TargetException {
        verifier(own(), password); // throws where the account has no password that can be set
        statements().change(ownChange(password), "setting the password");
    }

    private static String ownChange(NewPassword password) {
        return "ALTER USER " + own() + " IDENTIFIED BY " + MySqlQuoting.string(reveal(password));
    }

    private static String own() {
        return "CURRENT_USER()";
    }

    @Override
    List<String> afterSetting(String account) {
        return List.of("ALTER USER " + account + DISCARD);
    }

    /**
     * An ordinary login needs APPLICATION_PASSWORD_ADMIN. Where the main password is this one already, nothing is done:
     * a repetition would retain it in place of the one that works on.
     */
    @Override
    public void addPassword(String username, NewPassword password, Optional<SecretBytes> current)
            throws TargetException {
        List<String> changes = new ArrayList<>();
        for (String account : accountsOf(username)) {
            MySqlVerifier verifier = verifier(account, password);
            if (!mainIs(account, password)) {
                if (current.isPresent() && !mainIs(account, new NewPassword(current.get(), password.salt()))) {
                    throw new TargetException(
                            LoginOutcome.UNSUITABLE,
                            "the login's main password is not the current version's, which would be lost");
                }
                changes.add(
                        account.equals(own())
                                ? ownChange(password) + RETAIN
                                : "ALTER USER " + account + grammar().identified(verifier) + RETAIN);
            }
        }
        changeAll(changes, "adding a password");
    }

    @Override
    public void discardOldPasswords(String username, NewPassword kept) throws TargetException {
        List<String> changes = new ArrayList<>();
        for (String account : accountsOf(username)) {
            if (!mainIs(account, kept)) {
                throw new TargetException(
                        LoginOutcome.UNSUITABLE, "the login's main password is another: nothing was discarded");
            }
            changes.add("ALTER USER " + account + DISCARD);
        }
        changeAll(changes, "discarding the old password");
    }

    private List<String> accountsOf(String username) throws TargetException {
        if (username.equals(login())) {
            requireOwnAccount();
            return List.of(own());
        }
        return accounts().require(username).stream()
                .map(host -> grammar().account(username, host))
                .toList();
    }

    private boolean mainIs(String account, NewPassword password) throws TargetException {
        return accounts()
                .definition(account)
                .onlyWay()
                .filter(way -> way.verifies(reveal(password)))
                .isPresent();
    }
}
