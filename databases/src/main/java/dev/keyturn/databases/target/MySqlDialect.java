package dev.keyturn.databases.target;

import java.time.Clock;
import java.time.Duration;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/** Logins to MySQL 8.0.21 and newer, through the driver of MariaDB, which speaks MySQL's ways to authenticate. */
public final class MySqlDialect implements Dialect {

    /** Verifiers in hexadecimal digits, whatever bytes are in them; nothing of ours in the slow log. */
    static final String SETTINGS = "print_identified_with_as_hex = ON, long_query_time = 31536000";

    private final TargetSettings settings;
    private final Clock clock;

    public MySqlDialect(TargetSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Engine engine() {
        return Engine.MYSQL;
    }

    @Override
    public LoginSession open(RotationTarget target, SecretBytes password, SessionTag tag) throws TargetException {
        Statements statements = new Statements.OfConnection(
                new MySqlConnector(settings).connect(target, password, tag), MySqlFailure.OF_STATEMENTS);
        MySqlConnector.prepare(statements, settings, SETTINGS);
        return new MySql8Session(
                statements, target, tag, settings.answerTimeout().dividedBy(2), clock);
    }

    @Override
    public Duration longestSession() {
        return settings.sessionLifetime();
    }
}
