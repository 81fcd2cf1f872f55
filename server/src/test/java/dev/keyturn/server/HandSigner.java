package dev.keyturn.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

import dev.keyturn.server.RawCall.Header;

/**
 * Signature Version 4 by hand, so that each part of it can be wrong while the rest is right: what no SDK would sign, an
 * attacker with a key would.
 *
 * @param scopeDate {@code yyyyMMdd}, which a scope may give wrongly
 * @param unsigned headers that the signature leaves out
 * @param payloadHash what the signature takes for the body's hash; empty for what it is
 */
record HandSigner(
        AwsBasicCredentials key,
        String service,
        String region,
        Instant at,
        String scopeDate,
        Set<String> unsigned,
        String payloadHash) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    static HandSigner of(AwsBasicCredentials key, String service) {
        return new HandSigner(key, service, "us-east-1", Instant.now(), date(Instant.now()), Set.of(), "");
    }

    HandSigner withKey(AwsBasicCredentials other) {
        return new HandSigner(other, service, region, at, scopeDate, unsigned, payloadHash);
    }

    HandSigner at(Instant time) {
        return new HandSigner(key, service, region, time, date(time), unsigned, payloadHash);
    }

    HandSigner scopedTo(String date, String otherRegion, String otherService) {
        return new HandSigner(key, otherService, otherRegion, at, date, unsigned, payloadHash);
    }

    HandSigner leavingOut(String header) {
        return new HandSigner(key, service, region, at, scopeDate, Set.of(header), payloadHash);
    }

    HandSigner hashing(String as) {
        return new HandSigner(key, service, region, at, scopeDate, unsigned, as);
    }

    /** In the Authorization header. */
    RawCall sign(RawCall call) {
        RawCall dated = call.with("x-amz-date", TIME.format(at));
        List<Header> covered = covered(dated);
        return dated.with(
                "authorization",
                ALGORITHM + " Credential=" + key.accessKeyId() + "/" + scope() + ", SignedHeaders=" + names(covered)
                        + ", Signature=" + signature(dated, covered, dated.body()));
    }

    /** In the query. */
    RawCall presign(RawCall call, long expiresSeconds) {
        Map<String, String> query = new TreeMap<>(Map.of(
                "X-Amz-Algorithm",
                ALGORITHM,
                "X-Amz-Credential",
                key.accessKeyId() + "/" + scope(),
                "X-Amz-Date",
                TIME.format(at),
                "X-Amz-Expires",
                Long.toString(expiresSeconds),
                "X-Amz-SignedHeaders",
                names(covered(call))));
        String added = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        RawCall extended = call.withTarget(call.target() + (call.target().contains("?") ? "&" : "?") + added);
        String signature = signature(extended, covered(call), call.body());
        return extended.withTarget(extended.target() + "&X-Amz-Signature=" + signature);
    }

    static String date(Instant time) {
        return TIME.format(time).substring(0, 8);
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    private List<Header> covered(RawCall call) {
        return call.headers().stream()
                .filter(header -> !unsigned.contains(header.name()))
                .sorted(Comparator.comparing(Header::name))
                .toList();
    }

    private static String names(List<Header> headers) {
        return headers.stream().map(Header::name).distinct().collect(Collectors.joining(";"));
    }

    private String scope() {
        return scopeDate + "/" + region + "/" + service + "/aws4_request";
    }

    private String signature(RawCall call, List<Header> covered, String body) {
        int question = call.target().indexOf('?');
        String path = question < 0 ? call.target() : call.target().substring(0, question);
        String query = question < 0 ? "" : call.target().substring(question + 1);
        StringBuilder canonical = new StringBuilder(call.method() + "\n" + canonicalPath(path) + "\n");
        canonical.append(Stream.of(query.split("&")).sorted().collect(Collectors.joining("&")) + "\n");
        covered.forEach(
                header -> canonical.append(header.name() + ":" + header.value().strip() + "\n"));
        canonical.append("\n" + names(covered) + "\n" + (payloadHash.isEmpty() ? sha256(body) : payloadHash));
        byte[] signingKey = ("AWS4" + key.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(scopeDate, region, service, "aws4_request")) {
            signingKey = hmac(signingKey, part);
        }
        return HexFormat.of()
                .formatHex(hmac(
                        signingKey,
                        ALGORITHM + "\n" + TIME.format(at) + "\n" + scope() + "\n" + sha256(canonical.toString())));
    }

    /** Each segment encoded once more, as all services but S3 want it. */
    private static String canonicalPath(String path) {
        return path.replace("%", "%25");
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] with, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(with, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "HandSigner[%s]".formatted(service.toLowerCase(Locale.ROOT));
    }
}
