package dev.keyturn.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import java.sql.Connection;
import java.sql.SQLException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Logs in through a HikariCP pool that asks for the secret at each new connection. A connection is evicted after use,
 * so that the pool has to log in again and again; what is refused meanwhile, the pool retries by itself.
 */
final class PooledLogin implements Client.Login, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HikariDataSource pool;

    PooledLogin(SecretsManagerClient secrets, Act act, int clients) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(act.secret());
        config.setJdbcUrl(act.jdbcUrl());
        config.setDriverClassName(act.played().countingDriver().getName());
        config.addDataSourceProperty(RefusedLogins.COUNTED, "true");
        config.setMaximumPoolSize(clients);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(10_000);
        config.setCredentialsProvider(() -> credentials(secrets, act.secret()));
        this.pool = new HikariDataSource(config);
    }

    private static Credentials credentials(SecretsManagerClient secrets, String secretId) {
        JsonNode secret = JSON.readTree(
                secrets.getSecretValue(request -> request.secretId(secretId)).secretString());
        return Credentials.of(
                secret.get("username").stringValue(), secret.get("password").stringValue());
    }

    @Override
    public Connection open() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void done(Connection connection) {
        pool.evictConnection(connection);
    }

    @Override
    public void close() {
        pool.close();
    }
}
