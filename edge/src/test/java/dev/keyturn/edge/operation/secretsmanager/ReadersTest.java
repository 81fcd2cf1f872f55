package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.secret.SecretReaders;
import dev.keyturn.state.secret.SecretReaders.Reader;
import dev.keyturn.state.secret.Secrets;

/** Who reads which version. */
final class ReadersTest extends OnSecrets {
    private static final String ROOT = "arn:aws:iam::" + ACCOUNT + ":root";

    @BeforeEach
    void aReader() {
        create("db", 1, "first");
        iam.createUser(r -> r.userName("app"));
        iam.putUserPolicy(r -> r.userName("app").policyName("all").policyDocument(ALLOW_ALL));
    }

    private List<Reader> readers() {
        server.readers().flush();
        return server.store()
                .read(tx -> SecretReaders.of(
                        new Secrets(tx).find(ACCOUNT, "db").orElseThrow().secret(), tx));
    }

    @Test
    void whoStillReadsAReplacedVersionIsTold() {
        secretsOf("app").getSecretValue(r -> r.secretId("db"));
        pass(Duration.ofMinutes(70));
        put("db", 2, "second");
        value("db");
        secretsOf("app").batchGetSecretValue(r -> r.secretIdList("db"));
        secretsOf("app").getSecretValue(r -> r.secretId("db").versionStage("AWSPREVIOUS"));

        assertThat(readers())
                .containsExactlyInAnyOrder(
                        new Reader(token(2), ROOT, Instant.parse("2026-11-24T11:00:00Z")),
                        new Reader(token(2), userArn("app"), Instant.parse("2026-11-24T11:00:00Z")),
                        new Reader(token(1), userArn("app"), Instant.parse("2026-11-24T11:00:00Z")));
    }

    /** The record of a reading is its one commit: that it was this caller goes with those of a whole minute. */
    @Test
    void aReadingIsWrittenOnceAnHour() {
        value("db");
        assertThat(readers()).hasSize(1);
        int writes = server.store().writes();

        value("db");
        server.readers().flush();
        assertThat(server.store().writes()).isEqualTo(writes);

        pass(Duration.ofHours(1));
        value("db");
        assertThat(readers()).containsExactly(new Reader(token(1), ROOT, Instant.parse("2026-11-24T11:00:00Z")));
    }

    @Test
    void whatNobodyHasReadForLongIsForgottenAndADestroyedSecretHasNoReaders() {
        secretsOf("app").getSecretValue(r -> r.secretId("db"));
        assertThat(readers()).hasSize(1);
        pass(Duration.ofDays(91));
        value("db");
        assertThat(readers()).extracting(Reader::caller).containsExactly(ROOT);

        value("db");
        pass(Duration.ofHours(1));
        value("db");
        secrets.deleteSecret(r -> r.secretId("db").forceDeleteWithoutRecovery(true));
        server.readers().flush();
        assertThat(server.tables().get("secret_reader")).isEmpty();
    }
}
