package dev.keyturn.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server ends with the JVM that started it, whatever ends that. */
@Timeout(120)
class KilledJvmTest {

    @Test
    void aKilledJvmLeavesNoPostgresAndNoFilesBehind() throws Exception {
        try (Child child = Child.start("wait")) {
            child.jvm().destroyForcibly();
            child.assertThatAllIsGone();
        }
    }

    @Test
    void aJvmThatEndsByItselfLeavesNoneEither() throws Exception {
        try (Child child = Child.start("return")) {
            child.assertThatAllIsGone();
        }
    }

    @Test
    void aKilledJvmLeavesNoRedisEither() throws Exception {
        try (Child child = Child.start("redis")) {
            child.jvm().destroyForcibly();
            child.assertThatAllIsGone();
        }
    }

    @Test
    void aKilledJvmLeavesNoMariaDbEither() throws Exception {
        try (Child child = Child.start("mariadb")) {
            child.jvm().destroyForcibly();
            child.assertThatAllIsGone();
        }
    }

    /** Runs in the child: starts a server, says where, then waits for its end or returns. */
    static final class Starter {
        @SuppressWarnings("SystemOut") // how it answers the test
        public static void main(String[] arguments) throws Exception {
            if (arguments[0].equals("redis")) {
                RedisServer server = RedisServer.start();
                System.out.println(server.pid());
                System.out.println(server.log().getParent());
            } else if (arguments[0].equals("mariadb")) {
                MariaDbServer server = MariaDbServer.start();
                System.out.println(server.pid());
                System.out.println(server.log().getParent());
            } else {
                PostgresServer server = PostgresServer.start();
                System.out.println(server.pid());
                System.out.println(server.log().getParent());
            }
            if (!arguments[0].equals("return")) {
                Thread.currentThread().join();
            }
        }
    }

    private record Child(Process jvm, ProcessHandle postgres, Path home) implements AutoCloseable {

        static Child start(String mode) throws Exception {
            Process jvm = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Starter.class.getName(),
                            mode))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said = jvm.inputReader();
            long pid = Long.parseLong(said.readLine());
            Path home = Path.of(said.readLine());
            ProcessHandle postgres = ProcessHandle.of(pid).orElse(ProcessHandle.current());
            return new Child(jvm, postgres, home);
        }

        void assertThatAllIsGone() throws InterruptedException {
            assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(soon(() -> postgres.equals(ProcessHandle.current()) || !postgres.isAlive()))
                    .isTrue();
            assertThat(soon(() -> !home.toFile().exists())).isTrue();
        }

        /** Polls: the watchdog is no child of ours, so nothing tells us when it is done. */
        private static boolean soon(BooleanSupplier condition) throws InterruptedException {
            for (int attempt = 0; attempt < 600; attempt++) {
                if (condition.getAsBoolean()) {
                    return true;
                }
                Thread.sleep(50);
            }
            return false;
        }

        @Override
        public void close() {
            jvm.destroyForcibly();
        }
    }
}
