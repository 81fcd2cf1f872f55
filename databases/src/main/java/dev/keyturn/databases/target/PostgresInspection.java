package dev.keyturn.databases.target;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.rotation.RotationTarget;

/** What speaks for and against a rotation in a PostgreSQL. Reads only. */
final class PostgresInspection {
    private final Connection connection;
    private final List<Finding> findings = new ArrayList<>();

    PostgresInspection(Connection connection) {
        this.connection = connection;
    }

    List<Finding> of(RotationTarget target, Optional<String> twin) throws TargetException {
        try {
            server();
            tls();
            login(target.username());
            if (target.admin().isPresent()) {
                administrator();
            }
            if (twin.isPresent()) {
                twins(target.username(), twin.get());
            }
            replication();
            return List.copyOf(findings);
        } catch (SQLException e) {
            throw PostgresFailure.ofQuery(e, "looking at the database");
        }
    }

    private void server() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT current_setting('server_version'), pg_is_in_recovery()")) {
            row.next();
            findings.add(
                    row.getBoolean(2)
                            ? Finding.problem("server", "this is a standby, which takes no changes")
                            : Finding.good("server", "PostgreSQL " + TargetException.printable(row.getString(1))));
        }
    }

    private void tls() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT ssl, version, cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            boolean encrypted = row.next() && row.getBoolean(1);
            findings.add(
                    encrypted
                            ? Finding.good("TLS", row.getString(2) + ", " + row.getString(3))
                            : Finding.warning("TLS", "not used: allowed on loopback only"));
        }
    }

    private void login(String username) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT rolcanlogin, rolvaliduntil < now(), rolvaliduntil::text, rolsuper
                FROM pg_roles WHERE rolname = ?::text""")) {
            statement.setString(1, username);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    findings.add(Finding.problem("login", "`" + username + "` does not exist"));
                } else if (!row.getBoolean(1)) {
                    findings.add(Finding.problem("login", "`" + username + "` may not log in"));
                } else if (row.getBoolean(2)) {
                    findings.add(Finding.problem("login", "`" + username + "` was valid until " + row.getString(3)));
                } else if (row.getBoolean(4)) {
                    findings.add(Finding.warning("login", "`" + username + "` is a superuser"));
                } else {
                    findings.add(Finding.good("login", "`" + username + "` may log in"));
                }
            }
        }
    }

    private void administrator() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT rolname, rolsuper, rolcreaterole, pg_has_role(oid, 'pg_read_all_stats', 'USAGE')
                        FROM pg_roles WHERE rolname = current_user""")) {
            row.next();
            String name = "`" + row.getString(1) + "`";
            if (row.getBoolean(2)) {
                findings.add(Finding.warning("administrator", name + " is a superuser; CREATEROLE would be enough"));
            } else if (!row.getBoolean(3)) {
                findings.add(Finding.problem("administrator", name + " has no CREATEROLE"));
            } else if (!row.getBoolean(4)) {
                findings.add(Finding.warning(
                        "administrator",
                        name + " is not in pg_read_all_stats and may not see from where others connect"));
            } else {
                findings.add(Finding.good("administrator", name + " has CREATEROLE"));
            }
        }
    }

    private void twins(String first, String second) throws SQLException {
        PostgresTwins twins = new PostgresTwins(connection);
        List<String> own = twins.ownThings(first);
        List<String> roles = twins.ownerRoles(first);
        if (!own.isEmpty()) {
            findings.add(Finding.problem(
                    "twins", "`" + first + "` " + String.join(", ", own) + ": a twin would not share that"));
        } else if (roles.isEmpty()) {
            findings.add(Finding.problem("twins", "`" + first + "` is a member of no role without LOGIN"));
        } else {
            findings.add(
                    Finding.good("twins", "`" + first + "` and `" + second + "` share " + String.join(", ", roles)));
        }
    }

    /** A client of a standby is refused until the change has come there. */
    private void replication() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT count(*), coalesce(extract(epoch FROM max(replay_lag)), 0) FROM pg_stat_replication""")) {
            row.next();
            if (row.getInt(1) == 0) {
                findings.add(Finding.good("replication", "no standby is connected"));
            } else if (row.getDouble(2) > 1) {
                findings.add(Finding.warning(
                        "replication",
                        "a standby is " + (long) row.getDouble(2)
                                + " s behind: its clients are refused for that long"));
            } else {
                findings.add(Finding.good("replication", row.getInt(1) + " standbys are up to date"));
            }
        }
    }
}
