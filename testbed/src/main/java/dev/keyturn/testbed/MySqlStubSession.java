package dev.keyturn.testbed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one session of a {@link MySqlStub} makes of SQL: of changes to accounts all that is known to be sent, and no more. */
final class MySqlStubSession {
    private static final Pattern SET_PASSWORD =
            Pattern.compile("ALTER USER (CURRENT_USER\\(\\)|`.*`@`%`) IDENTIFIED (BY|WITH caching_sha2_password AS)"
                    + " '((?:[^']|'')*)'( RETAIN CURRENT PASSWORD)?");
    private static final Pattern CHANGE = Pattern.compile(
            "ALTER USER (CURRENT_USER\\(\\)|`.*`@`%`) (DISCARD OLD PASSWORD|ACCOUNT LOCK|ACCOUNT UNLOCK)");
    private static final Pattern SHOW = Pattern.compile("SHOW CREATE USER (CURRENT_USER\\(\\)|`.*`@`%`)");
    private static final Pattern HEX = Pattern.compile("_utf8mb4 X'([0-9a-f]*)'");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+$");

    /** What is sent back. */
    sealed interface Answer {}

    record Done() implements Answer {}

    record Rows(List<String> columns, List<String> cells) implements Answer {
        static Rows of(String column, String... cells) {
            return new Rows(List.of(column), Arrays.asList(cells));
        }
    }

    record Error(int code, String state) implements Answer {
        static final Error DENIED = new Error(1142, "42000");
        static final Error SYNTAX = new Error(1064, "42000");
    }

    private final MySqlStubAccounts accounts;
    private final String user;
    private final String version;
    private final int id;
    private final Map<Integer, String> users;
    private final Map<String, Integer> locks;
    private final IntConsumer kill;

    MySqlStubSession(
            MySqlStubAccounts accounts,
            String user,
            String version,
            int id,
            Map<Integer, String> users,
            Map<String, Integer> locks,
            IntConsumer kill) {
        this.accounts = accounts;
        this.user = user;
        this.version = version;
        this.id = id;
        this.users = users;
        this.locks = locks;
        this.kill = kill;
    }

    Answer execute(String sql) {
        Matcher setPassword = SET_PASSWORD.matcher(sql);
        if (setPassword.matches()) {
            return setPassword(setPassword);
        }
        Matcher change = CHANGE.matcher(sql);
        if (change.matches()) {
            return change(named(change.group(1)), change.group(2));
        }
        Matcher show = SHOW.matcher(sql);
        if (show.matches()) {
            return shown(named(show.group(1)));
        }
        if (sql.regionMatches(true, 0, "SET ", 0, 4)) {
            return new Done();
        }
        if (sql.startsWith("KILL ")) {
            kill.accept(lastNumber(sql));
            return new Done();
        }
        return sql.startsWith("S") ? read(sql) : Error.SYNTAX;
    }

    private Answer setPassword(Matcher statement) {
        String name = named(statement.group(1));
        boolean plain = statement.group(2).equals("BY");
        String text = statement.group(3).replace("''", "'");
        if (!name.equals(user) && !accounts.isAdministrator(user)) {
            return new Error(1227, "42000");
        }
        if (!accounts.exists(name)) {
            return new Error(1396, "HY000");
        }
        if (plain && !accounts.isGood(text)) {
            return new Error(1819, "HY000");
        }
        accounts.set(name, plain ? accounts.sealed(text) : text, statement.group(4) != null);
        return new Done();
    }

    private Answer change(String name, String what) {
        if (!accounts.exists(name) || !name.equals(user) && !accounts.isAdministrator(user)) {
            return new Error(1396, "HY000");
        }
        switch (what) {
            case "DISCARD OLD PASSWORD" -> accounts.discardOld(name);
            case "ACCOUNT LOCK" -> accounts.lock(name, true);
            default -> accounts.lock(name, false); // the pattern has three
        }
        return new Done();
    }

    private Answer shown(String name) {
        if (!accounts.exists(name) || !name.equals(user) && !accounts.isAdministrator(user)) {
            return Error.DENIED;
        }
        String hex =
                HexFormat.of().withUpperCase().formatHex(accounts.verifier(name).getBytes(StandardCharsets.ISO_8859_1));
        return Rows.of(
                "CREATE USER for " + name,
                "CREATE USER `" + name.replace("`", "``") + "`@`%` IDENTIFIED WITH 'caching_sha2_password' AS 0x" + hex
                        + " REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT " + (accounts.isLocked(name) ? "" : "UN")
                        + "LOCK PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE CURRENT"
                        + " DEFAULT");
    }

    private Answer read(String sql) {
        if (sql.startsWith("SELECT GET_LOCK(")) {
            Integer holder = locks.putIfAbsent(hexOf(sql), id);
            return Rows.of("held", holder == null || holder == id ? "1" : "0");
        }
        if (sql.startsWith("SELECT IS_USED_LOCK(")) {
            Integer holder = locks.get(hexOf(sql));
            return holder == null ? Rows.of("holder") : Rows.of("holder", holder.toString());
        }
        if (sql.startsWith("SELECT USER FROM information_schema.processlist WHERE ID = ")) {
            String found = users.get(lastNumber(sql));
            return found == null ? Rows.of("USER") : Rows.of("USER", found);
        }
        if (sql.startsWith("SELECT Host FROM mysql.user")) {
            String name = new String(HexFormat.of().parseHex(hexOf(sql)), StandardCharsets.UTF_8);
            return !accounts.isAdministrator(user)
                    ? Error.DENIED
                    : accounts.exists(name) ? Rows.of("Host", "%") : Rows.of("Host");
        }
        if (sql.startsWith("SELECT ID, HOST, TIME FROM information_schema.processlist")) {
            String name = new String(HexFormat.of().parseHex(hexOf(sql)), StandardCharsets.UTF_8);
            return new Rows(
                    List.of("ID", "HOST", "TIME"),
                    users.entrySet().stream()
                            .filter(session ->
                                    session.getKey() != id && session.getValue().equals(name))
                            .flatMap(session -> List.of(session.getKey().toString(), "127.0.0.1:1", "1").stream())
                            .toList());
        }
        if (sql.startsWith("SELECT PROCESSLIST_ID")) {
            return Error.DENIED;
        }
        if (sql.equals("SELECT CURRENT_USER()")) {
            return Rows.of("CURRENT_USER()", user + "@%");
        }
        if (sql.startsWith("SELECT VERSION()")) {
            return new Rows(List.of("version", "read_only", "mode"), List.of(version, "0", ""));
        }
        if (sql.equals("SELECT 1")) {
            return Rows.of("1", "1");
        }
        if (sql.contains("@@")) {
            return variables(sql);
        }
        return Error.SYNTAX;
    }

    /** The driver's own questions at the start. */
    private static Answer variables(String sql) {
        List<String> names = List.of(sql.substring("SELECT ".length()).split(",", -1));
        return new Rows(
                names,
                names.stream()
                        .map(name -> name.contains("max_allowed_packet") ? "16777216" : "1")
                        .toList());
    }

    private String named(String account) {
        return account.startsWith("`")
                ? account.substring(1, account.length() - "`@`%`".length()).replace("``", "`")
                : user;
    }

    private static String hexOf(String sql) {
        Matcher hex = HEX.matcher(sql);
        return hex.find() ? hex.group(1) : "";
    }

    private static int lastNumber(String sql) {
        Matcher number = NUMBER.matcher(sql);
        return number.find() ? Integer.parseInt(number.group()) : -1;
    }
}
