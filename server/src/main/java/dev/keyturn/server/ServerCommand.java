package dev.keyturn.server;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import dev.keyturn.databases.rotation.LoggingListener;

/** {@code keyturn server}: runs until it is told to stop (SIGTERM, SIGINT). */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        modelTransformer = SettingFlags.class,
        description = "Runs the server until it is stopped. Every setting can also stand in the --config file,"
                + " as keyturn.NAME = VALUE; a flag wins.")
final class ServerCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = SettingFlags.settings(spec);
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
}
