package dev.keyturn.edge.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import dev.keyturn.edge.http.HealthChecks;
import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;
import dev.keyturn.edge.http.HttpEdge;
import dev.keyturn.edge.http.HttpHandler;
import dev.keyturn.edge.http.HttpLimits;
import dev.keyturn.edge.http.Refusal;

/** A server without a gate: decodes what it is sent, checks it, and gives canned answers. */
final class Toy implements HttpHandler, AutoCloseable {
    private static final ApiFacts FACTS = ApiFacts.load();

    private record Operation<T extends SdkPojo>(
            Supplier<? extends SdkBuilder<?, T>> builder, Function<T, SdkPojo> answer) {
        private HttpAnswer answer(Toy toy, Route route, HttpCall call) {
            T request = route.codec().decode(call, builder);
            toy.requests.add(request);
            Constraints.check(route.operation(), request);
            return route.codec().answer(route.operation(), answer.apply(request), call.requestId());
        }
    }

    final ConcurrentLinkedQueue<SdkPojo> requests = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();

    private final Router router = new Router(FACTS);
    private final Map<String, Operation<?>> operations = new ConcurrentHashMap<>();
    private final HttpEdge edge = HttpEdge.start(
            new HttpEdge.Settings("127.0.0.1", 0, Optional.empty(), HttpLimits.DEFAULT),
            Clock.systemUTC(),
            UUID::randomUUID,
            new HealthChecks() {
                @Override
                public boolean alive() {
                    return true;
                }

                @Override
                public boolean ready() {
                    return true;
                }
            },
            this);

    /** @param name {@code iam:CreateUser} */
    <T extends SdkPojo> void on(
            String name, Supplier<? extends SdkBuilder<?, T>> builder, Function<T, SdkPojo> answer) {
        operations.put(name, new Operation<>(builder, answer));
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + edge.port() + "/base/path");
    }

    @Override
    public HttpAnswer answer(HttpCall call) {
        bodies.add(new String(call.body(), StandardCharsets.UTF_8));
        Optional<String> scope = call.header("authorization").map(value -> value.split("/", -1)[3]);
        Route route;
        try {
            route = router.route(call, scope);
        } catch (AwsFailure failure) {
            return router.failure(call, scope, failure);
        }
        try {
            @Nullable Operation<?> operation = operations.get(route.operation().toString());
            if (operation == null) {
                throw AwsFailure.of(CommonError.ACCESS_DENIED, "no toy for it");
            }
            return operation.answer(this, route, call);
        } catch (AwsFailure failure) {
            return route.failure(failure, call.requestId());
        }
    }

    @Override
    public HttpAnswer refuse(Refusal refusal, boolean speaksJson, String requestId) {
        return Refusals.answer(refusal, speaksJson, requestId);
    }

    @Override
    public void close() {
        edge.close();
    }
}
