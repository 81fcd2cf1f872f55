package dev.keyturn.server.soak;

import java.nio.file.Path;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;

import dev.keyturn.server.AwsClients;
import dev.keyturn.server.ServerProcess;

/** One server over its lives; its data stays. Used by any number of threads. */
final class KilledServer implements AutoCloseable {
    private final Path home;
    private final Path authorities;
    private volatile Life life;
    private int kills;

    /** The clients of a life that has ended fail; they are closed with it. */
    private record Life(ServerProcess process, AwsClients root) {}

    KilledServer(Path home, Path authorities) {
        this.home = home;
        this.authorities = authorities;
        this.life = begin();
    }

    private Life begin() {
        ServerProcess process = ServerProcess.start(home, "--dev", "--targets-ca", authorities.toString());
        return new Life(process, process.root());
    }

    /** With SIGKILL, and begins again. */
    synchronized void kill() {
        Life ended = life;
        ended.process().kill9();
        kills++;
        life = begin();
        ended.root().close();
    }

    synchronized int kills() {
        return kills;
    }

    long pid() {
        return life.process().pid();
    }

    /** Asks this life or the next ones until there is an answer; a refusal by the service is one. */
    <T> T ask(Function<AwsClients, T> question) throws InterruptedException {
        while (true) {
            Life asked = life;
            try {
                return question.apply(asked.root());
            } catch (SdkException | IllegalStateException e) { // the latter from a client that was closed meanwhile
                if (asked.process().isAlive()) {
                    throw e;
                }
                Thread.sleep(50); // until the next life listens
            }
        }
    }

    String output() {
        return life.process().output();
    }

    int terminate() {
        life.root().close();
        return life.process().terminate();
    }

    @Override
    public void close() {
        life.process().close();
    }
}
