package dev.keyturn.databases.target;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes one login the twin of another. What a pair may do belongs to roles that nobody logs in as, and both are members:
 * a privilege granted to such a role later reaches both, and a table made under it is owned by neither.
 *
 * <p>One transaction, since PostgreSQL has that for roles: a twin is there whole, or not at all.
 */
final class PostgresTwins {

    /** Settings whose stored value is a list that must not be quoted as one; those that a session may set. */
    private static final Set<String> LISTS = Set.of("search_path", "temp_tablespaces");

    /** The same, of which a session may set none: only their values can be taken apart. */
    private static final Set<String> LIBRARIES = Set.of("local_preload_libraries", "session_preload_libraries");

    /** PostgreSQL 16 told apart inheriting from being able to SET ROLE. */
    private static final int GRANTS_HAVE_OPTIONS = 16;

    private final Connection connection;

    PostgresTwins(Connection connection) {
        this.connection = connection;
    }

    /** @param verifier quoted */
    void make(String model, String twin, String verifier) throws TargetException {
        List<String> statements = new ArrayList<>();
        try {
            requireNothingOfItsOwn(model);
            requireOwnerRole(model);
            String name = PostgresQuoting.identifier(twin);
            if (exists(twin)) {
                requireOurs(model, twin);
                requireNothingOfItsOwn(twin);
            } else {
                statements.add("CREATE ROLE " + name + " NOLOGIN");
                statements.add("COMMENT ON ROLE " + name + " IS " + PostgresQuoting.literal(mark(model)));
            }
            statements.add("ALTER ROLE " + name + attributes(model));
            statements.addAll(memberships(model, twin));
            statements.add("ALTER ROLE " + name + " RESET ALL");
            statements.addAll(settings(model, twin));
            statements.add("ALTER ROLE " + name + " LOGIN PASSWORD " + verifier);
        } catch (SQLException e) {
            throw PostgresFailure.ofQuery(e, "looking at the login and its twin");
        }
        execute(statements);
    }

    /**
     * What stands in the way of a twin, which has none of it: empty if nothing does.
     *
     * <p>pg_shdepend names, for every database of the server, what a role owns and which privileges and policies name
     * it. Memberships are there too, and are what a twin does share.
     */
    List<String> ownThings(String role) throws SQLException {
        List<String> things = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
                FROM pg_roles WHERE rolname = ?::text""")) {
            statement.setString(1, role);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return List.of("it does not exist");
                }
                String[] names = {"SUPERUSER", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS"};
                for (int i = 0; i < names.length; i++) {
                    if (row.getBoolean(i + 1)) {
                        things.add("is " + names[i]);
                    }
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT CASE deptype WHEN 'o' THEN 'owns something' WHEN 'r' THEN 'is named by a row policy'
                    ELSE 'holds a privilege' END || coalesce(' in database ' || datname, '')
                FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid
                LEFT JOIN pg_database b ON b.oid = d.dbid
                WHERE d.refclassid = 'pg_authid'::regclass AND r.rolname = ?::text
                    AND d.classid <> 'pg_auth_members'::regclass
                GROUP BY 1 ORDER BY 1""")) {
            statement.setString(1, role);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    things.add(rows.getString(1));
                }
            }
        }
        return things;
    }

    /** The roles that give a login its rights and that nobody logs in as. */
    List<String> ownerRoles(String login) throws SQLException {
        List<String> roles = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT g.rolname FROM pg_auth_members m
                JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member
                WHERE r.rolname = ?::text AND NOT g.rolcanlogin ORDER BY 1""")) {
            statement.setString(1, login);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    roles.add(rows.getString(1));
                }
            }
        }
        return roles;
    }

    private void requireNothingOfItsOwn(String role) throws SQLException, TargetException {
        List<String> things = ownThings(role);
        if (!things.isEmpty()) {
            throw new TargetException(
                    LoginOutcome.UNSUITABLE,
                    "the login `" + role + "` cannot be one of two: it " + String.join(", ", things)
                            + "; let a role without LOGIN own and hold all that, and make the login its member");
        }
    }

    private void requireOwnerRole(String model) throws SQLException, TargetException {
        if (ownerRoles(model).isEmpty()) {
            throw new TargetException(
                    LoginOutcome.UNSUITABLE,
                    "the login `" + model + "` cannot be one of two: it is a member of no role without LOGIN");
        }
    }

    /** Whoever has a login of that name already did not ask to share it. */
    private void requireOurs(String model, String twin) throws TargetException {
        if (!isOurs(model, twin)) {
            throw new TargetException(
                    LoginOutcome.UNSUITABLE,
                    "there is a role `" + twin + "` already, which was not made as the twin of `" + model
                            + "`: rename or drop it, or give it the comment `" + mark(model) + "`");
        }
    }

    boolean isOurs(String model, String twin) throws TargetException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = ?::text")) {
            statement.setString(1, twin);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && mark(model).equals(row.getString(1));
            }
        } catch (SQLException e) {
            throw PostgresFailure.ofQuery(e, "looking for the twin's mark");
        }
    }

    private static String mark(String model) {
        return "made by keyturn, twin of " + model;
    }

    private boolean exists(String role) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM pg_roles WHERE rolname = ?::text")) {
            statement.setString(1, role);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private String attributes(String model) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT rolinherit, rolconnlimit FROM pg_roles WHERE rolname = ?::text")) {
            statement.setString(1, model);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return "";
                }
                return (row.getBoolean(1) ? " INHERIT" : " NOINHERIT") + " CONNECTION LIMIT " + row.getInt(2);
            }
        }
    }

    /** Those of the model, and no others. */
    private List<String> memberships(String model, String twin) throws SQLException {
        boolean options = connection.getMetaData().getDatabaseMajorVersion() >= GRANTS_HAVE_OPTIONS;
        List<String> statements = new ArrayList<>();
        String member = PostgresQuoting.identifier(twin);
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT g.rolname FROM pg_auth_members m
                JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member
                WHERE r.rolname = ?::text AND m.roleid NOT IN (SELECT o.roleid FROM pg_auth_members o
                    JOIN pg_roles p ON p.oid = o.member WHERE p.rolname = ?::text)""")) {
            statement.setString(1, twin);
            statement.setString(2, model);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    statements.add("REVOKE " + PostgresQuoting.identifier(rows.getString(1)) + " FROM " + member);
                }
            }
        }
        String columns = options
                ? "bool_or(admin_option), bool_or(inherit_option), bool_or(set_option)"
                : "bool_or(admin_option), true, true";
        try (PreparedStatement statement = connection.prepareStatement("SELECT g.rolname, " + columns + """
                 FROM pg_auth_members m
                JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member
                WHERE r.rolname = ?::text GROUP BY g.rolname ORDER BY g.rolname""")) {
            statement.setString(1, model);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String grant = "GRANT " + PostgresQuoting.identifier(rows.getString(1)) + " TO " + member;
                    if (options) {
                        grant += " WITH ADMIN " + rows.getBoolean(2) + ", INHERIT " + rows.getBoolean(3) + ", SET "
                                + rows.getBoolean(4);
                    } else if (rows.getBoolean(2)) {
                        grant += " WITH ADMIN OPTION";
                    }
                    statements.add(grant);
                }
            }
        }
        return statements;
    }

    /** As whom it acts ({@code role}), its search path, its time-outs: of all databases and of each. */
    private List<String> settings(String model, String twin) throws SQLException {
        List<String> statements = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT d.datname, split_part(c, '=', 1), substr(c, strpos(c, '=') + 1)
                FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
                LEFT JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) c
                WHERE r.rolname = ?::text""")) {
            statement.setString(1, model);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String database = rows.getString(1);
                    String name = rows.getString(2);
                    String alter = "ALTER ROLE " + PostgresQuoting.identifier(twin)
                            + (database == null ? "" : " IN DATABASE " + PostgresQuoting.identifier(database))
                            + " SET " + PostgresQuoting.identifier(name);
                    String value = PostgresQuoting.literal(rows.getString(3));
                    if (LISTS.contains(name)) {
                        statements.add("SELECT pg_catalog.set_config(" + PostgresQuoting.literal(name) + ", " + value
                                + ", true)");
                        statements.add(alter + " FROM CURRENT");
                        // INVARIANT: no name that follows is looked up where the login chose.
                        statements.add("SET LOCAL search_path = pg_catalog");
                    } else if (LIBRARIES.contains(name)) {
                        statements.add(alter + " = " + libraries(rows.getString(3)));
                    } else {
                        statements.add(alter + " = " + value);
                    }
                }
            }
        }
        return statements;
    }

    /** Names of files, which hold neither commas nor quotes. */
    private static String libraries(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(library -> PostgresQuoting.literal(library.strip().replace("\"", "")))
                .collect(Collectors.joining(", "));
    }

    private void execute(List<String> statements) throws TargetException {
        try {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false); // braces in a quoted name are no JDBC escape
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // What failed leaves the transaction to be undone, with the connection if not before.
            PostgresSession.abandon(connection);
            throw PostgresFailure.ofChange(e, "making the twin");
        }
    }
}
