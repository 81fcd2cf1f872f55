package dev.keyturn.databases.function;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

import dev.keyturn.databases.function.FunctionAnswer.Failed;

/**
 * Calls one function. No thread waits for the answer; a call ends at the endpoint's time-out, whatever the function
 * does. No redirect is followed, no proxy used, and of an answer no more is read than it may be long.
 */
public final class FunctionClient implements AutoCloseable {
    /** A rotation function returns nothing; Lambda would take 6 MB. */
    private static final int LONGEST_ANSWER = 64 * 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final FunctionEndpoint endpoint;
    private final HttpClient http;

    /** @throws IllegalArgumentException if the authorities to trust cannot be read */
    public FunctionClient(FunctionEndpoint endpoint) {
        this.endpoint = endpoint;
        this.http = HttpClient.newBuilder()
                .sslContext(FunctionTrust.context(endpoint.ca()))
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    public FunctionEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Sends the event. The name server is asked on the caller's thread.
     *
     * @return never completed exceptionally
     */
    public CompletableFuture<FunctionAnswer> invoke(byte[] event) {
        return switch (FunctionAddress.resolve(endpoint)) {
            case FunctionAddress.Resolved.Refused(Failed failure) -> CompletableFuture.completedFuture(failure);
            case FunctionAddress.Resolved.To(var url) ->
                send(HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(event))
                        .build());
        };
    }

    private CompletableFuture<FunctionAnswer> send(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> sent =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        return sent.copy()
                .orTimeout(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> {
                    sent.cancel(true); // where it was too late; else it has no effect
                    return failure == null ? answer(response) : failed(failure);
                });
    }

    private static FunctionAnswer answer(HttpResponse<byte[]> response) {
        String error = response.headers().firstValue("X-Amz-Function-Error").orElse("");
        return FunctionAnswer.of(response.statusCode(), error, response.body());
    }

    private FunctionAnswer failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof TimeoutException) {
            return new Failed("timed out", true, "the function did not answer within " + endpoint.timeout());
        }
        if (because(cause, CertificateException.class)) {
            return new Failed("untrusted", false, "the function's certificate is not trusted");
        }
        if (because(cause, SSLException.class)) {
            return new Failed("untrusted", true, "TLS with the function failed");
        }
        if (because(cause, ConnectException.class) || because(cause, HttpConnectTimeoutException.class)) {
            return new Failed("unreachable", true, "the function cannot be reached");
        }
        if (cause instanceof IOException) {
            return new Failed("unknown", true, "the function's answer broke off or was longer than it may be");
        }
        return new Failed(
                "unknown", true, "the call failed with " + cause.getClass().getSimpleName());
    }

    private static boolean because(Throwable failure, Class<? extends Throwable> type) {
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    /** Ends the calls under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
