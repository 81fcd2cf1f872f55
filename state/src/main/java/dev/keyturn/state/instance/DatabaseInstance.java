package dev.keyturn.state.instance;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;

/**
 * A database that somebody else runs and that was registered here, as RDS's API describes one.
 *
 * @param identifier in lower case; see {@link #isIdentifier}
 * @param resourceId {@code db-…}: stays the same one whatever it is called
 * @param engineName as RDS names it, with the edition where it was told: {@code sqlserver-se}
 * @param tls false only for a loopback address that was explicitly allowed
 * @param masterSecret keeps the master password; empty where it was never told
 * @param masterManaged whether the master password is rotated by us and the secret is shown as the master user's
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html">DBInstance</a>
 */
public record DatabaseInstance(
        String account,
        String identifier,
        String resourceId,
        Engine engine,
        String engineName,
        String host,
        int port,
        String database,
        boolean tls,
        String environment,
        String owner,
        Instant created,
        boolean iamAuthentication,
        String masterUsername,
        Optional<Arn> masterSecret,
        boolean masterManaged,
        Map<String, String> tags) {
    private static final int LONGEST_IDENTIFIER = 63;

    /** "First character must be a letter. Can't end with a hyphen or contain two consecutive hyphens." */
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z](-?[a-z0-9])*");

    public DatabaseInstance {
        tags = Map.copyOf(tags);
    }

    /** Whether RDS would take it as an identifier, once it is in lower case. */
    public static boolean isIdentifier(String text) {
        return text.length() <= LONGEST_IDENTIFIER && IDENTIFIER.matcher(text).matches();
    }

    public DatabaseInstance withMasterSecret(Optional<Arn> secret, boolean managed) {
        return with(iamAuthentication, secret, managed, tags);
    }

    public DatabaseInstance withIamAuthentication(boolean enabled) {
        return with(enabled, masterSecret, masterManaged, tags);
    }

    public DatabaseInstance withTags(Map<String, String> to) {
        return with(iamAuthentication, masterSecret, masterManaged, to);
    }

    private DatabaseInstance with(boolean iam, Optional<Arn> secret, boolean managed, Map<String, String> newTags) {
        return new DatabaseInstance(
                account,
                identifier,
                resourceId,
                engine,
                engineName,
                host,
                port,
                database,
                tls,
                environment,
                owner,
                created,
                iam,
                masterUsername,
                secret,
                managed,
                newTags);
    }
}
