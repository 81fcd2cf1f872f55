package dev.keyturn.databases.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;

/** What speaks for and against a rotation in an Oracle. Reads only. */
final class OracleInspection {
    private final Statements statements;
    private final String login;
    private final List<Finding> findings = new ArrayList<>();

    OracleInspection(Statements statements, String login) {
        this.statements = statements;
        this.login = login;
    }

    List<Finding> of(RotationTarget target, Optional<String> twin) throws TargetException {
        findings.add(
                target.tls()
                        ? Finding.good("TLS", "chain and name were verified")
                        : Finding.warning("TLS", "not used: allowed on loopback only"));
        if (target.username().equals(login)) {
            ownAccount();
        } else {
            administrator();
            account(target.username());
        }
        if (twin.isPresent()) {
            twins(target.username(), twin.get());
        }
        return List.copyOf(findings);
    }

    /** USER_USERS is everybody's. */
    private void ownAccount() throws TargetException {
        SequencedMap<String, String> row = statements
                .rows("SELECT ACCOUNT_STATUS, EXPIRY_DATE FROM USER_USERS", "looking at the login")
                .getFirst();
        status("`" + login + "`", row);
        findings.add(Finding.warning(
                "sessions",
                "`" + login + "` sees no other sessions: what an earlier rotation left ends by its lifetime"));
    }

    private void account(String username) throws TargetException {
        List<SequencedMap<String, String>> rows = statements.rows(
                "SELECT ACCOUNT_STATUS, EXPIRY_DATE FROM DBA_USERS WHERE USERNAME = " + OracleQuoting.text(username),
                "looking at the login");
        if (rows.isEmpty()) {
            findings.add(Finding.problem("login", "`" + username + "` does not exist"));
        } else {
            status("`" + username + "`", rows.getFirst());
        }
    }

    private void status(String name, SequencedMap<String, String> row) {
        String status = TargetException.printable(row.getOrDefault("account_status", ""));
        String expiry = TargetException.printable(row.getOrDefault("expiry_date", ""));
        if (!status.equals("OPEN")) {
            findings.add(Finding.problem("login", name + " is " + status));
        } else if (!expiry.isEmpty()) {
            findings.add(Finding.warning("login", "the password of " + name + " expires by its profile at " + expiry));
        } else {
            findings.add(Finding.good("login", name + " may log in"));
        }
    }

    private void administrator() throws TargetException {
        String name = "`" + login + "`";
        List<String> missing = new ArrayList<>();
        List<String> held =
                statements.rows("SELECT PRIVILEGE FROM SESSION_PRIVS", "reading our own privileges").stream()
                        .map(row -> row.firstEntry().getValue())
                        .toList();
        for (String needed : List.of("ALTER USER", "CREATE USER", "CREATE ROLE", "SELECT ANY DICTIONARY")) {
            if (!held.contains(needed)) {
                missing.add(needed);
            }
        }
        findings.add(
                missing.isEmpty()
                        ? Finding.good("administrator", name + " may change users and read the dictionary")
                        : Finding.warning(
                                "administrator",
                                name + " lacks " + String.join(", ", missing)
                                        + ", which making a second login takes, unless a role gives part of it"));
    }

    private void twins(String first, String second) throws TargetException {
        List<String> obstacles = new OracleTwins(statements).obstacles(first);
        if (!Engine.ORACLE.takes(second)) {
            findings.add(Finding.problem("twins", "`" + second + "` is longer than a name can be"));
        } else if (obstacles.isEmpty()) {
            findings.add(Finding.good("twins", "`" + first + "` and `" + second + "` share what roles hold"));
        } else {
            findings.add(Finding.problem("twins", "`" + first + "`: " + String.join(", ", obstacles)));
        }
    }
}
