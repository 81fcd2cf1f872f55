package dev.keyturn.edge.replication;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.edge.replication.RegionAnswer.Away;
import dev.keyturn.edge.replication.RegionAnswer.NameTaken;
import dev.keyturn.edge.replication.RegionAnswer.Promoted;
import dev.keyturn.edge.replication.RegionAnswer.Refused;
import dev.keyturn.edge.replication.RegionAnswer.Taken;
import dev.keyturn.rules.address.ReachableAddresses;

/**
 * Calls the server of one region, signed as a client of AWS signs. A call ends at the endpoint's time-out, whatever the
 * server does. No redirect is followed, no proxy used, and of an answer no more is read than it may be long.
 *
 * <p>The host's addresses are checked before the connection, which resolves the name once more. A name server that
 * answers differently in between gains nothing: whoever is reached must show a certificate for the host's name.
 */
final class RegionClient implements AutoCloseable {
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final String SERVICE = "keyturn";
    private static final String TARGET = "Keyturn_20261124.";
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern CODE = Pattern.compile("[A-Za-z]{1,100}");
    /** What the HTTP client sets by itself, to the same values. */
    private static final Set<String> OF_THE_CONNECTION = Set.of("host", "content-length");

    private final RegionEndpoint endpoint;
    private final InstantSource clock;
    private final HttpClient http;

    RegionClient(RegionEndpoint endpoint, InstantSource clock) {
        this.endpoint = endpoint;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .sslContext(RegionTrust.context(endpoint.ca()))
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    RegionEndpoint endpoint() {
        return endpoint;
    }

    /**
     * @param account whose key signs
     * @param json the request
     */
    RegionAnswer call(String account, String operation, String json) throws InterruptedException {
        Optional<AwsBasicCredentials> key;
        try {
            key = RegionCredentials.of(endpoint.credentials(), account);
        } catch (IOException _) {
            return new Refused("the file with the region's credentials cannot be read");
        }
        if (key.isEmpty()) {
            return new Refused("there are no credentials of account " + account + " for the region");
        }
        Optional<RegionAnswer> forbidden = refusedAddress();
        return forbidden.isPresent()
                ? forbidden.get()
                : send(signed(key.get(), operation, json.getBytes(StandardCharsets.UTF_8)));
    }

    private Optional<RegionAnswer> refusedAddress() {
        String host = endpoint.url().getHost();
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            // A name that only ever meant this machine is the operator's word; any other that comes to mean it is not.
            ReachableAddresses reachable = new ReachableAddresses(endpoint.onThisMachine());
            boolean elsewhere =
                    !endpoint.encrypted() && !Arrays.stream(addresses).allMatch(InetAddress::isLoopbackAddress);
            if (elsewhere
                    || Arrays.stream(addresses)
                            .anyMatch(address -> reachable.refusal(address).isPresent())) {
                return Optional.of(new Away("the region's host has an address that is refused"));
            }
            return Optional.empty();
        } catch (UnknownHostException _) {
            return Optional.of(new Away("no address is known for the region's host"));
        }
    }

    private HttpRequest signed(AwsBasicCredentials key, String operation, byte[] body) {
        URI url = endpoint.url().resolve("/");
        SdkHttpRequest unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(url)
                .putHeader("Host", host(url))
                .putHeader("Content-Type", CONTENT_TYPE)
                .putHeader("X-Amz-Target", TARGET + operation)
                .build();
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(r -> r.identity(key)
                        .request(unsigned)
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, endpoint.region())
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(clock.instant(), ZoneOffset.UTC)))
                .request();
        HttpRequest.Builder request = HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        signed.forEachHeader((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.header("User-Agent", "keyturn-replication").build();
    }

    /** As the HTTP client writes it: without the port that goes without saying. */
    private static String host(URI url) {
        boolean usual = url.getPort() < 0 || url.getPort() == ("https".equals(url.getScheme()) ? 443 : 80);
        return usual ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    private RegionAnswer send(HttpRequest request) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> sent =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        try {
            return answer(sent.get(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            return new Away("the region did not answer within " + endpoint.timeout());
        } catch (ExecutionException e) {
            return new Away(problem(e));
        } finally {
            sent.cancel(true); // where it was too late; else it has no effect
        }
    }

    private static RegionAnswer answer(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status >= 500 || status >= 300 && status < 400) {
            return new Away("the region answered with status " + status);
        }
        JsonNode json;
        try {
            json = JSON.readTree(response.body());
        } catch (JacksonException _) { // its message may quote the answer
            return new Away("the region answered with what is no JSON");
        }
        if (status == 200) {
            List<String> missing = new ArrayList<>();
            json.path(ReplicaResponse.MISSING).forEach(id -> missing.add(id.asString("")));
            return new Taken(missing);
        }
        String code = json.path("__type").asString("");
        return switch (code) {
            case "ReplicaPromotedException" -> new Promoted();
            case "ResourceExistsException" -> new NameTaken();
            // An open set, and what all of the rest mean is that somebody has to look.
            default ->
                new Refused("the region refused with " + (CODE.matcher(code).matches() ? code : "status " + status));
        };
    }

    private static String problem(ExecutionException failure) {
        if (because(failure, CertificateException.class)) {
            return "the region's certificate is not trusted";
        }
        if (because(failure, SSLException.class)) {
            return "TLS with the region failed";
        }
        return "the region cannot be reached";
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
