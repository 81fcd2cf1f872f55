package dev.keyturn.databases.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;

/** What speaks for and against a rotation in a SQL Server. Reads only. */
final class SqlServerInspection {
    private final Statements statements;
    private final SqlServerLogins logins;
    private final String login;
    private final List<Finding> findings = new ArrayList<>();

    SqlServerInspection(Statements statements, SqlServerLogins logins, String login) {
        this.statements = statements;
        this.logins = logins;
        this.login = login;
    }

    List<Finding> of(RotationTarget target, Optional<String> twin) throws TargetException {
        server();
        findings.add(
                target.tls()
                        ? Finding.good("TLS", "chain and name were verified")
                        : Finding.warning("TLS", "not used: allowed on loopback only"));
        account(target.username());
        if (!target.username().equals(login)) {
            administrator();
        }
        if (twin.isPresent()) {
            twins(target.username(), twin.get());
        }
        return List.copyOf(findings);
    }

    private void server() throws TargetException {
        SequencedMap<String, String> row = statements
                .rows(
                        "SELECT CONVERT(nvarchar(128), SERVERPROPERTY('ProductVersion')) AS version,"
                                + " CONVERT(nvarchar(128), SERVERPROPERTY('Edition')) AS edition,"
                                + " CONVERT(nvarchar(60), DATABASEPROPERTYEX(DB_NAME(), 'Updateability')) AS changes,"
                                + " CONVERT(int, SERVERPROPERTY('IsHadrEnabled')) AS groups",
                        "looking at the server")
                .getFirst();
        String version =
                TargetException.printable(row.getOrDefault("version", "") + ", " + row.getOrDefault("edition", ""));
        findings.add(
                row.getOrDefault("changes", "").equals("READ_ONLY")
                        ? Finding.problem("server", version + ": the database is read-only, as on a secondary replica")
                        : Finding.good("server", version));
        findings.add(
                SqlServerLogins.isTrue(row, "groups")
                        ? Finding.warning(
                                "replication",
                                "logins are each server's own: a secondary of an availability group keeps the old"
                                        + " password, unless the group is a contained one")
                        : Finding.good("replication", "no availability groups"));
    }

    private void account(String username) throws TargetException {
        List<SequencedMap<String, String>> rows = statements.rows(
                "SELECT is_disabled, is_expiration_checked, CONVERT(int, LOGINPROPERTY(name, 'IsLocked')) AS locked,"
                        + " CONVERT(int, LOGINPROPERTY(name, 'IsExpired')) AS expired FROM sys.sql_logins WHERE name = "
                        + SqlServerQuoting.text(username),
                "looking at the login");
        String name = "`" + username + "`";
        if (rows.isEmpty()) {
            findings.add(
                    Finding.problem("login", name + " does not exist, is no login with a password, or is not shown"));
        } else if (SqlServerLogins.isTrue(rows.getFirst(), "is_disabled")) {
            findings.add(Finding.problem("login", name + " is disabled"));
        } else if (SqlServerLogins.isTrue(rows.getFirst(), "locked")) {
            findings.add(Finding.problem("login", name + " is locked after wrong passwords"));
        } else if (SqlServerLogins.isTrue(rows.getFirst(), "expired")) {
            findings.add(Finding.problem("login", "the password of " + name + " has expired"));
        } else if (SqlServerLogins.isTrue(rows.getFirst(), "is_expiration_checked")) {
            findings.add(Finding.warning("login", name + " has CHECK_EXPIRATION: its password expires by itself too"));
        } else {
            findings.add(Finding.good("login", name + " may log in"));
        }
    }

    private void administrator() throws TargetException {
        String name = "`" + login + "`";
        List<String> missing = new ArrayList<>();
        for (String needed : List.of("ALTER ANY LOGIN", "VIEW SERVER STATE")) {
            if (!logins.may(needed)) {
                missing.add(needed);
            }
        }
        boolean everything = statements
                .value("SELECT IS_SRVROLEMEMBER(N'sysadmin') AS everything", "looking at our own permissions")
                .equals("1");
        if (!missing.isEmpty()) {
            findings.add(Finding.problem("administrator", name + " lacks " + String.join(" and ", missing)));
        } else if (everything) {
            findings.add(Finding.warning("administrator", name + " is in sysadmin and may do everything"));
        } else {
            findings.add(Finding.good("administrator", name + " has ALTER ANY LOGIN and VIEW SERVER STATE"));
        }
    }

    private void twins(String first, String second) throws TargetException {
        List<String> obstacles = new SqlServerTwins(statements, logins).obstacles(first);
        if (!Engine.SQLSERVER.takes(second)) {
            findings.add(Finding.problem("twins", "`" + second + "` is longer than a name can be"));
        } else if (obstacles.isEmpty()) {
            findings.add(Finding.good("twins", "`" + first + "` and `" + second + "` share what roles hold"));
        } else {
            findings.add(Finding.problem("twins", "`" + first + "`: " + String.join(", ", obstacles)));
        }
    }
}
