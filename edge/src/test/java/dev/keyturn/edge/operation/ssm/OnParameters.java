package dev.keyturn.edge.operation.ssm;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.Principal;

/** A new, empty account, and what the tests of all operations on parameters need to say. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
abstract class OnParameters extends OnInProcessServer {
    static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

    private final AtomicReference<Instant> time = new AtomicReference<>(START);

    /** Root of the account. */
    SsmClient ssm;

    @Override
    protected InProcessServer start(Path folder) {
        InstantSource clock = time::get;
        return new InProcessServer(folder, clock);
    }

    @BeforeEach
    void openParameters() {
        ssm = server.ssm(new Principal.Root(ACCOUNT));
    }

    @Override
    protected String accessDenied() {
        return "AccessDeniedException";
    }

    final void pass(Duration duration) {
        time.updateAndGet(now -> now.plus(duration));
    }

    final SsmClient stranger() {
        return server.ssm(new Principal.Root(InProcessServer.OTHER_ACCOUNT));
    }

    /** A client of a new user with one inline policy. */
    final SsmClient parametersOf(String name, String document) {
        userWith(name, document);
        return server.ssm(server.principal(name));
    }

    static String arn(String arnName) {
        return "arn:aws:ssm:" + InProcessServer.REGION + ":" + ACCOUNT + ":parameter/" + arnName;
    }

    final PutParameterResponse put(String name, String value) {
        return put(name, value, _ -> {});
    }

    final PutParameterResponse put(String name, String value, Consumer<PutParameterRequest.Builder> more) {
        return ssm.putParameter(r -> {
            r.name(name).value(value).type(ParameterType.STRING);
            more.accept(r);
        });
    }

    final PutParameterResponse overwrite(String name, String value) {
        return ssm.putParameter(r -> r.name(name).value(value).overwrite(true));
    }

    final PutParameterResponse putSecure(String name, String value) {
        return put(name, value, r -> r.type(ParameterType.SECURE_STRING));
    }

    final Parameter get(String name) {
        return ssm.getParameter(r -> r.name(name).withDecryption(true)).parameter();
    }

    final String value(String name) {
        return get(name).value();
    }

    final List<String> under(String path, boolean recursive) {
        return ssm.getParametersByPathPaginator(r -> r.path(path).recursive(recursive)).stream()
                .flatMap(page -> page.parameters().stream())
                .map(Parameter::name)
                .toList();
    }
}
