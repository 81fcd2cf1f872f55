package dev.keyturn.databases.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

import dev.keyturn.state.rotation.RotationTarget;

/** What speaks for and against a rotation in a MariaDB or a MySQL. Reads only. */
final class MySqlInspection {
    private static final byte[] ANY_SALT = new byte[16];

    private final Statements statements;
    private final MySqlGrammar grammar;
    private final MySqlAccounts accounts;
    private final String login;
    private final List<Finding> findings = new ArrayList<>();

    MySqlInspection(Statements statements, MySqlGrammar grammar, String login) {
        this.statements = statements;
        this.grammar = grammar;
        this.accounts = new MySqlAccounts(statements, grammar);
        this.login = login;
    }

    List<Finding> of(RotationTarget target, Optional<String> twin) throws TargetException {
        server();
        tls();
        if (target.username().equals(login)) {
            account("CURRENT_USER()", target.username());
            otherAccounts();
        } else {
            administrator();
            for (String host : accounts.ofUser(target.username())) {
                account(grammar.account(target.username(), host), target.username() + "`@`" + host);
            }
            if (!allowed(() -> accounts.require(target.username()))) {
                findings.add(Finding.problem("login", "`" + target.username() + "` does not exist, or is not shown"));
            }
        }
        if (twin.isPresent()) {
            twins(target.username(), twin.get());
        }
        replication();
        return List.copyOf(findings);
    }

    private void server() throws TargetException {
        SequencedMap<String, String> row = statements
                .rows(
                        "SELECT VERSION() AS version, @@global.read_only AS read_only, @@sql_mode AS mode",
                        "looking at the server")
                .getFirst();
        String version = TargetException.printable(row.getOrDefault("version", ""));
        boolean maria = version.contains("MariaDB");
        if (maria != (grammar == MySqlGrammar.MARIADB)) {
            findings.add(Finding.problem("server", "this is another engine: " + version));
        } else if (!row.getOrDefault("read_only", "").matches("0|OFF|")) {
            findings.add(Finding.problem("server", version + " is read-only, as a replica is"));
        } else {
            findings.add(Finding.good("server", version));
        }
    }

    private void tls() throws TargetException {
        String cipher = status("Ssl_cipher");
        findings.add(
                cipher.isEmpty()
                        ? Finding.warning("TLS", "not used: allowed on loopback only")
                        : Finding.good("TLS", status("Ssl_version") + ", " + cipher));
    }

    private String status(String name) throws TargetException {
        List<SequencedMap<String, String>> rows =
                statements.rows("SHOW SESSION STATUS LIKE '" + name + "'", "looking at the session");
        return rows.isEmpty()
                ? ""
                : TargetException.printable(rows.getFirst().lastEntry().getValue());
    }

    private void account(String account, String shown) throws TargetException {
        MySqlAccount definition = accounts.definition(account);
        String plugins = TargetException.printable(definition.plugins());
        String name = "`" + shown + "`";
        if (definition.locked()) {
            findings.add(Finding.problem("login", name + " is locked"));
        } else if (definition
                .onlyWay()
                .flatMap(way -> MySqlVerifier.of(way.plugin(), "", ANY_SALT))
                .isEmpty()) {
            findings.add(Finding.problem(
                    "login", name + " authenticates by " + plugins + ": there is no one password to set"));
        } else if (plugins.equals(MySqlVerifier.NATIVE)) {
            findings.add(Finding.warning(
                    "login",
                    name + " authenticates by " + plugins + ", whose hash is SHA-1"
                            + (grammar == MySqlGrammar.MYSQL ? "; MySQL 9 no longer has it" : "; ed25519 is better")));
        } else {
            findings.add(Finding.good("login", name + " authenticates by " + plugins));
        }
    }

    /** An ordinary login seldom may look; then only the rotation's test tells. */
    private void otherAccounts() throws TargetException {
        List<String> hosts = new ArrayList<>();
        if (!allowed(() -> hosts.addAll(accounts.ofUser(login)))) {
            findings.add(Finding.warning(
                    "hosts",
                    "`" + login + "` may not look whether it has accounts for other hosts: they would keep their"
                            + " passwords; an administrator's rotation changes them all"));
        } else if (hosts.size() > 1) {
            findings.add(Finding.problem(
                    "hosts",
                    "`" + login + "` has accounts for several hosts, " + String.join(", ", hosts)
                            + ", and can change one of them only; let an administrator rotate it"));
        }
    }

    private void administrator() throws TargetException {
        List<String> lines = statements.rows("SHOW GRANTS", "reading our own privileges").stream()
                .map(row -> row.firstEntry().getValue())
                .toList();
        boolean creates = lines.stream()
                .anyMatch(line -> line.contains(" ON *.* TO ")
                        && (line.startsWith("GRANT ALL PRIVILEGES") || line.contains("CREATE USER")));
        boolean reads = allowed(() -> accounts.ofUser(login));
        String name = "`" + login + "`";
        if (!creates || !reads) {
            findings.add(Finding.problem(
                    "administrator",
                    name + " lacks " + (creates ? "" : "CREATE USER ON *.*") + (creates || reads ? "" : " and ")
                            + (reads ? "" : "SELECT ON mysql.*")));
        } else if (lines.stream().anyMatch(line -> line.startsWith("GRANT ALL PRIVILEGES ON *.*"))) {
            findings.add(Finding.warning(
                    "administrator", name + " may do everything; CREATE USER and SELECT ON mysql.* would be enough"));
        } else {
            findings.add(Finding.good("administrator", name + " has CREATE USER and SELECT ON mysql.*"));
        }
    }

    private void twins(String first, String second) throws TargetException {
        List<String> obstacles = new MySqlTwins(statements, grammar).obstacles(first);
        if (!grammar.engine().takes(second)) {
            findings.add(Finding.problem("twins", "`" + second + "` is longer than a name can be"));
        } else if (obstacles.isEmpty()) {
            findings.add(Finding.good("twins", "`" + first + "` and `" + second + "` share what roles hold"));
        } else {
            findings.add(Finding.problem("twins", "`" + first + "`: " + String.join(", ", obstacles)));
        }
    }

    /** A client of a replica is refused until the change has come there. How far one is behind, only it knows. */
    private void replication() throws TargetException {
        List<SequencedMap<String, String>> status = new ArrayList<>();
        if (!allowed(() -> status.addAll(statements.rows("SHOW REPLICA STATUS", "looking at replication")))) {
            findings.add(Finding.warning("replication", "`" + login + "` may not look at it"));
        } else if (status.isEmpty()) {
            findings.add(Finding.good("replication", "this server is no replica"));
        } else {
            String lag = status.getFirst().entrySet().stream()
                    .filter(column -> column.getKey().startsWith("seconds_behind_"))
                    .map(column -> TargetException.printable(column.getValue()))
                    .findFirst()
                    .orElse("");
            findings.add(Finding.warning(
                    "replication",
                    "this server is a replica, " + (lag.isEmpty() ? "not running" : lag + " s behind")
                            + ": register its primary"));
        }
    }

    private interface Look {
        void look() throws TargetException;
    }

    private static boolean allowed(Look look) throws TargetException {
        try {
            look.look();
            return true;
        } catch (TargetException e) {
            if (e.outcome() == LoginOutcome.NO_PERMISSION) {
                return false;
            }
            throw e;
        }
    }
}
