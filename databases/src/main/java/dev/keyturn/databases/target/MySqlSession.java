package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * A session on MariaDB or MySQL whose settings its dialect has made.
 *
 * <p>A login is all accounts of its user name, one for each host it may come from. An administrator changes them all. An
 * ordinary login can change only the account that the server took it for ({@code CURRENT_USER}): where it has several,
 * {@link #inspect} warns, and the others keep their passwords.
 *
 * <p>Who works on a secret's login holds a named lock of the server. The list of processes has no place for a session to
 * say what it is, but the server tells who holds a lock, and lets go of it when the session is gone. On a Galera cluster
 * the lock is of one node; what is left is the store's lease.
 */
abstract class MySqlSession implements LoginSession {
    private static final String PROGRAM = "program_name";

    private final Statements statements;
    private final MySqlGrammar grammar;
    private final MySqlAccounts accounts;
    private final String login;
    private final String lock;
    private final Duration patience;
    private final Clock clock;

    MySqlSession(
            Statements statements,
            MySqlGrammar grammar,
            RotationTarget target,
            SessionTag tag,
            Duration patience,
            Clock clock) {
        this.statements = statements;
        this.grammar = grammar;
        this.accounts = new MySqlAccounts(statements, grammar);
        this.login = target.username();
        this.lock = tag.family() + hash(login);
        this.patience = patience;
        this.clock = clock;
    }

    final Statements statements() {
        return statements;
    }

    final String login() {
        return login;
    }

    final MySqlAccounts accounts() {
        return accounts;
    }

    final MySqlGrammar grammar() {
        return grammar;
    }

    @Override
    public final void query() throws TargetException {
        statements.rows("SELECT 1", "a query");
    }

    /**
     * A login may end its own sessions without any privilege. What an ended session was doing is over, or undone, when
     * its lock is free.
     */
    @Override
    public final void endOtherRotationSessions() throws TargetException {
        String name = MySqlQuoting.text(lock);
        if (locked(name, Duration.ZERO)) {
            return;
        }
        String holder = statements.value("SELECT IS_USED_LOCK(" + name + ")", "looking for older rotation sessions");
        if (holder.matches("[0-9]{1,20}")) {
            String user = statements.value(
                    "SELECT USER FROM information_schema.processlist WHERE ID = " + holder,
                    "looking for older rotation sessions");
            if (!user.isEmpty() && !user.equals(login)) {
                throw new TargetException(
                        LoginOutcome.LOCKED, "another login holds the lock `" + lock + "` of this login's rotation");
            }
            try {
                statements.change("KILL " + holder, "ending older rotation sessions");
            } catch (TargetException e) {
                // Gone already, or not ours to end: whether the lock comes free tells.
            }
        }
        if (!locked(name, patience)) {
            throw new TargetException(LoginOutcome.LOCKED, "an older rotation session does not end");
        }
    }

    private boolean locked(String name, Duration wait) throws TargetException {
        return statements
                .value("SELECT GET_LOCK(" + name + ", " + wait.toSeconds() + ")", "ending older rotation sessions")
                .equals("1");
    }

    @Override
    public final void setPassword(String username, NewPassword password) throws TargetException {
        if (username.equals(login)) {
            requireOwnAccount();
            setOwnPassword(password);
        } else {
            setPasswordOfAll(username, password);
        }
    }

    /** Where an account of no name, or for proxies, has let the login in, it is not what the secret names. */
    final void requireOwnAccount() throws TargetException {
        String current = statements.value("SELECT CURRENT_USER()", "asking which account this is");
        int at = current.lastIndexOf('@');
        if (at < 0 || !current.substring(0, at).equals(login)) {
            throw new TargetException(
                    LoginOutcome.UNSUITABLE,
                    "the server took `" + login + "` for another account: `" + TargetException.printable(current)
                            + "`");
        }
    }

    /** Of the account {@code CURRENT_USER()}; takes no privilege. */
    abstract void setOwnPassword(NewPassword password) throws TargetException;

    /** An administrator's; the second account may fail after the first was changed, so then it is not known. */
    private void setPasswordOfAll(String username, NewPassword password) throws TargetException {
        List<String> changes = new ArrayList<>();
        for (String host : accounts.require(username)) {
            String account = grammar.account(username, host);
            MySqlVerifier verifier = verifier(account, password);
            changes.add("ALTER USER " + account + grammar.identified(verifier));
            changes.addAll(afterSetting(account));
        }
        changeAll(changes, "setting the password");
    }

    /** What else makes it the only password. */
    List<String> afterSetting(String account) {
        return List.of();
    }

    final MySqlVerifier verifier(String account, NewPassword password) throws TargetException {
        return accounts.verifier(accounts.definition(account), reveal(password), password.salt());
    }

    static String reveal(NewPassword password) {
        return password.password().revealUtf8(Reason.DATABASE_LOGIN);
    }

    final void changeAll(List<String> changes, String doing) throws TargetException {
        boolean begun = false;
        for (String change : changes) {
            try {
                statements.change(change, doing);
            } catch (TargetException e) {
                throw begun ? new TargetException(LoginOutcome.UNKNOWN, String.valueOf(e.getMessage())) : e;
            }
            begun = true;
        }
    }

    @Override
    public final void makeTwin(String model, String twin, NewPassword password) throws TargetException {
        new MySqlTwins(statements, grammar).make(model, twin, reveal(password), password.salt());
    }

    @Override
    public final void enable(String username) throws TargetException {
        lock(accounts.require(username), username, " ACCOUNT UNLOCK", "enabling the login");
    }

    @Override
    public final void disable(String username) throws TargetException {
        lock(accounts.ofUser(username), username, " ACCOUNT LOCK", "disabling the login");
    }

    private void lock(List<String> hosts, String username, String how, String doing) throws TargetException {
        changeAll(
                hosts.stream()
                        .map(host -> "ALTER USER " + grammar.account(username, host) + how)
                        .toList(),
                doing);
    }

    @Override
    public final void drop(String username) throws TargetException {
        changeAll(
                accounts.ofUser(username).stream()
                        .map(host -> "DROP USER IF EXISTS " + grammar.account(username, host))
                        .toList(),
                "dropping the login");
    }

    @Override
    public final boolean isTwin(String model, String twin) throws TargetException {
        return new MySqlTwins(statements, grammar).isOurs(model, twin);
    }

    @Override
    public final boolean exists(String username) throws TargetException {
        return !accounts.ofUser(username).isEmpty();
    }

    /**
     * The server does not tell when a session logged in: {@code since} is since when it does what it does now, or waits.
     * What it calls itself is known only with {@code performance_schema}, without which our own other sessions are
     * listed too, for the seconds that they last.
     */
    @Override
    public final List<Consumer> consumers(String username) throws TargetException {
        Map<String, String> programs = programs();
        Instant now = clock.instant();
        List<Consumer> consumers = new ArrayList<>();
        for (SequencedMap<String, String> row : statements.rows(
                "SELECT ID, HOST, TIME FROM information_schema.processlist WHERE CAST(USER AS BINARY) = "
                        + MySqlQuoting.text(username) + " AND ID <> CONNECTION_ID() ORDER BY ID",
                "looking for who is connected")) {
            String program = programs.getOrDefault(row.getOrDefault("id", ""), "");
            if (!program.startsWith(SessionTag.PREFIX)) {
                String address = row.getOrDefault("host", "").replaceFirst(":[0-9]+$", "");
                consumers.add(new Consumer(address, program, now.minusSeconds(seconds(row.getOrDefault("time", "")))));
            }
        }
        return consumers;
    }

    private Map<String, String> programs() throws TargetException {
        Map<String, String> programs = new HashMap<>();
        try {
            for (SequencedMap<String, String> row : statements.rows(
                    "SELECT PROCESSLIST_ID, ATTR_VALUE FROM performance_schema.session_connect_attrs"
                            + " WHERE ATTR_NAME = '" + PROGRAM + "'",
                    "looking for who is connected")) {
                programs.put(row.getOrDefault("processlist_id", ""), row.getOrDefault("attr_value", ""));
            }
        } catch (TargetException e) {
            if (e.outcome() != LoginOutcome.NO_PERMISSION) {
                throw e;
            }
        }
        return programs;
    }

    private static long seconds(String text) {
        return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
    }

    @Override
    public final List<Finding> inspect(RotationTarget target, Optional<String> twin) throws TargetException {
        return new MySqlInspection(statements, grammar, login).of(target, twin);
    }

    @Override
    public final void close() {
        statements.close();
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
