package dev.keyturn.rules.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import dev.keyturn.rules.sigv4.HttpMessage.Header;
import dev.keyturn.rules.sigv4.ReferenceSigner.Unsigned;

/** The verifier accepts exactly what the reference signer produces; flipping any covered bit rejects. */
class SignatureV4PropertyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    @Property(tries = 2000)
    void whatTheReferenceSignerSignsIsAccepted(@ForAll("requests") Unsigned unsigned) {
        HttpMessage message = ReferenceSigner.sign(unsigned);
        PresentedSignature presented = SignatureV4.read(message).orElseThrow();
        SignatureV4.verify(message, presented, ReferenceSigner.key(message), NOW);
        assertThat(presented.accessKeyId()).isEqualTo(ReferenceSigner.ACCESS_KEY);
        assertThat(presented.sessionToken()).isEqualTo(unsigned.sessionToken());
        assertThat(presented.expiry()).isEqualTo(unsigned.presignedFor());
        assertThat(presented.signedAt()).isEqualTo(unsigned.at());
    }

    @Property(tries = 2000)
    void anyFlippedBitOfTheBodyRejects(@ForAll("requests") Unsigned unsigned, @ForAll int where) {
        HttpMessage message = ReferenceSigner.sign(unsigned);
        byte[] body =
                message.body().length == 0 ? new byte[] {1} : message.body().clone();
        int bit = Math.floorMod(where, body.length * 8);
        if (message.body().length > 0) {
            body[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertRejected(
                message, new HttpMessage(message.method(), message.path(), message.query(), message.headers(), body));
    }

    @Property(tries = 2000)
    void anyFlippedBitOfASignedHeaderRejects(
            @ForAll("requests") Unsigned unsigned, @ForAll int which, @ForAll int bit) {
        HttpMessage message = ReferenceSigner.sign(unsigned);
        List<String> signed = SignatureV4.read(message).orElseThrow().signedHeaders();
        List<Header> headers = new ArrayList<>(message.headers());
        List<Integer> candidates = new ArrayList<>();
        for (int i = 0; i < headers.size(); i++) {
            if (signed.contains(headers.get(i).name())
                    && !headers.get(i).value().isBlank()) {
                candidates.add(i);
            }
        }
        int index = candidates.get(Math.floorMod(which, candidates.size()));
        Header header = headers.get(index);
        headers.set(index, new Header(header.name(), flipped(header.value(), bit)));
        assertRejected(
                message, new HttpMessage(message.method(), message.path(), message.query(), headers, message.body()));
    }

    @Property(tries = 2000)
    void anyFlippedBitOfPathOrQueryRejects(
            @ForAll("requests") Unsigned unsigned, @ForAll int bit, @ForAll boolean path) {
        HttpMessage message = ReferenceSigner.sign(unsigned);
        boolean inPath = path || message.query().isEmpty();
        assertRejected(
                message,
                new HttpMessage(
                        message.method(),
                        inPath ? flipped(message.path(), bit) : message.path(),
                        inPath ? message.query() : flipped(message.query(), bit),
                        message.headers(),
                        message.body()));
    }

    @Property(tries = 2000)
    void anyFlippedBitOfTheAuthorizationHeaderRejects(@ForAll("requests") Unsigned unsigned, @ForAll int bit) {
        HttpMessage message = ReferenceSigner.sign(unsigned);
        List<Header> headers = message.headers().stream()
                .map(header -> header.name().equals("authorization")
                        ? new Header("authorization", flipped(header.value(), bit))
                        : header)
                .toList();
        assertRejected(
                message, new HttpMessage(message.method(), message.path(), message.query(), headers, message.body()));
    }

    /** Rejected, unless both forms are one request by the standard: equal once decoded, collapsed and normalised. */
    private static void assertRejected(HttpMessage original, HttpMessage changed) {
        if (sameRequest(original, changed)) {
            return;
        }
        SigningKey key = ReferenceSigner.key(original);
        assertThatThrownBy(() -> {
                    PresentedSignature presented = SignatureV4.read(changed)
                            .orElseThrow(() ->
                                    new SignatureException(SignatureException.Reason.INCOMPLETE, "no signature left"));
                    // The key id is not signed: another one finds another key, or none.
                    assumedKnown(presented);
                    SignatureV4.verify(changed, presented, key, NOW);
                })
                .isInstanceOf(SignatureException.class);
    }

    private static void assumedKnown(PresentedSignature presented) {
        if (!presented.accessKeyId().equals(ReferenceSigner.ACCESS_KEY)) {
            throw new SignatureException(SignatureException.Reason.MISMATCH, "no such key");
        }
    }

    private static boolean sameRequest(HttpMessage a, HttpMessage b) {
        return a.body() == b.body()
                && CanonicalPath.candidates(a.path(), "iam").stream()
                        .anyMatch(CanonicalPath.candidates(b.path(), "iam")::contains)
                && sorted(a.query()).equals(sorted(b.query()))
                && collapsed(a).equals(collapsed(b));
    }

    private static List<QueryParameter> sorted(String query) {
        return QueryParameter.parse(query).stream().sorted(QueryParameter.ORDER).toList();
    }

    private static List<String> collapsed(HttpMessage message) {
        return message.headers().stream()
                .map(header -> header.name() + header.value().strip().replaceAll("[ \t\n\u000b\f\r]+", " "))
                .toList();
    }

    private static String flipped(String text, int where) {
        if (text.isEmpty()) {
            return "x";
        }
        int bit = Math.floorMod(where, text.length() * 8);
        StringBuilder changed = new StringBuilder(text);
        changed.setCharAt(bit / 8, (char) (text.charAt(bit / 8) ^ 1 << bit % 8));
        return changed.toString();
    }

    @Provide
    Arbitrary<Unsigned> requests() {
        Arbitrary<String> method = Arbitraries.of("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH");
        Arbitrary<String> service = Arbitraries.of("secretsmanager", "iam", "sts", "rds-db");
        Arbitrary<byte[]> body = Arbitraries.oneOf(
                Arbitraries.just(new byte[0]),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(200));
        Arbitrary<Instant> at = Arbitraries.integers().between(-300, 300).map(NOW::plusSeconds);
        Arbitrary<Optional<Duration>> presigned = Arbitraries.integers()
                .between(301, 604800)
                .map(Duration::ofSeconds)
                .optional(0.4);
        Arbitrary<Optional<String>> token = Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("+/=")
                .ofMinLength(1)
                .ofMaxLength(60)
                .optional(0.4);
        return Combinators.combine(method, paths(), query(), headers(), body, service, at, presigned)
                .flatAs((m, p, q, h, b, s, t, e) -> token.map(k -> new Unsigned(m, p, q, h, b, s, t, e, k)));
    }

    private static Arbitrary<String> paths() {
        Arbitrary<String> segment = Arbitraries.frequencyOf(
                Tuple.of(6, text().map(SignatureV4PropertyTest::percentEncoded)),
                Tuple.of(1, Arbitraries.of(".", "..", "", "%2E%2E", "a%2Fb", "%252f", "...", "a.b")));
        return segment.list().ofMaxSize(5).map(segments -> "/" + String.join("/", segments));
    }

    private static Arbitrary<List<QueryParameter>> query() {
        Arbitrary<String> name = Arbitraries.oneOf(
                Arbitraries.of("a", "a-", "a.b", "A", "Action", "X-Amz-Foo", "a%b"), text().filter(t -> !t.isEmpty()));
        return Combinators.combine(name, text()).as(QueryParameter::new).list().ofMaxSize(6);
    }

    private static Arbitrary<List<Header>> headers() {
        Arbitrary<String> name = Arbitraries.of(
                "X-Amz-Target", "Content-Type", "x-custom", "amz-sdk-request", "X-Amz-Meta-One", "Accept", "x-amz-a");
        Arbitrary<String> value =
                Arbitraries.strings().withChars("abcXYZ019  \t;,=:/\"é中-").ofMaxLength(30);
        return Combinators.combine(name, value).as(Header::new).list().ofMaxSize(6);
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .withChars("abzAZ09-._~ +&=%/?#!*'()[]{}|^`\"<>\\,;:@$é中")
                .ofMaxLength(12);
    }

    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (QueryParameter.isUnreserved(b)) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b & 0xFF));
            }
        }
        return encoded.toString();
    }
}
