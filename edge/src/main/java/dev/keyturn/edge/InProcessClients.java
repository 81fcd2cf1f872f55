package dev.keyturn.edge;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkClient;

import dev.keyturn.edge.aws.ApiFacts;
import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.OperationFacts;
import dev.keyturn.edge.aws.ServiceFacts;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Origin;
import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.Operations;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Session;

/**
 * The AWS SDK's client interfaces, answered by this very process on behalf of a principal: the same decisions, the
 * same trail, no HTTP. Whoever is written against {@code SecretsManagerClient} works with this and with AWS.
 */
public final class InProcessClients {
    private final RequestFlow flow;
    private final Operations operations;
    private final ApiFacts facts;
    private final InstantSource clock;

    public InProcessClients(RequestFlow flow, Operations operations, ApiFacts facts, InstantSource clock) {
        this.flow = flow;
        this.operations = operations;
        this.facts = facts;
        this.clock = clock;
    }

    /**
     * @param clientInterface for example {@code SecretsManagerClient.class}
     * @param userAgent how the trail names the part of the server that calls
     */
    public <C extends SdkClient> C client(Class<C> clientInterface, Principal principal, String userAgent) {
        return client(clientInterface, principal, Optional.empty(), userAgent);
    }

    /** As a session, with what its token says. */
    public <C extends SdkClient> C client(
            Class<C> clientInterface, Principal principal, Optional<Session> session, String userAgent) {
        return clientInterface.cast(Proxy.newProxyInstance(
                clientInterface.getClassLoader(),
                new Class<?>[] {clientInterface},
                new Handler<>(clientInterface, principal, session, userAgent)));
    }

    private final class Handler<C extends SdkClient> implements InvocationHandler {
        private final SdkExceptions exceptions;
        private final Principal principal;
        private final Optional<Session> session;
        private final String userAgent;

        Handler(Class<C> clientInterface, Principal principal, Optional<Session> session, String userAgent) {
            this.exceptions = new SdkExceptions(clientInterface);
            this.principal = principal;
            this.session = session;
            this.userAgent = userAgent;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (arguments != null
                    && arguments.length == 1
                    && arguments[0] instanceof AwsRequest request
                    && AwsResponse.class.isAssignableFrom(method.getReturnType())) {
                return call(request);
            }
            if (method.isDefault()) {
                // The consumer-builder forms, paginators and waiters of the SDK end in the call above.
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            return switch (method.getName()) {
                case "toString" -> "in-process client of " + principal.arn();
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> arguments != null && proxy == arguments[0];
                case "close" -> null;
                // serviceName, serviceClientConfiguration and the like: of a client that has a network.
                default -> throw new UnsupportedOperationException(method.toString());
            };
        }

        private AwsResponse call(AwsRequest request) {
            Operation<?, ?, ?> operation = operations
                    .taking(request.getClass())
                    .orElseThrow(() -> new UnsupportedOperationException(
                            "`" + request.getClass().getSimpleName() + "` is not served here"));
            return call(operation, request);
        }

        private <Q extends AwsRequest> AwsResponse call(Operation<Q, ?, ?> operation, AwsRequest request) {
            ServiceFacts service = facts.service(operation.api().service()).orElseThrow();
            OperationFacts api = service.operation(operation.api().name()).orElseThrow();
            Q typed = operation.api().requestType().cast(request);
            Origin origin = new Origin(UUID.randomUUID().toString(), "127.0.0.1", userAgent, true, clock.instant());
            try {
                return flow.perform(
                        api,
                        operation,
                        typed,
                        new Caller(principal, session, session.map(Session::accessKeyId), origin));
            } catch (AwsFailure refusal) {
                throw exceptions.of(refusal, service, origin.requestId());
            }
        }
    }
}
