package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import dev.keyturn.databases.target.SqlServerLogins.Login;
import dev.keyturn.databases.target.SqlServerLogins.User;

/**
 * Makes one login the twin of another: a user in the same databases, the same roles there and on the server. What a pair
 * may do belongs to roles; a twin would not share what the model holds by itself.
 *
 * <p>A new login gets a password that nobody knows and, when all else is done, its own: one that logs in is whole. Each
 * statement may be repeated.
 *
 * <p>What we made is known by its SID, which CREATE LOGIN lets us choose.
 */
final class SqlServerTwins {
    private static final int SID_BYTES = 16;

    private final Statements statements;
    private final SqlServerLogins logins;

    SqlServerTwins(Statements statements, SqlServerLogins logins) {
        this.statements = statements;
        this.logins = logins;
    }

    void make(String model, String twin, String password) throws TargetException {
        Login from = logins.require(model);
        List<User> users = logins.users(from);
        requireShareable(model, from, users);
        Optional<Login> present = logins.find(twin);
        if (present.isPresent() && !present.get().sid().equals(sid(model))) {
            throw unsuitable("there is a login `" + twin + "` already, which was not made as the twin of `" + model
                    + "`: rename or drop it");
        }
        String name = SqlServerQuoting.name(twin);
        List<String> changes = new ArrayList<>();
        if (present.isEmpty()) {
            changes.add("CREATE LOGIN " + name + " WITH PASSWORD = " + SqlServerQuoting.password(untold(password))
                    + ", SID = " + sid(model) + ", " + from.options());
        }
        changes.addAll(serverRoles(model, twin, present.isPresent()));
        List<User> held = present.isPresent() ? logins.users(present.get()) : List.of();
        for (User user : users) {
            changes.addAll(in(user, twin, held));
        }
        for (User user : held) {
            if (users.stream().noneMatch(of -> of.database().equals(user.database()))) {
                changes.add(SqlServerLogins.in(user.database(), "DROP USER " + SqlServerQuoting.name(user.name())));
            }
        }
        changes.add("ALTER LOGIN " + name + " WITH PASSWORD = " + SqlServerQuoting.password(password) + ", "
                + from.options());
        changes.add("ALTER LOGIN " + name + " ENABLE");
        for (String change : changes) {
            statements.change(change, "making the twin");
        }
    }

    /** What stands in the way of a twin of this login; empty if nothing does. */
    List<String> obstacles(String model) throws TargetException {
        Login login = logins.require(model);
        return obstacles(login, logins.users(login));
    }

    /** Names of the catalogue and names of ours have different collations, which a UNION would not take together. */
    private List<String> obstacles(Login login, List<User> users) throws TargetException {
        List<String> obstacles = new ArrayList<>();
        String name = SqlServerQuoting.text(login.name());
        for (String thing : firstColumn(
                "SELECT N'it holds ' + p.permission_name COLLATE DATABASE_DEFAULT + N' by itself' AS thing FROM sys.server_permissions p JOIN"
                        + " sys.sql_logins l ON l.principal_id = p.grantee_principal_id WHERE l.name = " + name
                        + " AND p.type <> 'COSQ' UNION SELECT N'it owns the database ' + d.name COLLATE DATABASE_DEFAULT FROM sys.databases d"
                        + " WHERE d.owner_sid = " + login.sid()
                        + " UNION SELECT N'it owns the server role ' + r.name COLLATE DATABASE_DEFAULT FROM sys.server_principals r JOIN"
                        + " sys.sql_logins l ON l.principal_id = r.owning_principal_id WHERE l.name = " + name
                        + " UNION SELECT N'it is in sysadmin' FROM sys.server_role_members m JOIN sys.sql_logins l ON"
                        + " l.principal_id = m.member_principal_id WHERE l.name = " + name
                        + " AND m.role_principal_id = SUSER_ID(N'sysadmin')")) {
            obstacles.add(TargetException.printable(thing));
        }
        boolean hasRole = !serverRolesOf(login.name()).isEmpty();
        for (User user : users) {
            for (String thing : firstColumn(ownThings(user))) {
                obstacles.add(TargetException.printable(thing + " in the database " + user.database()));
            }
            hasRole |= !rolesOf(user).isEmpty();
        }
        if (!hasRole) {
            obstacles.add("it has no role");
        }
        return obstacles;
    }

    /** CONNECT is what makes a user one that can be used. */
    private static String ownThings(User user) {
        String of = SqlServerQuoting.name(user.database()) + ".sys.";
        String id = "(SELECT principal_id FROM " + of + "database_principals WHERE name = "
                + SqlServerQuoting.text(user.name()) + ")";
        return "SELECT N'it holds ' + permission_name COLLATE DATABASE_DEFAULT + N' by itself' AS thing FROM " + of
                + "database_permissions WHERE type <> 'CO' AND grantee_principal_id = " + id
                + " UNION SELECT N'it owns the schema ' + name COLLATE DATABASE_DEFAULT FROM " + of
                + "schemas WHERE principal_id = " + id
                + " UNION SELECT N'it owns ' + name COLLATE DATABASE_DEFAULT FROM " + of
                + "objects WHERE principal_id = " + id
                + " UNION SELECT N'it owns the role ' + name COLLATE DATABASE_DEFAULT FROM " + of
                + "database_principals WHERE owning_principal_id = " + id;
    }

    private void requireShareable(String model, Login login, List<User> users) throws TargetException {
        List<String> obstacles = obstacles(login, users);
        if (!obstacles.isEmpty()) {
            throw unsuitable("the login `" + model + "` cannot be one of two: " + String.join(", ", obstacles)
                    + "; let roles own and hold all that, and make its users their members");
        }
    }

    /** Those of the model, and no others. */
    private List<String> serverRoles(String model, String twin, boolean present) throws TargetException {
        List<String> wanted = serverRolesOf(model);
        List<String> held = present ? serverRolesOf(twin) : List.of();
        return memberships(wanted, held, "ALTER SERVER ROLE ", SqlServerQuoting.name(twin));
    }

    private List<String> serverRolesOf(String login) throws TargetException {
        return firstColumn("SELECT r.name AS role FROM sys.server_role_members m JOIN sys.server_principals r ON"
                + " r.principal_id = m.role_principal_id JOIN sys.sql_logins l ON l.principal_id ="
                + " m.member_principal_id WHERE l.name = " + SqlServerQuoting.text(login) + " ORDER BY r.name");
    }

    /** The twin's user is called as its login; somebody else's of that name is left alone, by the server's refusal. */
    private List<String> in(User model, String twin, List<User> held) throws TargetException {
        Optional<User> there = held.stream()
                .filter(user -> user.database().equals(model.database()))
                .findFirst();
        String name = SqlServerQuoting.name(there.map(User::name).orElse(twin));
        String schema =
                model.schema().isEmpty() ? "" : " WITH DEFAULT_SCHEMA = " + SqlServerQuoting.name(model.schema());
        List<String> changes = new ArrayList<>();
        if (there.isEmpty()) {
            changes.add("CREATE USER " + name + " FOR LOGIN " + SqlServerQuoting.name(twin) + schema);
        } else if (!schema.isEmpty()) {
            changes.add("ALTER USER " + name + schema);
        }
        changes.addAll(
                memberships(rolesOf(model), there.isPresent() ? rolesOf(there.get()) : List.of(), "ALTER ROLE ", name));
        return changes.stream()
                .map(change -> SqlServerLogins.in(model.database(), change))
                .toList();
    }

    private List<String> rolesOf(User user) throws TargetException {
        String of = SqlServerQuoting.name(user.database()) + ".sys.";
        return firstColumn("SELECT r.name AS role FROM " + of + "database_role_members m JOIN " + of
                + "database_principals r ON r.principal_id = m.role_principal_id JOIN " + of
                + "database_principals u ON u.principal_id = m.member_principal_id WHERE u.name = "
                + SqlServerQuoting.text(user.name()) + " ORDER BY r.name");
    }

    private static List<String> memberships(List<String> wanted, List<String> held, String alter, String member) {
        List<String> changes = new ArrayList<>();
        for (String role : new TreeSet<>(held)) {
            if (!wanted.contains(role)) {
                changes.add(alter + SqlServerQuoting.name(role) + " DROP MEMBER " + member);
            }
        }
        for (String role : wanted) {
            if (!held.contains(role)) {
                changes.add(alter + SqlServerQuoting.name(role) + " ADD MEMBER " + member);
            }
        }
        return changes;
    }

    private List<String> firstColumn(String query) throws TargetException {
        return statements.rows(query, "looking at the login and its twin").stream()
                .map(row -> row.firstEntry().getValue())
                .toList();
    }

    /** Of the twin of that login, and of nobody else. */
    static String sid(String model) {
        return "0x" + HexFormat.of().withUpperCase().formatHex(digest("keyturn twin of " + model), 0, SID_BYTES);
    }

    /** Known to who knows the password that it gets in the end; as complex as a policy may want it. */
    private static String untold(String password) {
        return "Aa1-"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(digest("keyturn, not yet ready " + password));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static TargetException unsuitable(String problem) {
        return new TargetException(LoginOutcome.UNSUITABLE, problem);
    }
}
