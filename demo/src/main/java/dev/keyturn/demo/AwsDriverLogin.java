package dev.keyturn.demo;

import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Logs in through AWS's own JDBC driver, unmodified: it reads the secret, caches it, and refreshes it when a login is refused. */
final class AwsDriverLogin implements Client.Login {
    /** How old a cached secret may get; the driver's default of an hour would make every rotation a refused login. */
    private static final Duration CACHE = Duration.ofMillis(250);

    private final Driver driver;
    private final String url;
    private final String secretId;

    AwsDriverLogin(SecretsManagerClient secrets, Act act) {
        // Loading the driver makes one with a default client, which is not used but wants a region.
        System.setProperty("aws.region", "us-east-1");
        this.driver = act.played()
                .awsDriver(new SecretCacheConfiguration().withClient(secrets).withCacheItemTTL(CACHE.toMillis()));
        this.url = act.jdbcUrl().replaceFirst("^jdbc:", "jdbc-secretsmanager:");
        this.secretId = act.secret();
    }

    @Override
    public Connection open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", secretId);
        properties.setProperty(RefusedLogins.COUNTED, "true");
        return Objects.requireNonNull(driver.connect(url, properties), "the driver does not know the URL");
    }
}
