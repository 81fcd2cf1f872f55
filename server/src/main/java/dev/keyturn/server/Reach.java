package dev.keyturn.server;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import dev.keyturn.databases.target.AddressPolicy;
import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.DropInDriver;
import dev.keyturn.databases.target.MariaDbDialect;
import dev.keyturn.databases.target.MySqlDialect;
import dev.keyturn.databases.target.OracleDialect;
import dev.keyturn.databases.target.PostgresDialect;
import dev.keyturn.databases.target.RedisDialect;
import dev.keyturn.databases.target.SqlServerDialect;
import dev.keyturn.databases.target.TargetSettings;

/** The customers' databases as the settings let them be reached. */
final class Reach {
    private Reach() {}

    static Dialects of(Settings settings) {
        boolean loopback = settings.dev() || settings.targets().allowLoopback();
        TargetSettings targets = TargetSettings.standard(
                new AddressPolicy(loopback), settings.targets().ca());
        return new Dialects(List.of(
                new PostgresDialect(targets),
                new MariaDbDialect(targets, Clock.systemUTC()),
                new MySqlDialect(targets, Clock.systemUTC()),
                new SqlServerDialect(targets, Clock.systemUTC()),
                new OracleDialect(DropInDriver.oracle(drivers(settings)), targets, Clock.systemUTC()),
                new RedisDialect(targets)));
    }

    private static Path drivers(Settings settings) {
        return settings.targets().drivers().orElseGet(() -> settings.data().resolve("drivers"));
    }
}
