package dev.keyturn.databases.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Looks up logins, which are the server's, and their users, of which each database has its own. */
final class SqlServerLogins {
    private final Statements statements;

    SqlServerLogins(Statements statements) {
        this.statements = statements;
    }

    /**
     * A login that authenticates by password.
     *
     * @param sid what ties it to its users, as {@code 0x…}
     * @param options for {@code CREATE LOGIN} and {@code ALTER LOGIN}: default database and language, and policies
     */
    record Login(String name, String sid, boolean disabled, String options) {}

    /**
     * What a login is in one database.
     *
     * @param schema where its names are looked up first; empty if it has none
     */
    record User(String database, String name, String schema) {}

    Optional<Login> find(String name) throws TargetException {
        List<SequencedMap<String, String>> rows = statements.rows(
                "SELECT name, CONVERT(varchar(100), sid, 1) AS sid, is_disabled, default_database_name,"
                        + " default_language_name, is_policy_checked, is_expiration_checked FROM sys.sql_logins WHERE"
                        + " name = " + SqlServerQuoting.text(name),
                "looking for the login");
        return rows.isEmpty() ? Optional.empty() : Optional.of(login(rows.getFirst()));
    }

    Login require(String name) throws TargetException {
        return find(name)
                .orElseThrow(() -> new TargetException(
                        LoginOutcome.NO_PERMISSION,
                        "there is no login `" + name + "` that authenticates by password, or it is not shown"));
    }

    private static Login login(SequencedMap<String, String> row) {
        return new Login(
                row.getOrDefault("name", ""),
                hexadecimal(row.getOrDefault("sid", "")),
                isTrue(row, "is_disabled"),
                option("DEFAULT_DATABASE", row.getOrDefault("default_database_name", ""))
                        + option("DEFAULT_LANGUAGE", row.getOrDefault("default_language_name", ""))
                        + "CHECK_EXPIRATION = " + (isTrue(row, "is_expiration_checked") ? "ON" : "OFF")
                        + ", CHECK_POLICY = " + (isTrue(row, "is_policy_checked") ? "ON" : "OFF"));
    }

    private static String option(String name, String value) {
        return value.isEmpty() ? "" : name + " = " + SqlServerQuoting.name(value) + ", ";
    }

    /** The login's user in each database. */
    List<User> users(Login login) throws TargetException {
        List<User> users = new ArrayList<>();
        for (String database : databases()) {
            for (SequencedMap<String, String> row : statements.rows(
                    "SELECT name, default_schema_name FROM " + SqlServerQuoting.name(database)
                            + ".sys.database_principals WHERE sid = " + login.sid(),
                    "looking for the login's users")) {
                users.add(
                        new User(database, row.getOrDefault("name", ""), row.getOrDefault("default_schema_name", "")));
            }
        }
        return users;
    }

    /**
     * Those that are open to changes. The server's own but for {@code master} hold nothing that lasts or is anybody's.
     *
     * @throws TargetException if there is one that this session may not look into
     */
    private List<String> databases() throws TargetException {
        List<String> databases = new ArrayList<>();
        for (SequencedMap<String, String> row : statements.rows(
                "SELECT name, HAS_DBACCESS(name) AS open_to_us FROM sys.databases WHERE state = 0 AND is_read_only = 0"
                        + " AND name NOT IN (N'model', N'tempdb') ORDER BY name",
                "listing the databases")) {
            if (!isTrue(row, "open_to_us")) {
                throw new TargetException(
                        LoginOutcome.NO_PERMISSION,
                        "this login may not look into the database `"
                                + TargetException.printable(row.getOrDefault("name", "")) + "`");
            }
            databases.add(row.getOrDefault("name", ""));
        }
        return databases;
    }

    /** Whether this session's login has a permission of the server. */
    boolean may(String permission) throws TargetException {
        return statements
                .value(
                        "SELECT HAS_PERMS_BY_NAME(NULL, NULL, " + SqlServerQuoting.text(permission) + ") AS may",
                        "looking at our own permissions")
                .equals("1");
    }

    /** The statement in another database than the session's. */
    static String in(String database, String statement) {
        return "EXEC " + SqlServerQuoting.name(database) + ".sys.sp_executesql " + SqlServerQuoting.text(statement);
    }

    private static String hexadecimal(String sid) {
        return sid.matches("0x[0-9A-Fa-f]{2,170}") ? sid : "0x00";
    }

    static boolean isTrue(SequencedMap<String, String> row, String column) {
        String text = row.getOrDefault(column, "");
        return text.equals("1") || text.equals("true");
    }
}
