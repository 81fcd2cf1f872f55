package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the server can do and what it keeps, as files that a review sees change. Run with {@code -Dgolden.write=true} to
 * write them anew.
 */
class OperationsGoldenTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources");

    @Test
    void operationsAreThoseOfTheGoldenFile() throws IOException {
        try (TestServer server = TestServer.start()) {
            assertGolden("operations.txt", server.server().describeOperations());
        }
    }

    @Test
    void theSchemaIsThatOfTheGoldenFile() throws IOException {
        try (TestServer server = TestServer.start()) {
            assertGolden(
                    "schema.sql",
                    Tables.schema(server.data()).stream().map(sql -> sql + ";").toList());
        }
    }

    private static void assertGolden(String name, List<String> lines) throws IOException {
        Path file = GOLDEN.resolve(name);
        String text = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, text);
        }
        assertThat(text)
                .as("%s; if the change is meant, write it anew with -Dgolden.write=true", file)
                .isEqualTo(Files.readString(file));
    }
}
