package dev.keyturn.state.rotation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What a secret gives access to, as the field {@code engine} of its JSON names it, with what each engine's names may be.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html">JSON
 *     structure of database secrets</a>
 */
public enum Engine {
    /** NAMEDATALEN - 1: PostgreSQL silently cuts off a longer name, which would then name another. */
    POSTGRES("postgres", Set.of("postgresql"), 5432, Optional.of("postgres"), 63, Engine::bytes),
    MARIADB("mariadb", Set.of(), 3306, Optional.of(""), 80, Engine::characters),
    MYSQL("mysql", Set.of(), 3306, Optional.of(""), 32, Engine::characters),
    /** A sysname: 128 characters of UTF-16. The other names are RDS's, for the editions. */
    SQLSERVER(
            "sqlserver",
            Set.of("sqlserver-ee", "sqlserver-se", "sqlserver-ex", "sqlserver-web", "sqlserver-dev-ee"),
            1433,
            Optional.of("master"),
            128,
            String::length),
    /** The database is a service name, of which there is no usual one. */
    ORACLE(
            "oracle",
            Set.of("oracle-ee", "oracle-se2", "oracle-ee-cdb", "oracle-se2-cdb"),
            1521,
            Optional.empty(),
            128,
            Engine::bytes),
    /** Databases are numbered, and a login opens all of them. */
    REDIS("redis", Set.of("valkey"), 6379, Optional.of(""), 255, Engine::bytes),
    /** Our own: the access keys of an IAM user. */
    IAM("iam", Set.of(), 0, Optional.of(""), 64, Engine::characters);

    private final String jsonName;
    private final Set<String> otherNames;
    private final int defaultPort;
    private final Optional<String> defaultDatabase;
    private final int longestName;
    private final ToIntFunction<String> length;

    Engine(
            String jsonName,
            Set<String> otherNames,
            int defaultPort,
            Optional<String> defaultDatabase,
            int longestName,
            ToIntFunction<String> length) {
        this.jsonName = jsonName;
        this.otherNames = otherNames;
        this.defaultPort = defaultPort;
        this.defaultDatabase = defaultDatabase;
        this.longestName = longestName;
        this.length = length;
    }

    /** The engine that a secret's JSON names, in any case; empty if it is none, or not a database. */
    public static Optional<Engine> ofDatabase(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(engine -> engine != IAM)
                .filter(engine -> engine.jsonName.equals(name) || engine.otherNames.contains(name))
                .findFirst();
    }

    /** @throws IllegalArgumentException if no engine is stored under that name */
    static Engine stored(String name) {
        return Arrays.stream(values())
                .filter(engine -> engine.jsonName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no engine is called `" + name + "`"));
    }

    /** As the JSON of a secret and our store name it. */
    public String jsonName() {
        return jsonName;
    }

    /** As RDS names it: with the edition, where {@code text} tells one, as {@code sqlserver-se} does. */
    public String rdsName(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        return name.startsWith(jsonName + "-") ? name : jsonName;
    }

    int defaultPort() {
        return defaultPort;
    }

    /** Empty where the JSON must name one. */
    Optional<String> defaultDatabase() {
        return defaultDatabase;
    }

    /**
     * The login that a name in a secret names. In Oracle names are in capitals unless a statement quotes them, which
     * AWS's functions do not: {@code app} is {@code APP} there.
     */
    public String login(String name) {
        return this == ORACLE ? capitals(name) : name;
    }

    /**
     * Whether two names are one login: SQL Server compares as the instance's collation says, which by default makes
     * nothing of case. Where it does, two logins that differ in nothing else cannot both be rotated.
     */
    public boolean isSameLogin(String one, String other) {
        return foldsLogins() ? one.equalsIgnoreCase(other) : one.equals(other);
    }

    boolean foldsLogins() {
        return this == SQLSERVER;
    }

    /** What AWS's rotation functions for alternating users put behind the name of the first one to name the second. */
    String twinSuffix() {
        return login("_clone");
    }

    /** Characters of a password that a rotation makes where nobody says how many. */
    public int passwordLength() {
        return Math.min(32, longestPassword());
    }

    /** Characters of a password that a rotation makes at most: Oracle before 23ai takes 30. */
    public int longestPassword() {
        return this == ORACLE ? 30 : 128;
    }

    /** Whether the engine takes the name as it is, and does not cut it off. */
    public boolean takes(String name) {
        boolean padded = foldsLogins() && name.endsWith(" "); // which it ignores
        return !name.isEmpty() && length.applyAsInt(name) <= longestName && !padded;
    }

    /** {@code 1 to 63 bytes}, for an error. */
    String lengths() {
        return "1 to " + longestName + (this == POSTGRES || this == ORACLE || this == REDIS ? " bytes" : " characters");
    }

    /** Sign by sign, as Oracle does it: none becomes two. */
    private static String capitals(String name) {
        StringBuilder capitals = new StringBuilder(name.length());
        name.codePoints().map(Character::toUpperCase).forEach(capitals::appendCodePoint);
        return capitals.toString();
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    private static int characters(String name) {
        return name.codePointCount(0, name.length());
    }
}
