package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** boto3 as it is on the machine; what it does is in {@code boto3_scenario.py}, which asserts as it goes. */
class Boto3Test {
    private static final Path SCENARIO = Path.of("src", "test", "python", "boto3_scenario.py");

    @Test
    void theScenarioHolds() {
        Assumptions.assumeTrue(ClientProgram.works("python3", "-c", "import boto3"), "boto3 is not on this machine");
        try (TestServer server = TestServer.start()) {
            ClientProgram.Run run = ClientProgram.of(server.endpoint(), server.rootKey(), "python3")
                    .run(SCENARIO.toString(), server.account());
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).startsWith("boto3 ").endsWith(" all held\n");
        }
    }
}
