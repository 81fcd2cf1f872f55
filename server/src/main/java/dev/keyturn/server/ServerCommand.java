package dev.keyturn.server;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import dev.keyturn.databases.rotation.LoggingListener;

/** {@code keyturn server}: runs until it is told to stop (SIGTERM, SIGINT). */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = "Runs the server until it is stopped. Every setting can also stand in the --config file,"
                + " as keyturn.NAME = VALUE; a flag wins.")
final class ServerCommand implements Callable<Integer> {

    @Option(names = "--config", paramLabel = "FILE", description = "A properties file with settings.")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory; made on the first start.")
    private @Nullable String data;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Default: 127.0.0.1:7071.")
    private @Nullable String listen;

    @Option(names = "--account", paramLabel = "ID", description = "Twelve digits; only meaningful on the first start.")
    private @Nullable String account;

    @Option(names = "--region", paramLabel = "REGION", description = "Default: us-east-1.")
    private @Nullable String region;

    @Option(
            names = "--credentials-file",
            paramLabel = "FILE",
            description = "Where the first start writes the root access key (AWS shared-credentials format, 0600).")
    private @Nullable String credentialsFile;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The seal key; default: seal.key in the data directory.")
    private @Nullable String keyFile;

    @Option(names = "--tls-certificate", paramLabel = "FILE", description = "Certificate chain, PEM.")
    private @Nullable String tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key, PEM.")
    private @Nullable String tlsKey;

    @Option(names = "--store-url", paramLabel = "URL", description = "jdbc:postgresql://… instead of SQLite.")
    private @Nullable String storeUrl;

    @Option(names = "--store-user", paramLabel = "NAME", description = "Login of the store.")
    private @Nullable String storeUser;

    @Option(names = "--store-password-file", paramLabel = "FILE", description = "Holds the store login's password.")
    private @Nullable String storePasswordFile;

    @Option(names = "--targets-ca", paramLabel = "FILE", description = "Authorities to trust for databases' TLS, PEM.")
    private @Nullable String targetsCa;

    @Option(names = "--targets-allow-loopback", description = "Databases on loopback addresses may be targets.")
    private boolean targetsAllowLoopback;

    @Option(names = "--dev", description = "Prints an AWS profile; databases on loopback addresses may be targets.")
    private boolean dev;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = SettingsReader.read(Optional.ofNullable(config), flags());
        PrintWriter out = spec.commandLine().getOut();
        KeyturnServer server = KeyturnServer.start(settings, new LoggingListener(), rootKey -> {
            out.print(Announcement.rootKey(rootKey, settings));
            out.flush();
        });
        out.print(Announcement.ready(server, settings));
        out.flush();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "stop"));
        stopped.await();
        return 0;
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new HashMap<>();
        put(flags, "data", data);
        put(flags, "listen", listen);
        put(flags, "account", account);
        put(flags, "region", region);
        put(flags, "credentials-file", credentialsFile);
        put(flags, "key-file", keyFile);
        put(flags, "tls.certificate", tlsCertificate);
        put(flags, "tls.key", tlsKey);
        put(flags, "store.url", storeUrl);
        put(flags, "store.user", storeUser);
        put(flags, "store.password-file", storePasswordFile);
        put(flags, "targets.ca", targetsCa);
        put(flags, "targets.allow-loopback", targetsAllowLoopback ? "true" : null);
        put(flags, "dev", dev ? "true" : null);
        return flags;
    }

    private static void put(Map<String, String> flags, String name, @Nullable String value) {
        if (value != null) {
            flags.put(name, value);
        }
    }
}
