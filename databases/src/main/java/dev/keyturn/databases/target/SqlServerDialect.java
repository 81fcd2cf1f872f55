package dev.keyturn.databases.target;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import java.sql.Driver;
import java.time.Clock;
import java.time.Duration;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/** Logins to SQL Server 2016 and newer that authenticate by password; users of contained databases are not known. */
public final class SqlServerDialect implements Dialect {
    private final SqlServerConnector connector;
    private final TargetSettings settings;
    private final Clock clock;

    public SqlServerDialect(TargetSettings settings, Clock clock) {
        this(new SQLServerDriver(), settings, clock);
    }

    /** With a driver that a test has made. */
    SqlServerDialect(Driver driver, TargetSettings settings, Clock clock) {
        this.connector = new SqlServerConnector(driver, settings);
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Engine engine() {
        return Engine.SQLSERVER;
    }

    @Override
    public LoginSession open(RotationTarget target, SecretBytes password, SessionTag tag) throws TargetException {
        Statements statements =
                new Statements.OfConnection(connector.connect(target, password, tag), SqlServerFailure.OF_STATEMENTS);
        SqlServerConnector.prepare(statements, settings);
        return new SqlServerSession(
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
