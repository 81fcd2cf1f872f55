package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** AWS's caching client for Python as it is on the machine; {@code caching_scenario.py} asserts as it goes. */
class PythonCacheTest {
    private static final Path SCENARIO = Path.of("src", "test", "python", "caching_scenario.py");

    @Test
    void theScenarioHolds() {
        Assumptions.assumeTrue(
                ClientProgram.works("python3", "-c", "import aws_secretsmanager_caching"),
                "aws-secretsmanager-caching is not on this machine");
        try (TestServer server = TestServer.start()) {
            ClientProgram.Run run = ClientProgram.of(server.endpoint(), server.rootKey(), "python3")
                    .run(SCENARIO.toString());
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).endsWith("all held\n");
        }
    }
}
