package dev.keyturn.edge.aws;

import java.util.Optional;

import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;

/**
 * Finds the operation that a request asks for: by credential scope, then target (JSON) or action and version (Query).
 * The path plays no part, so that a base path in a client's endpoint setting does no harm, and neither do
 * {@code X-HTTP-Method-Override} or {@code X-Forwarded-Host}.
 */
public final class Router {
    /** How much of a caller's text goes into a message. */
    private static final int QUOTED_LENGTH = 128;

    private final ApiFacts facts;

    public Router(ApiFacts facts) {
        this.facts = facts;
    }

    /**
     * @param scopeService the service in the credential scope; empty for an unsigned request
     * @throws AwsFailure when the service or operation is unknown or the method is neither GET nor POST; answer it
     *     with {@link #failure}
     */
    public Route route(HttpCall call, Optional<String> scopeService) {
        if (!call.method().equals("POST") && !call.method().equals("GET")) {
            throw AwsFailure.of(CommonError.METHOD_NOT_ALLOWED, "The HTTP method is neither GET nor POST.");
        }
        return switch (protocol(call, scopeService)) {
            case JSON_1_1 -> byTarget(call, scopeService);
            case QUERY -> byAction(FormParameters.of(call), scopeService);
        };
    }

    private Route byTarget(HttpCall call, Optional<String> scopeService) {
        if (!call.method().equals("POST")) {
            throw AwsFailure.of(CommonError.METHOD_NOT_ALLOWED, "The HTTP method is not POST.");
        }
        String target = onlyTarget(call);
        int dot = target.lastIndexOf('.');
        if (dot < 0) {
            throw unknownTarget();
        }
        String prefix = target.substring(0, dot);
        return facts.services().stream()
                .filter(service -> service.protocol() == Protocol.JSON_1_1)
                .filter(service ->
                        scopeService.map(service.signingName()::equals).orElse(true))
                .filter(service -> service.targetPrefix()
                        .map(full -> namedBy(prefix, full))
                        .orElse(false))
                .findFirst()
                .flatMap(service -> service.operation(target.substring(dot + 1)))
                .map(operation -> new Route(operation, JsonCodec.INSTANCE))
                .orElseThrow(Router::unknownTarget);
    }

    /** CloudTrail is also called by the last part of its prefix alone. */
    private static boolean namedBy(String prefix, String full) {
        return prefix.equals(full) || prefix.equals(full.substring(full.lastIndexOf('.') + 1));
    }

    /** One of two targets could be the signed one and the other the one that is obeyed. */
    private static String onlyTarget(HttpCall call) {
        long targets = call.headers().stream()
                .filter(header -> header.name().equals("x-amz-target"))
                .count();
        if (targets != 1) {
            throw unknownTarget();
        }
        return call.header("x-amz-target").orElseThrow();
    }

    private static AwsFailure unknownTarget() {
        return AwsFailure.of(
                CommonError.INVALID_ACTION, "The requested operation is not supported in the called service.");
    }

    private Route byAction(FormParameters parameters, Optional<String> scopeService) {
        Optional<String> version = parameters.get("Version");
        Optional<String> action = parameters.get("Action");
        if (action.isEmpty()) {
            throw scopeService.isEmpty()
                    ? AwsFailure.of(CommonError.MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token")
                    : AwsFailure.of(CommonError.MISSING_ACTION, "The request must contain the parameter Action.");
        }
        return queryService(scopeService, version)
                .filter(service -> version.equals(Optional.of(service.apiVersion())))
                .flatMap(service -> service.operation(action.get()))
                .map(operation -> new Route(operation, QueryCodec.INSTANCE))
                .orElseThrow(() -> AwsFailure.of(
                        CommonError.INVALID_ACTION,
                        "Could not find operation " + quoted(action.get()) + " for version "
                                + quoted(version.orElse("NO_VERSION_SPECIFIED"))));
    }

    private static String quoted(String text) {
        return text.length() <= QUOTED_LENGTH ? text : text.substring(0, QUOTED_LENGTH) + "...";
    }

    /** By scope; an unsigned request's version tells the services apart as well. */
    private Optional<ServiceFacts> queryService(Optional<String> scopeService, Optional<String> version) {
        return facts.services().stream()
                .filter(service -> service.protocol() == Protocol.QUERY)
                .filter(service -> scopeService
                        .map(service.signingName()::equals)
                        .orElseGet(() -> version.equals(Optional.of(service.apiVersion()))))
                .findFirst();
    }

    /** By the service in the scope where that is known, else by what the request looks like. */
    private Protocol protocol(HttpCall call, Optional<String> scopeService) {
        return scopeService
                .flatMap(facts::service)
                .map(ServiceFacts::protocol)
                .orElseGet(() -> call.speaksJson() ? Protocol.JSON_1_1 : Protocol.QUERY);
    }

    /** Answers a failure for which there is no route, in the protocol that the request seems to speak. */
    public HttpAnswer failure(HttpCall call, Optional<String> scopeService, AwsFailure failure) {
        Optional<ServiceFacts> service = scopeService.flatMap(facts::service);
        if (service.isPresent()) {
            return Codec.of(service.get().protocol()).failure(service.get(), failure, call.requestId());
        }
        return Refusals.answer(failure, protocol(call, scopeService), call.requestId());
    }
}
