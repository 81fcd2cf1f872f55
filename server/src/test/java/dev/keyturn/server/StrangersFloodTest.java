package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whoever is not known cannot fill the trail, and still is in it: what was not recorded is counted. */
class StrangersFloodTest {
    private static final int CALLS = 200;
    private static final int MORE = 100;

    @Test
    void aFloodIsCountedRatherThanRecorded() {
        try (TestServer server = TestServer.start()) {
            RawCall stranger = Spoken.QUERY.call(server.endpoint(), "intruder");
            for (int i = 0; i < CALLS; i++) {
                assertThat(stranger.send(server.endpoint()).status()).isEqualTo(403);
            }
            // Knocks on until one is recorded again: its record says how many it stands for.
            int sent = CALLS;
            while (accountedFor(server) < sent && sent < CALLS + MORE) {
                stranger.send(server.endpoint());
                sent++;
            }
            assertThat(accountedFor(server)).isEqualTo(sent);
            assertThat(knocks(server)).hasSizeLessThan(sent);
        }
    }

    private static List<JsonNode> knocks(TestServer server) {
        return server.records(1_000).stream()
                .filter(record ->
                        record.path("userIdentity").path("type").asString("").equals("Unknown"))
                .toList();
    }

    private static int accountedFor(TestServer server) {
        return knocks(server).stream()
                .mapToInt(record -> 1
                        + Integer.parseInt(record.path("additionalEventData")
                                .path("suppressedSince")
                                .asString("0")))
                .sum();
    }
}
