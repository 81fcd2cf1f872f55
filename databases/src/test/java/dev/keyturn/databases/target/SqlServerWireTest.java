package dev.keyturn.databases.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.databases.target.TdsStub.Answer;
import dev.keyturn.databases.target.TdsStub.Done;
import dev.keyturn.databases.target.TdsStub.Lost;
import dev.keyturn.databases.target.TdsStub.Refused;
import dev.keyturn.databases.target.TdsStub.Value;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.testbed.Certificates;

/** The real driver of SQL Server against a scripted one. */
class SqlServerWireTest {
    private static final Arn SECRET = Arn.of("secretsmanager", "us-east-1", "123456789012", "secret:db-AbCdEf");
    private static final SessionTag TAG = SessionTag.of(SECRET, "token");

    @TempDir
    private static Path folder;

    private static Certificates certificates;

    private final Map<String, Answer> answers =
            new HashMap<>(Map.of("sp_getapplock", new Value("1"), "SELECT 1", new Value("1")));

    @BeforeAll
    static void issue() {
        certificates = Certificates.issue(folder);
    }

    private Answer answer(String sql) {
        return answers.entrySet().stream()
                .filter(entry -> sql.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(new Done());
    }

    @Test
    void aPasswordIsChangedOverVerifiedTls() throws Exception {
        try (TdsStub server = new TdsStub("127.0.0.1", Optional.of(certificates.serverContext()), this::answer);
                LoginSession session = dialect(true).open(target(server, "localhost", true), secret("öld'👩"), TAG)) {
            session.query();
            session.endOtherRotationSessions();
            session.setPassword("app]", new NewPassword(secret("new'\"]"), new byte[16]));
            assertThat(server.logins()).containsExactly(new TdsStub.Login("app]", "öld'👩", TAG.text(), "master"));
            assertThat(server.batches())
                    .contains("ALTER LOGIN [app]]] WITH PASSWORD = N'new''\"]' OLD_PASSWORD = N'öld''👩'");
        }
    }

    @Test
    void aStrangerGetsNoPassword() throws Exception {
        try (TdsStub server = new TdsStub("127.0.0.1", Optional.of(certificates.serverContext()), this::answer)) {
            assertThat(dialect(false).probe(target(server, "localhost", true), secret("p"), TAG))
                    .as("an authority that is not ours")
                    .isEqualTo(LoginOutcome.UNTRUSTED);
            assertThat(dialect(true).probe(target(server, "127.0.0.2", true), secret("p"), TAG))
                    .as("nobody listens there")
                    .isEqualTo(LoginOutcome.UNREACHABLE);
            assertThat(server.logins()).isEmpty();
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        try (TdsStub server = new TdsStub("127.0.0.2", Optional.of(certificates.serverContext()), this::answer)) {
            assertThat(dialect(true).probe(target(server, "127.0.0.2", true), secret("p"), TAG))
                    .isEqualTo(LoginOutcome.UNTRUSTED);
            assertThat(server.logins()).isEmpty();
        }
    }

    @Test
    void aServerWithoutTlsGetsNoPlaintextInstead() throws Exception {
        try (TdsStub server = new TdsStub("127.0.0.1", Optional.empty(), this::answer)) {
            assertThat(dialect(true).probe(target(server, "localhost", true), secret("p"), TAG))
                    .isEqualTo(LoginOutcome.UNTRUSTED);
            assertThat(server.logins()).isEmpty();
        }
    }

    @Test
    void refusedLoginsAreToldApart() throws Exception {
        Map<Integer, LoginOutcome> outcomes = Map.of(
                18456, LoginOutcome.REFUSED_PASSWORD,
                18486, LoginOutcome.NO_PERMISSION,
                18488, LoginOutcome.NO_PERMISSION,
                18470, LoginOutcome.NO_PERMISSION,
                4060, LoginOutcome.NO_PERMISSION,
                18451, LoginOutcome.UNREACHABLE);
        try (TdsStub server = new TdsStub("127.0.0.1", Optional.empty(), this::answer)) {
            for (Map.Entry<Integer, LoginOutcome> outcome : outcomes.entrySet()) {
                answers.put("login", new Refused(outcome.getKey()));
                assertThat(dialect(true).probe(target(server, "127.0.0.1", false), secret("p"), TAG))
                        .as("%d", outcome.getKey())
                        .isEqualTo(outcome.getValue());
            }
        }
    }

    @Test
    void refusedChangesAreToldApartAndALostAnswerIsUnknown() throws Exception {
        Map<Answer, LoginOutcome> outcomes = Map.of(
                new Refused(15118), LoginOutcome.UNACCEPTABLE_PASSWORD,
                new Refused(15151), LoginOutcome.NO_PERMISSION,
                new Refused(1222), LoginOutcome.LOCKED,
                new Refused(102), LoginOutcome.UNKNOWN,
                new Lost(), LoginOutcome.UNKNOWN);
        try (TdsStub server = new TdsStub("127.0.0.1", Optional.empty(), this::answer)) {
            for (Map.Entry<Answer, LoginOutcome> outcome : outcomes.entrySet()) {
                answers.put("ALTER LOGIN", outcome.getKey());
                try (LoginSession session = dialect(true).open(target(server, "127.0.0.1", false), secret("p"), TAG)) {
                    assertThatExceptionOfType(TargetException.class)
                            .isThrownBy(
                                    () -> session.setPassword("app]", new NewPassword(secret("canary"), new byte[16])))
                            .satisfies(e -> assertThat(e.outcome()).isEqualTo(outcome.getValue()))
                            .satisfies(e -> assertThat(e).hasMessageNotContaining("canary"));
                }
            }
            assertThat(server.batches().stream().filter(sql -> sql.startsWith("ALTER LOGIN")))
                    .as("none was sent again")
                    .hasSize(outcomes.size());
        }
    }

    private static Dialect dialect(boolean trusting) throws IOException {
        return new SqlServerDialect(
                new TargetSettings(
                        new AddressPolicy(true),
                        trusting ? Optional.of(certificates.authority()) : Optional.empty(),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8)),
                Clock.systemUTC());
    }

    private static RotationTarget target(TdsStub server, String host, boolean tls) {
        return RotationTarget.ofLogin(
                "123456789012", SECRET, Engine.SQLSERVER, host, server.port(), "master", "app]", tls);
    }

    private static SecretBytes secret(String text) {
        return SecretBytes.ofUtf8(text);
    }
}
