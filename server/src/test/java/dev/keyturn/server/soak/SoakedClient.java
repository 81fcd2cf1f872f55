package dev.keyturn.server.soak;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** Reads one secret and logs in with what it read, again and again. */
final class SoakedClient {
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final int LOOKS = 50;

    private final SoakedLogin login;
    private final KilledServer server;
    private final List<String> failures;
    private final AtomicLong logins;

    /** @param failures where what must not happen is written down */
    SoakedClient(SoakedLogin login, KilledServer server, List<String> failures, AtomicLong logins) {
        this.login = login;
        this.server = server;
        this.failures = failures;
        this.logins = logins;
    }

    void run() throws InterruptedException, SQLException {
        while (!Thread.currentThread().isInterrupted()) {
            GetSecretValueResponse read = read("AWSCURRENT").orElseThrow();
            if (logsIn(read)) {
                logins.incrementAndGet();
            } else if (login.alternating()) {
                refused(read);
            } else if (!someCandidateLogsIn()) {
                failures.add("locked out: no version of " + login.secret() + " logs in");
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Legitimate only if two rotations went by between the reading and the login: then the password is two old. */
    private void refused(GetSecretValueResponse read) throws InterruptedException {
        List<String> stages = server.ask(root -> root.secrets()
                        .describeSecret(describe -> describe.secretId(login.secret()))
                        .versionIdsToStages())
                .getOrDefault(read.versionId(), List.of());
        if (!stages.isEmpty()) {
            failures.add("refused: version " + read.versionId() + " of " + login.secret() + ", now " + stages);
        }
    }

    /** Looks often: between the reading of a version and the login, a rotation may go on. */
    private boolean someCandidateLogsIn() throws InterruptedException, SQLException {
        for (int look = 0; look < LOOKS; look++) {
            for (String stage : List.of("AWSCURRENT", "AWSPENDING")) {
                Optional<GetSecretValueResponse> read = read(stage);
                if (read.isPresent() && logsIn(read.get())) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean logsIn(GetSecretValueResponse read) throws SQLException {
        return login.logsIn(SoakedLogin.Credentials.of(read.secretString()));
    }

    private Optional<GetSecretValueResponse> read(String stage) throws InterruptedException {
        return server.ask(root -> {
            try {
                return Optional.of(root.secrets()
                        .getSecretValue(get -> get.secretId(login.secret()).versionStage(stage)));
            } catch (ResourceNotFoundException e) {
                return Optional.empty();
            }
        });
    }
}
