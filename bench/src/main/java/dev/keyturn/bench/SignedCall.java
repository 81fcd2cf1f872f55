package dev.keyturn.bench;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

import dev.keyturn.rules.sigv4.HttpMessage;
import dev.keyturn.rules.sigv4.HttpMessage.Header;

/** A call signed by AWS's own signer, ready to be sent any number of times while its signature is fresh. */
final class SignedCall {
    static final String REGION = "us-east-1";

    private final SdkHttpRequest request;
    private final byte[] body;

    private SignedCall(SdkHttpRequest request, byte[] body) {
        this.request = request;
        this.body = body;
    }

    static SignedCall getSecretValue(String authority, String keyId, String secretKey, String secretId, Instant at) {
        return json(
                authority,
                keyId,
                secretKey,
                "secretsmanager.GetSecretValue",
                "{\"SecretId\":\"" + secretId + "\"}",
                at);
    }

    /** A call of Secrets Manager. */
    static SignedCall json(String authority, String keyId, String secretKey, String target, String json, Instant at) {
        return sign(
                authority,
                keyId,
                secretKey,
                "secretsmanager",
                "application/x-amz-json-1.1",
                SdkHttpRequest.builder().putHeader("X-Amz-Target", target),
                json,
                at);
    }

    /** A call of STS or IAM. */
    static SignedCall query(String authority, String keyId, String secretKey, String service, String form, Instant at) {
        return sign(
                authority,
                keyId,
                secretKey,
                service,
                "application/x-www-form-urlencoded; charset=utf-8",
                SdkHttpRequest.builder(),
                form,
                at);
    }

    private static SignedCall sign(
            String authority,
            String keyId,
            String secretKey,
            String service,
            String contentType,
            SdkHttpRequest.Builder request,
            String body,
            Instant at) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        SdkHttpRequest unsigned = request.method(SdkHttpMethod.POST)
                .uri(URI.create("http://" + authority + "/"))
                .putHeader("Host", authority)
                .putHeader("Content-Type", contentType)
                .putHeader("Content-Length", Integer.toString(bytes.length))
                .build();
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(r -> r.identity(AwsCredentialsIdentity.create(keyId, secretKey))
                        .request(unsigned)
                        .payload(ContentStreamProvider.fromByteArray(bytes))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, REGION)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)));
        return new SignedCall(signed.request(), bytes);
    }

    HttpMessage message() {
        List<Header> headers = new ArrayList<>();
        request.forEachHeader((name, values) ->
                values.forEach(value -> headers.add(new Header(name.toLowerCase(Locale.ROOT), value))));
        return new HttpMessage("POST", "/", "", headers, body);
    }

    /** As it goes over the wire. */
    byte[] bytes() {
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\n");
        request.forEachHeader((name, values) -> values.forEach(
                value -> head.append(name).append(": ").append(value).append("\r\n")));
        head.append("\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }
}
