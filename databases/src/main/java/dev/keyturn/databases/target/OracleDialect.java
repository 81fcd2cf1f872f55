package dev.keyturn.databases.target;

import java.time.Clock;
import java.time.Duration;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/** Logins to Oracle 19c and newer, through the driver that somebody has put into our folder. */
public final class OracleDialect implements Dialect {
    private final OracleConnector connector;
    private final TargetSettings settings;
    private final Clock clock;

    public OracleDialect(DropInDriver driver, TargetSettings settings, Clock clock) {
        this(driver::require, settings, clock);
    }

    /** With a driver that a test has made. */
    OracleDialect(OracleConnector.DriverSource driver, TargetSettings settings, Clock clock) {
        this.connector = new OracleConnector(driver, settings);
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Engine engine() {
        return Engine.ORACLE;
    }

    @Override
    public LoginSession open(RotationTarget target, SecretBytes password, SessionTag tag) throws TargetException {
        Statements statements =
                new Statements.OfConnection(connector.connect(target, password, tag), OracleFailure.OF_STATEMENTS);
        OracleConnector.prepare(statements, settings, tag);
        return new OracleSession(
                statements,
                target.username(),
                password,
                tag,
                settings.answerTimeout().dividedBy(2),
                clock);
    }

    @Override
    public Duration longestSession() {
        return settings.sessionLifetime();
    }
}
