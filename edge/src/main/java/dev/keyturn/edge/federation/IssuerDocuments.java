package dev.keyturn.edge.federation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.rules.address.ReachableAddresses;

/**
 * Fetches what an issuer publishes, over HTTPS: one bounded answer within a bounded time, no redirects, never from an
 * address where the machine's own credentials might answer.
 *
 * <p>The host's addresses are checked before the connection, which resolves the name once more. A name server that
 * answers differently in between gains nothing: whoever is reached must show a certificate for the host's name, and
 * nothing of what it answers leaves but keys.
 */
final class IssuerDocuments {
    private static final int MAX_BYTES = 256 * 1024;

    private final IssuerTrust trust;
    private final ReachableAddresses reachable;
    private final Duration patience;

    /** @param patience for the whole exchange, from connecting to the last byte */
    IssuerDocuments(Optional<Path> authorities, boolean loopbackAllowed, Duration patience) {
        this.trust = new IssuerTrust(authorities);
        this.reachable = new ReachableAddresses(loopbackAllowed);
        this.patience = patience;
    }

    /** @throws AwsFailure IDPCommunicationError, or InvalidIdentityToken when what answers is not to be believed */
    byte[] get(URI uri, Set<String> thumbprints) {
        if (!"https".equals(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() != null) {
            throw FederationFailure.noVerificationKey();
        }
        checkAddresses(uri.getHost());
        HttpClient client = HttpClient.newBuilder()
                .sslContext(trust.context(thumbprints))
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
        try {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Accept", "application/json")
                    .build();
            HttpResponse<byte[]> response = client.sendAsync(
                            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw response.statusCode() >= 500
                        ? FederationFailure.unreachable()
                        : FederationFailure.noVerificationKey();
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FederationFailure.unreachable();
        } catch (TimeoutException e) {
            throw FederationFailure.unreachable();
        } catch (ExecutionException e) {
            throw because(e.getCause());
        } finally {
            client.shutdownNow();
        }
    }

    private void checkAddresses(String host) {
        try {
            // One forbidden address condemns the name: the connection could pick it.
            if (!Arrays.stream(InetAddress.getAllByName(host))
                    .allMatch(address -> reachable.refusal(address).isEmpty())) {
                throw FederationFailure.noVerificationKey();
            }
        } catch (UnknownHostException e) {
            throw FederationFailure.unreachable();
        }
    }

    private static AwsFailure because(@Nullable Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof CertificateException) {
                return FederationFailure.untrustedCertificate();
            }
        }
        if (cause instanceof IOException) {
            return FederationFailure.unreachable();
        }
        throw new IllegalStateException("fetching from an identity provider", cause);
    }
}
