package dev.keyturn.rules.sigv4;

import static dev.keyturn.rules.sigv4.SignatureException.Reason.EXPIRED;
import static dev.keyturn.rules.sigv4.SignatureException.Reason.INCOMPLETE;
import static dev.keyturn.rules.sigv4.SignatureException.Reason.MISMATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.rules.sigv4.HttpMessage.Header;
import dev.keyturn.rules.sigv4.ReferenceSigner.Unsigned;
import dev.keyturn.rules.sigv4.SignatureException.Reason;

/** Each attack on a signature gets the refusal that is meant for it. */
class SignatureV4Test {
    private static final Instant SIGNED_AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] BODY = "{\"SecretId\":\"prod/db\"}".getBytes(StandardCharsets.UTF_8);

    private final HttpMessage inHeader = signed("POST", Optional.empty());
    private final HttpMessage presigned = signed("GET", Optional.of(Duration.ofSeconds(900)));

    @Test
    void theSdksSignatureIsAccepted() {
        verify(inHeader, SIGNED_AT);
        verify(presigned, SIGNED_AT);
    }

    @Test
    void aRequestWithoutAnySignatureIsAnonymous() {
        assertThat(SignatureV4.read(new HttpMessage("POST", "/", "a=b", List.of(), BODY)))
                .isEmpty();
    }

    @Test
    void aWrongSecretKeyIsAMismatchInAwssWords() {
        SigningKey wrong = SigningKey.derive("other".getBytes(StandardCharsets.UTF_8), "20260101", "us-east-1", "sts");
        SignatureException refused = catchThrowableOfType(
                SignatureException.class,
                () -> SignatureV4.verify(inHeader, SignatureV4.read(inHeader).orElseThrow(), wrong, SIGNED_AT));
        assertThat(refused.reason()).isEqualTo(MISMATCH);
        assertThat(refused)
                .hasMessage("The request signature we calculated does not match the signature you provided. Check"
                        + " your AWS Secret Access Key and signing method. Consult the service documentation for"
                        + " details.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS4-HMAC-SHA1",
                "AWS4-ECDSA-P256-SHA256",
                "AWS4-HMAC-SHA512",
                "Bearer",
                "AWS",
                "aws4-hmac-sha256"
            })
    void anyOtherAlgorithmIsIncomplete(String algorithm) {
        refused(authorization(value -> value.replace("AWS4-HMAC-SHA256", algorithm)), INCOMPLETE);
        refused(query(query -> query.replace("AWS4-HMAC-SHA256", algorithm)), INCOMPLETE);
    }

    @Test
    void aBearerTokenIsNotEchoed() {
        SignatureException refused = refused(authorization(_ -> "Bearer hunter2"), INCOMPLETE);
        assertThat(refused.getMessage()).doesNotContain("hunter2");
    }

    @Test
    void hostMustBeSigned() {
        refused(authorization(value -> value.replace("host;", "")), MISMATCH);
        refused(query(query -> query.replace("SignedHeaders=host", "SignedHeaders=date")), MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-amz-target", "x-amz-date", "x-amz-anything", "x-amz-security-token"})
    void anUnsignedAmzHeaderIsAMismatch(String name) {
        HttpMessage stripped = authorization(value -> value.replace(";" + name, ""));
        List<Header> headers = new ArrayList<>(stripped.headers());
        if (stripped.values(name).isEmpty()) {
            headers.add(new Header(name, "secretsmanager.DeleteSecret"));
        }
        refused(with(stripped, headers), MISMATCH);
    }

    @Test
    void aSecondTargetHeaderUnderASignedNameIsAMismatch() {
        List<Header> headers = new ArrayList<>(inHeader.headers());
        headers.add(new Header("x-amz-target", "secretsmanager.DeleteSecret"));
        refused(with(inHeader, headers), MISMATCH);
    }

    @Test
    void anotherBodyIsAMismatch() {
        refused(
                new HttpMessage("POST", inHeader.path(), "", inHeader.headers(), "{}".getBytes(StandardCharsets.UTF_8)),
                MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UNSIGNED-PAYLOAD",
                "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                ""
            })
    void anUnhashedBodyIsAMismatchEvenWhenProperlySigned(String statedHash) {
        List<Header> headers = List.of(
                new Header("host", "localhost:7071"),
                new Header("x-amz-content-sha256", statedHash),
                new Header("x-amz-date", "20260101T000000Z"));
        refused(HandSigner.sign("POST", "/", headers, statedHash, BODY), MISMATCH);
        HttpMessage honest =
                HandSigner.sign("POST", "/", List.of(headers.get(0), headers.get(2)), Sha256.hex(BODY), BODY);
        verify(honest, SIGNED_AT);
    }

    @Test
    void headerAndQueryTogetherAreIncomplete() {
        refused(
                new HttpMessage(inHeader.method(), inHeader.path(), presigned.query(), inHeader.headers(), BODY),
                INCOMPLETE);
        refused(
                new HttpMessage(inHeader.method(), inHeader.path(), "X-Amz-Expires=5", inHeader.headers(), BODY),
                INCOMPLETE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "x-amz-date", "x-amz-security-token"})
    void aDoubledHeaderIsIncomplete(String name) {
        List<Header> headers = new ArrayList<>(inHeader.headers());
        headers.add(new Header(name, inHeader.values(name).getFirst()));
        refused(with(inHeader, headers), INCOMPLETE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Amz-Date=20260101T000000Z",
                "X-Amz-Signature=00",
                "X%2DAmz-Security-Token=x",
                "X-Amz-Expires=1"
            })
    void aDoubledQueryParameterIsIncomplete(String parameter) {
        refused(query(query -> query + "&" + parameter), INCOMPLETE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-amz-date", "x-amz-security-token"})
    void aPresignedRequestWithTheSameInAHeaderIsIncomplete(String name) {
        List<Header> headers = new ArrayList<>(presigned.headers());
        headers.add(new Header(name, "20260101T000000Z"));
        refused(with(presigned, headers), INCOMPLETE);
    }

    @Test
    void fiveMinutesOfSkewAreAcceptedAndASecondMoreIsNot() {
        verify(inHeader, SIGNED_AT.plusSeconds(300));
        verify(inHeader, SIGNED_AT.minusSeconds(300));
        assertThat(refused(inHeader, EXPIRED, SIGNED_AT.plusSeconds(600)))
                .hasMessage("Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z"
                        + " (20260101T001000Z - 5 min.)");
        assertThat(refused(inHeader, EXPIRED, SIGNED_AT.minusSeconds(301)))
                .hasMessage("Signature not yet current: 20260101T000000Z is still later than 20251231T235959Z"
                        + " (20251231T235459Z + 5 min.)");
        refused(inHeader, EXPIRED, SIGNED_AT.plusSeconds(301));
    }

    @Test
    void aPresignedRequestLivesAsLongAsItSays() {
        verify(presigned, SIGNED_AT.plusSeconds(900));
        assertThat(refused(presigned, EXPIRED, SIGNED_AT.plusSeconds(901)))
                .hasMessage("Signature expired: 20260101T000000Z is now earlier than 20260101T000001Z"
                        + " (20260101T001501Z - 15 min.)");
        refused(presigned, EXPIRED, SIGNED_AT.minusSeconds(301));
    }

    @ParameterizedTest
    @ValueSource(strings = {"604801", "0", "999999999999999999"})
    void presignedForMoreThanSevenDaysOrForNothingIsExpired(String seconds) {
        refused(query(query -> query.replace("Expires=900", "Expires=" + seconds)), EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5", "5m", "1e3", "99999999999999999999999"})
    void anExpiryThatIsNoNumberIsIncomplete(String seconds) {
        refused(query(query -> query.replace("Expires=900", "Expires=" + seconds)), INCOMPLETE);
    }

    @Test
    void aStretchedExpiryIsAMismatch() {
        refused(query(query -> query.replace("Expires=900", "Expires=901")), MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/20260102/", "/20251231/", "/2026010/", "//", "/20260101T000000Z/"})
    void aScopeOfAnotherDateIsAMismatch(String date) {
        refused(authorization(value -> value.replace("/20260101/", date)), MISMATCH);
    }

    @Test
    void aScopeOfAnotherRegionServiceOrTerminatorIsAMismatch() {
        SigningKey key = ReferenceSigner.key(inHeader);
        for (HttpMessage other : List.of(
                authorization(value -> value.replace("/us-east-1/", "/eu-west-1/")),
                authorization(value -> value.replace("/secretsmanager/", "/iam/")),
                authorization(value -> value.replace("aws4_request", "aws4_other")))) {
            SignatureException refused = catchThrowableOfType(
                    SignatureException.class,
                    () -> SignatureV4.verify(other, SignatureV4.read(other).orElseThrow(), key, SIGNED_AT));
            assertThat(refused.reason()).isEqualTo(MISMATCH);
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(refused(authorization(_ -> "AWS4-HMAC-SHA256 "), INCOMPLETE))
                .hasMessageStartingWith("Authorization header requires 'Credential' parameter. Authorization header"
                        + " requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.");
        assertThat(refused(
                        with(
                                inHeader,
                                inHeader.headers().stream()
                                        .filter(header -> !header.name().equals("x-amz-date"))
                                        .toList()),
                        INCOMPLETE))
                .hasMessageContaining("existence of either a 'X-Amz-Date' or a 'Date' header");
        assertThat(refused(query(query -> query.replace("X-Amz-Date", "x-date")), INCOMPLETE))
                .hasMessageContaining("AWS query-string parameters must include 'X-Amz-Date'");
        assertThat(refused(authorization(value -> value.replace("/us-east-1", "")), INCOMPLETE))
                .hasMessageContaining("exactly 5 slash-delimited elements");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-01T00:00:00Z", "20260101T000000", "20261301T000000Z", "2026010aT000000Z", ""})
    void aDateOfAnotherFormIsIncomplete(String date) {
        refused(
                with(
                        inHeader,
                        inHeader.headers().stream()
                                .map(header ->
                                        header.name().equals("x-amz-date") ? new Header("x-amz-date", date) : header)
                                .toList()),
                INCOMPLETE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zz", "00", "0000000000000000000000000000000000000000000000000000000000000000"})
    void aMalformedSignatureIsAMismatch(String signature) {
        refused(
                query(query -> query.replaceAll("X-Amz-Signature=[0-9a-f]+", "X-Amz-Signature=" + signature)),
                MISMATCH);
        if (!signature.isEmpty()) {
            refused(
                    authorization(value -> value.replaceAll("Signature=[0-9a-f]+", "Signature=" + signature)),
                    MISMATCH);
        }
    }

    @Test
    void upperCaseHexUnsortedOrRepeatedSignedHeadersAreMismatches() {
        refused(
                authorization(value -> {
                    String signature = value.substring(value.length() - 64);
                    return value.substring(0, value.length() - 64) + signature.toUpperCase(Locale.ROOT);
                }),
                MISMATCH);
        refused(authorization(value -> value.replace("host;", "host;host;")), MISMATCH);
        refused(authorization(value -> value.replace("SignedHeaders=", "SignedHeaders=z;")), MISMATCH);
    }

    @Test
    void theDateHeaderServesWhenThereIsNoAmzDate() {
        String http = DateTimeFormatter.RFC_1123_DATE_TIME.format(SIGNED_AT.atOffset(ZoneOffset.UTC));
        for (String date : List.of(http, "Thu, 01 Jan 2026 00:00:00 GMT", "20260101T000000Z")) {
            HttpMessage message = HandSigner.sign(
                    "GET",
                    "/",
                    List.of(new Header("date", date), new Header("host", "localhost")),
                    Sha256.hex(new byte[0]),
                    new byte[0]);
            verify(message, SIGNED_AT);
        }
    }

    @Test
    void aPlusSignCannotStandInForAnEncodedPlus() {
        HttpMessage message = ReferenceSigner.sign(new Unsigned(
                "GET",
                "/",
                List.of(new QueryParameter("Name", "a+b")),
                List.of(),
                new byte[0],
                "iam",
                SIGNED_AT,
                Optional.empty(),
                Optional.empty()));
        assertThat(message.query()).isEqualTo("Name=a%2Bb");
        refused(new HttpMessage("GET", "/", "Name=a+b", message.headers(), message.body()), MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../..//",
                "//",
                "/a//b/",
                "/./",
                "/%2e%2e/%252f",
                "/a/../../b",
                "a",
                "",
                "/a?",
                "/é",
                "/%zz"
            })
    void oddPathsAreRoutedAsSignedOrRefused(String path) {
        HttpMessage odd = new HttpMessage("POST", path, "%zz=%&&=&%", inHeader.headers(), BODY);
        refused(odd, MISMATCH);
    }

    @Test
    void s3AloneSignsThePathAsItIs() {
        HttpMessage signed = HandSigner.sign(
                "GET",
                "/AWSLogs/a%20b//c",
                List.of(new Header("host", "h"), new Header("x-amz-date", "20260101T000000Z")),
                Sha256.hex(new byte[0]),
                new byte[0],
                "s3");
        verify(signed, SIGNED_AT);
    }

    @Test
    void nothingSecretIsInAnyToString() {
        String all = inHeader + " " + SignatureV4.read(inHeader).orElseThrow() + " " + ReferenceSigner.key(inHeader);
        assertThat(all).doesNotContain("token-of-session", "Signature=", "prod/db", ReferenceSigner.SECRET_KEY);
        assertThat(all).doesNotContain(SignatureV4.read(inHeader).orElseThrow().signatureHex());
    }

    /** The derivation example of AWS's documentation. */
    @Test
    void theSigningKeyIsAwss() {
        SigningKey key = SigningKey.derive(
                "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".getBytes(StandardCharsets.UTF_8),
                "20150830",
                "us-east-1",
                "iam");
        String stringToSign = """
                AWS4-HMAC-SHA256
                20150830T123600Z
                20150830/us-east-1/iam/aws4_request
                f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59""";
        assertThat(HexFormat.of().formatHex(key.sign(stringToSign.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    private static HttpMessage signed(String method, Optional<Duration> presignedFor) {
        return ReferenceSigner.sign(new Unsigned(
                method,
                "/",
                List.of(),
                presignedFor.isPresent()
                        ? List.of()
                        : List.of(
                                new Header("X-Amz-Target", "secretsmanager.GetSecretValue"),
                                new Header("Content-Type", "application/x-amz-json-1.1")),
                presignedFor.isPresent() ? new byte[0] : BODY,
                "secretsmanager",
                SIGNED_AT,
                presignedFor,
                Optional.of("token-of-session")));
    }

    private HttpMessage authorization(UnaryOperator<String> change) {
        return with(
                inHeader,
                inHeader.headers().stream()
                        .map(header -> header.name().equals("authorization")
                                ? new Header("authorization", change.apply(header.value()))
                                : header)
                        .toList());
    }

    private HttpMessage query(UnaryOperator<String> change) {
        return new HttpMessage(
                presigned.method(),
                presigned.path(),
                change.apply(presigned.query()),
                presigned.headers(),
                presigned.body());
    }

    private static HttpMessage with(HttpMessage message, List<Header> headers) {
        return new HttpMessage(message.method(), message.path(), message.query(), headers, message.body());
    }

    private static void verify(HttpMessage message, Instant now) {
        SignatureV4.verify(message, SignatureV4.read(message).orElseThrow(), ReferenceSigner.key(message), now);
    }

    private static SignatureException refused(HttpMessage message, Reason reason) {
        return refused(message, reason, SIGNED_AT);
    }

    private static SignatureException refused(HttpMessage message, Reason reason, Instant now) {
        SignatureException refused = catchThrowableOfType(SignatureException.class, () -> verify(message, now));
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
        return refused;
    }
}
