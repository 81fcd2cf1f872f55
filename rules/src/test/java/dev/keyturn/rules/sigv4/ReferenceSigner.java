package dev.keyturn.rules.sigv4;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

import dev.keyturn.rules.sigv4.HttpMessage.Header;

/** The AWS SDK's own signer, its result as the server would see it on the wire. */
final class ReferenceSigner {
    static final String ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE";
    static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    static final String REGION = "us-east-1";

    private ReferenceSigner() {}

    /** What is to be signed. */
    record Unsigned(
            String method,
            String path,
            List<QueryParameter> query,
            List<Header> headers,
            byte[] body,
            String service,
            Instant at,
            Optional<Duration> presignedFor,
            Optional<String> sessionToken) {}

    static HttpMessage sign(Unsigned unsigned) {
        SdkHttpRequest.Builder builder = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(unsigned.method()))
                .uri(URI.create("http://localhost:7071"))
                .encodedPath(unsigned.path());
        unsigned.query().forEach(parameter -> builder.appendRawQueryParameter(parameter.name(), parameter.value()));
        unsigned.headers().forEach(header -> builder.appendHeader(header.name(), header.value()));
        SignRequest.Builder<AwsCredentialsIdentity> request = SignRequest.builder(credentials(unsigned))
                .request(builder.build())
                .payload(() -> new ByteArrayInputStream(unsigned.body()))
                .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, unsigned.service())
                .putProperty(AwsV4HttpSigner.REGION_NAME, REGION)
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(unsigned.at(), ZoneOffset.UTC));
        unsigned.presignedFor()
                .ifPresent(expiry -> request.putProperty(
                                AwsV4FamilyHttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, expiry));
        return onTheWire(AwsV4HttpSigner.create().sign(request.build()).request(), unsigned.body());
    }

    static SigningKey key(HttpMessage message) {
        PresentedSignature presented = SignatureV4.read(message).orElseThrow();
        return SigningKey.derive(
                SECRET_KEY.getBytes(StandardCharsets.UTF_8), presented.date(), presented.region(), presented.service());
    }

    private static AwsCredentialsIdentity credentials(Unsigned unsigned) {
        return unsigned.sessionToken()
                .<AwsCredentialsIdentity>map(
                        token -> AwsSessionCredentialsIdentity.create(ACCESS_KEY, SECRET_KEY, token))
                .orElseGet(() -> AwsCredentialsIdentity.create(ACCESS_KEY, SECRET_KEY));
    }

    private static HttpMessage onTheWire(SdkHttpRequest signed, byte[] body) {
        List<Header> headers = new ArrayList<>();
        signed.forEachHeader((name, values) -> values.forEach(value -> headers.add(new Header(
                name.toLowerCase(Locale.ROOT),
                new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)))));
        return new HttpMessage(
                signed.method().name(),
                signed.encodedPath(),
                signed.encodedQueryParameters().orElse(""),
                headers,
                body);
    }
}
