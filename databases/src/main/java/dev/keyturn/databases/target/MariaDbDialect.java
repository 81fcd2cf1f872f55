package dev.keyturn.databases.target;

import java.time.Clock;
import java.time.Duration;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/** Logins to MariaDB 10.4 and newer. */
public final class MariaDbDialect implements Dialect {

    private final TargetSettings settings;
    private final Clock clock;

    public MariaDbDialect(TargetSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Engine engine() {
        return Engine.MARIADB;
    }

    @Override
    public LoginSession open(RotationTarget target, SecretBytes password, SessionTag tag) throws TargetException {
        Statements statements = new Statements.OfConnection(
                new MySqlConnector(settings).connect(target, password, tag), MySqlFailure.OF_STATEMENTS);
        MySqlConnector.prepare(statements, settings, own());
        return new MariaDbSession(
                statements, target, tag, settings.answerTimeout().dividedBy(2), clock);
    }

    @Override
    public Duration longestSession() {
        return settings.sessionLifetime();
    }

    /** The slow log would keep the verifier; it takes no privilege to stay out of it. */
    private String own() {
        return "max_statement_time = " + settings.answerTimeout().toSeconds() * 3 / 4 + ", slow_query_log = 0";
    }
}
