package dev.keyturn.edge.operation.secretsmanager;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.Principal;

/** A new, empty account, and what the tests of all operations on secrets need to say. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
abstract class OnSecrets extends OnInProcessServer {
    static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    static final String NOT_FOUND = "Secrets Manager can't find the specified secret.";
    static final String MARKED = "You can't perform this operation on the secret because it was marked for deletion.";
    static final String INVALID_NAME =
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following:"
                    + " -/_+=.@!";

    private final AtomicReference<Instant> time = new AtomicReference<>(START);

    /** Root of the account. */
    SecretsManagerClient secrets;

    @Override
    protected InProcessServer start(Path folder) {
        InstantSource clock = time::get;
        return new InProcessServer(folder, clock);
    }

    @BeforeEach
    void openSecrets() {
        secrets = server.secrets(new Principal.Root(ACCOUNT));
    }

    final void pass(Duration duration) {
        time.updateAndGet(now -> now.plus(duration));
    }

    final SecretsManagerClient secretsOf(String userName) {
        return server.secrets(server.principal(userName));
    }

    /** A ClientRequestToken, and so a version's id. */
    static String token(int number) {
        return "00000000-0000-4000-8000-%012d".formatted(number);
    }

    final CreateSecretResponse create(String name, int token, String value) {
        return secrets.createSecret(
                r -> r.name(name).clientRequestToken(token(token)).secretString(value));
    }

    final void put(String name, int token, String value, String... stages) {
        secrets.putSecretValue(r -> r.secretId(name)
                .clientRequestToken(token(token))
                .secretString(value)
                .versionStages(stages.length == 0 ? null : List.of(stages)));
    }

    final String value(String name) {
        return secrets.getSecretValue(r -> r.secretId(name)).secretString();
    }

    final Map<String, List<String>> stages(String name) {
        return secrets.describeSecret(r -> r.secretId(name)).versionIdsToStages();
    }
}
