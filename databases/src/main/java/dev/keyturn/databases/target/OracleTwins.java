package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Makes one user the twin of another: the same roles, profile and tablespaces. What a pair may do belongs to roles; a twin
 * would not share what the model holds by itself, but for CREATE SESSION, which it gets too.
 *
 * <p>Oracle ends a transaction with each of these statements. So a new user is locked until all else is done, and each may
 * be repeated.
 *
 * <p>What we made is known by a role that nobody else has: users bear no comments.
 */
final class OracleTwins {
    private final Statements statements;

    OracleTwins(Statements statements) {
        this.statements = statements;
    }

    private static final String NO_ROLE = "it has no role";

    /** @param options of {@code CREATE USER}: profile and tablespaces */
    private record User(String status, String authentication, String options) {}

    /** Of a granted role. */
    private record Grant(boolean administers, boolean byDefault) {}

    void make(String model, String twin, String password) throws TargetException {
        User from = require(model);
        requireShareable(model, from);
        String name = OracleQuoting.name(twin);
        String identified = " IDENTIFIED BY " + OracleQuoting.password(password);
        Map<String, Grant> wanted = roles(model);
        Map<String, Grant> held = Map.of();
        List<String> changes = new ArrayList<>();
        Optional<User> present = find(twin);
        if (present.isEmpty()) {
            changes.add("CREATE USER " + name + identified + from.options() + " ACCOUNT LOCK");
        } else {
            held = roles(twin);
            requireOurs(model, twin, present.get(), held);
        }
        if (statements
                .rows(
                        "SELECT ROLE FROM DBA_ROLES WHERE ROLE = " + OracleQuoting.text(mark(model)),
                        "looking for the twin's mark")
                .isEmpty()) {
            changes.add("CREATE ROLE " + OracleQuoting.name(mark(model)));
        }
        changes.add("GRANT " + OracleQuoting.name(mark(model)) + " TO " + name);
        changes.addAll(memberships(model, wanted, held, name));
        if (mayLogInByItself(model)) {
            changes.add("GRANT CREATE SESSION TO " + name);
        }
        changes.add("ALTER USER " + name + " DEFAULT ROLE " + defaultRoles(wanted));
        changes.add("ALTER USER " + name + identified + from.options() + " ACCOUNT UNLOCK");
        for (String change : changes) {
            statements.change(change, "making the twin");
        }
    }

    boolean isOurs(String model, String twin) throws TargetException {
        return roles(twin).containsKey(mark(model));
    }

    /** What stands in the way of a twin of this user; empty if nothing does. */
    List<String> obstacles(String model) throws TargetException {
        return obstacles(model, require(model));
    }

    private List<String> obstacles(String model, User user) throws TargetException {
        String name = OracleQuoting.text(model);
        List<String> obstacles = new ArrayList<>();
        if (!user.authentication().equals("PASSWORD")) {
            obstacles.add("it authenticates by " + TargetException.printable(user.authentication()));
        }
        for (SequencedMap<String, String> row : statements.rows(
                "SELECT 'it holds ' || PRIVILEGE || ' by itself' AS THING FROM DBA_SYS_PRIVS WHERE GRANTEE = " + name
                        + " AND PRIVILEGE <> 'CREATE SESSION' UNION SELECT 'it holds ' || PRIVILEGE || ' on ' || OWNER"
                        + " || '.' || TABLE_NAME || ' by itself' FROM DBA_TAB_PRIVS WHERE GRANTEE = " + name
                        + " UNION SELECT 'it owns the ' || LOWER(OBJECT_TYPE) || ' ' || OBJECT_NAME FROM DBA_OBJECTS"
                        + " WHERE ROWNUM <= 20 AND OWNER = " + name
                        + " UNION SELECT 'it has a quota on ' || TABLESPACE_NAME FROM DBA_TS_QUOTAS WHERE USERNAME = "
                        + name,
                "looking at the login and its twin")) {
            obstacles.add(TargetException.printable(row.firstEntry().getValue()));
        }
        Map<String, Grant> roles = roles(model);
        if (roles.isEmpty()) {
            obstacles.add(NO_ROLE);
        }
        if (roles.containsKey("DBA")) {
            obstacles.add("it has the role DBA");
        }
        return obstacles;
    }

    private void requireShareable(String model, User user) throws TargetException {
        List<String> obstacles = obstacles(model, user);
        if (!obstacles.isEmpty()) {
            throw unsuitable("the login `" + model + "` cannot be one of two: "
                    + String.join(", ", obstacles.subList(0, Math.min(20, obstacles.size())))
                    + "; let another user own and a role hold all that, and grant the login the role");
        }
    }

    /**
     * Whoever has a user of that name already did not ask to share it. A locked one that holds and owns nothing at all was
     * begun.
     */
    private void requireOurs(String model, String twin, User user, Map<String, Grant> held) throws TargetException {
        boolean begun =
                user.status().contains("LOCKED") && obstacles(twin, user).equals(List.of(NO_ROLE));
        if (!begun && !held.containsKey(mark(model))) {
            throw unsuitable("there is a user `" + twin + "` already, which was not made as the twin of `" + model
                    + "`: rename or drop it");
        }
    }

    private User require(String username) throws TargetException {
        return find(username)
                .orElseThrow(
                        () -> new TargetException(LoginOutcome.NO_PERMISSION, "there is no user `" + username + "`"));
    }

    private Optional<User> find(String username) throws TargetException {
        List<SequencedMap<String, String>> rows = statements.rows(
                "SELECT ACCOUNT_STATUS, AUTHENTICATION_TYPE, PROFILE, DEFAULT_TABLESPACE, TEMPORARY_TABLESPACE FROM"
                        + " DBA_USERS WHERE USERNAME = " + OracleQuoting.text(username),
                "looking for the login");
        return rows.isEmpty() ? Optional.empty() : Optional.of(user(rows.getFirst()));
    }

    private static User user(SequencedMap<String, String> row) {
        return new User(
                row.getOrDefault("account_status", ""),
                row.getOrDefault("authentication_type", ""),
                option("PROFILE", row.getOrDefault("profile", ""))
                        + option("DEFAULT TABLESPACE", row.getOrDefault("default_tablespace", ""))
                        + option("TEMPORARY TABLESPACE", row.getOrDefault("temporary_tablespace", "")));
    }

    private static String option(String name, String value) {
        return value.isEmpty() ? "" : " " + name + " " + OracleQuoting.name(value);
    }

    private SequencedMap<String, Grant> roles(String username) throws TargetException {
        SequencedMap<String, Grant> roles = new LinkedHashMap<>();
        for (SequencedMap<String, String> row : statements.rows(
                "SELECT GRANTED_ROLE, ADMIN_OPTION, DEFAULT_ROLE FROM DBA_ROLE_PRIVS WHERE GRANTEE = "
                        + OracleQuoting.text(username) + " ORDER BY GRANTED_ROLE",
                "looking at the login and its twin")) {
            roles.put(
                    row.getOrDefault("granted_role", ""),
                    new Grant(
                            row.getOrDefault("admin_option", "").equals("YES"),
                            row.getOrDefault("default_role", "").equals("YES")));
        }
        return roles;
    }

    private boolean mayLogInByItself(String model) throws TargetException {
        return !statements
                .rows(
                        "SELECT PRIVILEGE FROM DBA_SYS_PRIVS WHERE PRIVILEGE = 'CREATE SESSION' AND GRANTEE = "
                                + OracleQuoting.text(model),
                        "looking at the login and its twin")
                .isEmpty();
    }

    /** Those of the model, and no others. */
    private static List<String> memberships(
            String model, Map<String, Grant> wanted, Map<String, Grant> held, String to) {
        List<String> changes = new ArrayList<>();
        held.forEach((role, grant) -> {
            boolean administersTooMuch = grant.administers()
                    && wanted.containsKey(role)
                    && !wanted.getOrDefault(role, grant).administers();
            if (!role.equals(mark(model)) && (!wanted.containsKey(role) || administersTooMuch)) {
                changes.add("REVOKE " + OracleQuoting.name(role) + " FROM " + to);
            }
        });
        wanted.forEach((role, grant) -> changes.add(
                "GRANT " + OracleQuoting.name(role) + " TO " + to + (grant.administers() ? " WITH ADMIN OPTION" : "")));
        return changes;
    }

    private static String defaultRoles(Map<String, Grant> wanted) {
        List<String> names = wanted.entrySet().stream()
                .filter(role -> role.getValue().byDefault())
                .map(role -> OracleQuoting.name(role.getKey()))
                .toList();
        return names.isEmpty() ? "NONE" : String.join(", ", names);
    }

    /** The name of a role: short enough for any version, the same for the same model. */
    static String mark(String model) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(model.getBytes(StandardCharsets.UTF_8));
            return "KEYTURN_TWIN_" + HexFormat.of().withUpperCase().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static TargetException unsuitable(String problem) {
        return new TargetException(LoginOutcome.UNSUITABLE, problem);
    }
}
