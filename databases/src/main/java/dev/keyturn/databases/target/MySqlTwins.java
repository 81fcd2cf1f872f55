package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one login the twin of another, account by account: the same hosts, the same roles, the same demands. What a pair
 * may do belongs to roles; a twin would not share what the model holds by itself.
 *
 * <p>Neither engine has transactions for accounts. So a new one is locked until all else is done, and each statement may
 * be repeated.
 *
 * <p>What we made is known by its mark: in MariaDB, where accounts bear no comments, a role that nobody else has; in
 * MySQL its comment.
 */
final class MySqlTwins {
    private static final Set<String> COPIED_REQUIREMENTS = Set.of("NONE", "SSL", "X509");
    private static final int LONGEST_MARK = 64;

    private final Statements statements;
    private final MySqlGrammar grammar;
    private final MySqlAccounts accounts;

    MySqlTwins(Statements statements, MySqlGrammar grammar) {
        this.statements = statements;
        this.grammar = grammar;
        this.accounts = new MySqlAccounts(statements, grammar);
    }

    void make(String model, String twin, String password, byte[] salt) throws TargetException {
        List<String> hosts = accounts.require(model);
        List<String> present = accounts.ofUser(twin);
        List<String> changes = new ArrayList<>();
        for (String host : present) {
            if (!hosts.contains(host)) {
                throw unsuitable("there is a login `" + twin + "` for host `" + host + "` already, where `" + model
                        + "` has none: drop it");
            }
            requireOurs(model, twin, host);
        }
        for (String host : hosts) {
            String from = grammar.account(model, host);
            MySqlAccount definition = accounts.definition(from);
            MySqlGrants grants = accounts.grants(from);
            requireShareable(model, definition, grants);
            MySqlVerifier verifier = accounts.verifier(definition, password, salt);
            String to = grammar.account(twin, host);
            MySqlGrants held = new MySqlGrants(Map.of(), "", List.of());
            if (present.contains(host)) {
                held = accounts.grants(to);
            } else {
                changes.add("CREATE USER IF NOT EXISTS " + to + grammar.identified(verifier) + " ACCOUNT LOCK"
                        + (grammar == MySqlGrammar.MYSQL ? " COMMENT " + MySqlQuoting.string(mark(model)) : ""));
            }
            if (grammar == MySqlGrammar.MARIADB) {
                changes.add("CREATE ROLE IF NOT EXISTS " + MySqlQuoting.name(mark(model)));
                changes.add("GRANT " + MySqlQuoting.name(mark(model)) + " TO " + to);
            }
            changes.addAll(memberships(model, grants, held, to));
            changes.addAll(defaultRoles(definition, grants, held, to));
            changes.add("ALTER USER " + to + grammar.identified(verifier) + demands(definition) + " ACCOUNT UNLOCK "
                    + definition.expiry());
        }
        for (String change : changes) {
            statements.change(change, "making the twin");
        }
    }

    /** Whether every account of that name was made as the twin of {@code model}. */
    boolean isOurs(String model, String twin) throws TargetException {
        for (String host : accounts.require(twin)) {
            if (!marked(model, twin, host, accounts.grants(grammar.account(twin, host)))) {
                return false;
            }
        }
        return true;
    }

    /** What stands in the way of a twin of this login; empty if nothing does. */
    List<String> obstacles(String model) throws TargetException {
        List<String> obstacles = new ArrayList<>();
        for (String host : accounts.require(model)) {
            String account = grammar.account(model, host);
            obstacles.addAll(obstacles(accounts.definition(account), accounts.grants(account)));
        }
        return obstacles.stream().distinct().toList();
    }

    private static List<String> obstacles(MySqlAccount definition, MySqlGrants grants) {
        List<String> obstacles = new ArrayList<>();
        grants.own().forEach(privilege -> obstacles.add("it holds " + privilege + " by itself"));
        if (grants.roles().isEmpty()) {
            obstacles.add("it has no role");
        }
        if (!COPIED_REQUIREMENTS.contains(definition.requirement())) {
            obstacles.add("it demands a client certificate of its own");
        }
        return obstacles;
    }

    private static void requireShareable(String model, MySqlAccount definition, MySqlGrants grants)
            throws TargetException {
        List<String> obstacles = obstacles(definition, grants);
        if (!obstacles.isEmpty()) {
            throw unsuitable("the login `" + model + "` cannot be one of two: " + String.join(", ", obstacles)
                    + "; let a role hold all that (CREATE ROLE, GRANT … TO the role), revoke it from the login, and grant"
                    + " the login the role");
        }
    }

    /**
     * Whoever has a login of that name already did not ask to share it. One that is locked and may do nothing is a twin
     * that was begun.
     */
    private void requireOurs(String model, String twin, String host) throws TargetException {
        String account = grammar.account(twin, host);
        MySqlGrants grants = accounts.grants(account);
        boolean begun = grants.own().isEmpty()
                && grants.roles().isEmpty()
                && accounts.definition(account).locked();
        if (!grants.own().isEmpty() || !(begun || marked(model, twin, host, grants))) {
            throw unsuitable("there is a login `" + twin + "` already, which was not made as the twin of `" + model
                    + "`: rename or drop it");
        }
    }

    private boolean marked(String model, String twin, String host, MySqlGrants grants) throws TargetException {
        if (grammar == MySqlGrammar.MARIADB) {
            return grants.roles().containsKey(MySqlQuoting.name(mark(model)));
        }
        String comment = statements.value(
                "SELECT JSON_UNQUOTE(JSON_EXTRACT(ATTRIBUTE, '$.comment')) FROM information_schema.user_attributes"
                        + " WHERE CAST(USER AS BINARY) = " + MySqlQuoting.text(twin) + " AND HOST = "
                        + MySqlQuoting.text(host),
                "looking for the twin's mark");
        return comment.equals(mark(model));
    }

    /** Those of the model, and no others. */
    private List<String> memberships(String model, MySqlGrants grants, MySqlGrants held, String to) {
        List<String> changes = new ArrayList<>();
        held.roles().keySet().stream()
                .filter(role -> !grants.roles().containsKey(role) && !role.equals(MySqlQuoting.name(mark(model))))
                .forEach(role -> changes.add("REVOKE " + role + " FROM " + to));
        grants.roles()
                .forEach((role, administers) ->
                        changes.add("GRANT " + role + " TO " + to + (administers ? " WITH ADMIN OPTION" : "")));
        return changes;
    }

    /** In MariaDB only where it differs: it takes a privilege that the rest does not. */
    private List<String> defaultRoles(MySqlAccount definition, MySqlGrants grants, MySqlGrants held, String to) {
        if (grammar == MySqlGrammar.MYSQL) {
            String roles = String.join(", ", definition.defaultRoles());
            return List.of(grammar.defaultRole(roles.isEmpty() ? "NONE" : roles, to));
        }
        if (grants.defaultRole().equals(held.defaultRole())) {
            return List.of();
        }
        return List.of(grammar.defaultRole(grants.defaultRole().isEmpty() ? "NONE" : grants.defaultRole(), to));
    }

    /** Each limit, since one that the model no longer has must go. */
    private static String demands(MySqlAccount definition) {
        StringBuilder demands =
                new StringBuilder(" REQUIRE ").append(definition.requirement()).append(" WITH");
        for (String limit : List.of(
                "MAX_QUERIES_PER_HOUR", "MAX_UPDATES_PER_HOUR", "MAX_CONNECTIONS_PER_HOUR", "MAX_USER_CONNECTIONS")) {
            String value = definition.limits().getOrDefault(limit, "0");
            demands.append(' ').append(limit).append(' ').append(value.matches("[0-9]{1,10}") ? value : "0");
        }
        return demands.toString();
    }

    /** A name that is a role in MariaDB, and a comment in MySQL. */
    static String mark(String model) {
        String mark = "keyturn twin of " + model;
        return mark.codePointCount(0, mark.length()) <= LONGEST_MARK ? mark : "keyturn twin of #" + hash(model);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static TargetException unsuitable(String problem) {
        return new TargetException(LoginOutcome.UNSUITABLE, problem);
    }
}
