package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import tools.jackson.databind.JsonNode;

import dev.keyturn.server.RawCall.Answer;
import dev.keyturn.server.RawCall.Header;

/**
 * Attacks on the signature (docs/design/threats.md, rows 1 to 14), over real HTTP and in both protocols, with the root
 * key: what is let through would be done. Each must change nothing and leave one record.
 */
class SignatureThreatsTest {
    private static final String SESSION_TOKEN = "FwoGZXIvYXdzEXAMPLETOKEN";

    private static TestServer server;
    private static final AtomicInteger NAMES = new AtomicInteger();

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** How each protocol says that a caller is turned away, with the HTTP status. */
    private enum Refused {
        MISSING("MissingAuthenticationToken", 403, "MissingAuthenticationTokenException"),
        UNKNOWN_KEY("InvalidClientTokenId", 403, "UnrecognizedClientException"),
        MISMATCH("SignatureDoesNotMatch", 403, "InvalidSignatureException"),
        INCOMPLETE("IncompleteSignature", 400, "IncompleteSignatureException");

        private final String query;
        private final int queryStatus;
        private final String json;

        Refused(String query, int queryStatus, String json) {
            this.query = query;
            this.queryStatus = queryStatus;
            this.json = json;
        }
    }

    private static RawCall call(Spoken spoken) {
        return spoken.call(server.endpoint(), "intruder-" + NAMES.incrementAndGet());
    }

    private static HandSigner signer(Spoken spoken) {
        return HandSigner.of(server.rootKey(), spoken.service);
    }

    /** The control of all others: what they spoil would have been done. */
    @ParameterizedTest
    @EnumSource
    void theSameCallUnspoiledIsDone(Spoken spoken) {
        Map<String, List<String>> before = server.tables();
        assertThat(signer(spoken).sign(call(spoken)).send(server.endpoint()).status())
                .isEqualTo(200);
        assertThat(signer(spoken)
                        .presign(call(spoken), 60)
                        .send(server.endpoint())
                        .status())
                .isEqualTo(200);
        assertThat(server.tables()).isNotEqualTo(before);
    }

    /** Row 1. */
    @ParameterizedTest
    @EnumSource
    void withoutAuthentication(Spoken spoken) {
        assertTurnedAway(spoken, call(spoken), Refused.MISSING);
    }

    /** Row 2. */
    @ParameterizedTest
    @EnumSource
    void anUnknownKey(Spoken spoken) {
        AwsBasicCredentials unknown = AwsBasicCredentials.create(
                "AKIAIOSFODNN7EXAMPLE", server.rootKey().secretAccessKey());
        assertTurnedAway(spoken, signer(spoken).withKey(unknown).sign(call(spoken)), Refused.UNKNOWN_KEY);
    }

    /** Row 2: AWS answers the same as for an unknown one. */
    @ParameterizedTest
    @EnumSource
    void anInactiveKey(Spoken spoken) {
        String user = "inactive-" + spoken.service;
        AwsBasicCredentials key = server.newUser(user, TestServer.ALLOW_ALL);
        server.root()
                .iam()
                .updateAccessKey(update ->
                        update.userName(user).accessKeyId(key.accessKeyId()).status("Inactive"));
        assertTurnedAway(spoken, signer(spoken).withKey(key).sign(call(spoken)), Refused.UNKNOWN_KEY);
    }

    /** Row 3. */
    @ParameterizedTest
    @EnumSource
    void aWrongSignature(Spoken spoken) {
        AwsBasicCredentials guessed =
                AwsBasicCredentials.create(server.rootKey().accessKeyId(), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        assertTurnedAway(spoken, signer(spoken).withKey(guessed).sign(call(spoken)), Refused.MISMATCH);
        assertTurnedAway(spoken, signer(spoken).withKey(guessed).presign(call(spoken), 60), Refused.MISMATCH);
    }

    /** Row 3: one signature has one spelling. */
    @ParameterizedTest
    @EnumSource
    void aSignatureInCapitals(Spoken spoken) {
        RawCall signed = signer(spoken).sign(call(spoken));
        String authorization = signed.header("authorization");
        int at = authorization.length() - 64;
        String spoiled =
                authorization.substring(0, at) + authorization.substring(at).toUpperCase(Locale.ROOT);
        assertTurnedAway(spoken, signed.replacing("authorization", spoiled), Refused.MISMATCH);
    }

    /** Row 4. */
    @ParameterizedTest
    @EnumSource
    void anotherAlgorithm(Spoken spoken) {
        for (String algorithm : List.of("AWS4-ECDSA-P256-SHA256", "AWS4-HMAC-SHA1", "Bearer", "none")) {
            RawCall signed = signer(spoken).sign(call(spoken));
            String other = signed.header("authorization").replace(HandSigner.ALGORITHM, algorithm);
            assertTurnedAway(spoken, signed.replacing("authorization", other), Refused.INCOMPLETE);
        }
    }

    /** Row 5. */
    @ParameterizedTest
    @EnumSource
    void theHostUnsigned(Spoken spoken) {
        assertTurnedAway(spoken, signer(spoken).leavingOut("host").sign(call(spoken)), Refused.MISMATCH);
    }

    /** Row 6. */
    @ParameterizedTest
    @EnumSource
    void anAmzHeaderUnsigned(Spoken spoken) {
        assertTurnedAway(spoken, signer(spoken).leavingOut("x-amz-date").sign(call(spoken)), Refused.MISMATCH);
        assertTurnedAway(spoken, signer(spoken).sign(call(spoken)).with("X-Amz-User-Agent", "added"), Refused.MISMATCH);
    }

    /** Row 6: it would swap the operation under a valid signature. */
    @Test
    void theTargetUnsigned() {
        RawCall signed = signer(Spoken.JSON).leavingOut("x-amz-target").sign(call(Spoken.JSON));
        assertTurnedAway(Spoken.JSON, signed, Refused.MISMATCH);
        RawCall swapped = signed.replacing("x-amz-target", "secretsmanager.ListSecrets");
        assertTurnedAway(Spoken.JSON, swapped, Refused.MISMATCH);
    }

    /** Row 7. */
    @ParameterizedTest
    @EnumSource
    void aBodyOtherThanItsHash(Spoken spoken) {
        RawCall signed = signer(spoken).sign(call(spoken));
        assertTurnedAway(spoken, signed.withBody(signed.body().replace("intruder", "imposter")), Refused.MISMATCH);
        RawCall stated =
                signer(spoken).sign(call(spoken).with("x-amz-content-sha256", HandSigner.sha256("another body")));
        assertTurnedAway(spoken, stated, Refused.MISMATCH);
    }

    /** Row 7: S3's ways of not hashing a body are S3's alone. */
    @ParameterizedTest
    @EnumSource
    void aBodyThatIsNotHashed(Spoken spoken) {
        for (String instead : List.of("UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")) {
            RawCall call = call(spoken).with("x-amz-content-sha256", instead);
            assertTurnedAway(spoken, signer(spoken).hashing(instead).sign(call), Refused.MISMATCH);
        }
    }

    /** Row 8. */
    @ParameterizedTest
    @EnumSource
    void authenticationTwice(Spoken spoken) {
        RawCall signed = signer(spoken).sign(call(spoken));
        RawCall presigned = signer(spoken).presign(call(spoken), 60);
        assertTurnedAway(spoken, signed.withTarget(presigned.target()), Refused.INCOMPLETE);
        assertTurnedAway(spoken, signed.with("Authorization", signed.header("authorization")), Refused.INCOMPLETE);
        assertTurnedAway(spoken, signed.with("X-Amz-Date", signed.header("x-amz-date")), Refused.INCOMPLETE);
    }

    /** Row 9. */
    @ParameterizedTest
    @EnumSource
    void aClockOffByMoreThanFiveMinutes(Spoken spoken) {
        for (Duration off : List.of(Duration.ofMinutes(-6), Duration.ofMinutes(6))) {
            Answer answer = assertTurnedAway(
                    spoken, signer(spoken).at(Instant.now().plus(off)).sign(call(spoken)), Refused.MISMATCH);
            assertThat(answer.body()).contains(off.isNegative() ? "Signature expired" : "Signature not yet current");
        }
    }

    /** Row 9. */
    @ParameterizedTest
    @EnumSource
    void aPresignedCallForTooLongOrTooLate(Spoken spoken) {
        long week = Duration.ofDays(7).toSeconds();
        assertTurnedAway(spoken, signer(spoken).presign(call(spoken), week + 1), Refused.MISMATCH);
        Instant anHourAgo = Instant.now().minus(Duration.ofHours(1));
        Answer late =
                assertTurnedAway(spoken, signer(spoken).at(anHourAgo).presign(call(spoken), 60), Refused.MISMATCH);
        assertThat(late.body()).contains("Signature expired");
    }

    /** Row 10. */
    @ParameterizedTest
    @CsvSource({"20150830, us-east-1, ''", "'', eu-west-1, ''", "'', us-east-1, cloudtrail"})
    void aScopeOfAnotherDateRegionOrService(String date, String region, String service) {
        for (Spoken spoken : Spoken.values()) {
            HandSigner signer = signer(spoken);
            RawCall signed = signer.scopedTo(
                            date.isEmpty() ? signer.scopeDate() : date,
                            region,
                            service.isEmpty() ? spoken.service : service)
                    .sign(call(spoken));
            if (service.isEmpty()) {
                assertTurnedAway(spoken, signed, Refused.MISMATCH);
            } else {
                // The scope says which service is called; that one does not have the operation.
                assertNothingDone(signed, "UnknownOperationException");
            }
        }
    }

    /** Row 11, as far as there are temporary keys: a token that does not belong to the key. */
    @ParameterizedTest
    @EnumSource
    void aSessionTokenOfAnotherKey(Spoken spoken) {
        RawCall call = call(spoken).with("x-amz-security-token", SESSION_TOKEN);
        assertTurnedAway(spoken, signer(spoken).sign(call), Refused.UNKNOWN_KEY);
        AwsBasicCredentials temporary = AwsBasicCredentials.create("ASIAIOSFODNN7EXAMPLE", "secret");
        assertTurnedAway(spoken, signer(spoken).withKey(temporary).sign(call(spoken)), Refused.UNKNOWN_KEY);
    }

    /** Row 13: the path plays no part in routing, but it is signed. */
    @ParameterizedTest
    @ValueSource(strings = {"/a/../b", "//", "/a//b", "/%252f", "/%2e%2e/%2f", "/./"})
    void aPathThatIsNotTheOneThatWasSigned(String path) {
        for (Spoken spoken : Spoken.values()) {
            RawCall signed = signer(spoken).sign(call(spoken).withTarget("/signed"));
            assertTurnedAway(spoken, signed.withTarget(path), Refused.MISMATCH);
        }
    }

    /** Row 13: signed as it is, it is the base path of an endpoint setting. */
    @ParameterizedTest
    @ValueSource(strings = {"/base", "/a/%2e%2e/b", "/%252f"})
    void aStrangePathThatWasSigned(String path) {
        for (Spoken spoken : Spoken.values()) {
            Answer answer = signer(spoken).sign(call(spoken).withTarget(path)).send(server.endpoint());
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    /** Row 14. */
    @ParameterizedTest
    @EnumSource
    void whatAProxyWouldBelieve(Spoken spoken) {
        RawCall signed = signer(spoken)
                .sign(call(spoken))
                .with("X-Forwarded-Host", "iam.amazonaws.com")
                .with("X-Forwarded-For", "10.1.2.3")
                .with("X-HTTP-Method-Override", "GET")
                .with("X-Original-URL", "/?Action=ListUsers&Version=2010-05-08");
        Answer answer = signed.send(server.endpoint());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(server.recordsOf(answer.requestId()))
                .singleElement()
                .satisfies(record ->
                        assertThat(record.path("sourceIPAddress").asString()).isEqualTo("127.0.0.1"));
    }

    /** Row 14: the signature is for the host that it names. */
    @ParameterizedTest
    @EnumSource
    void anotherHost(Spoken spoken) {
        RawCall signed = signer(spoken).sign(call(spoken)).replacing("host", "secretsmanager.us-east-1.amazonaws.com");
        assertTurnedAway(
                spoken, signed.with("X-Forwarded-Host", server.endpoint().getAuthority()), Refused.MISMATCH);
    }

    private static Answer assertTurnedAway(Spoken spoken, RawCall call, Refused refused) {
        Answer answer = assertNothingDone(call, spoken.code(refused.query, refused.json));
        assertThat(answer.status()).isEqualTo(spoken == Spoken.QUERY ? refused.queryStatus : 400);
        return answer;
    }

    private static Answer assertNothingDone(RawCall call, String code) {
        pace();
        Map<String, List<String>> before = server.tables();
        Answer answer = call.send(server.endpoint());
        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
        assertThat(server.tables()).isEqualTo(before);
        assertThat(server.recordsOf(answer.requestId())).singleElement().satisfies(record -> {
            assertThat(record.path("errorCode").asString()).isNotEmpty();
            assertThat(record.path("userIdentity").path("type").asString()).isEqualTo("Unknown");
            assertNoCredential(call, record);
        });
        return answer;
    }

    /** Of strangers, fifty at once and then ten a second are recorded one by one; no attack here may be one too many. */
    private static void pace() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A signature that was refused may still be the right one for another moment. */
    private static void assertNoCredential(RawCall call, JsonNode record) {
        String text = record.toString();
        assertThat(text).doesNotContain(SESSION_TOKEN);
        for (Header header : call.headers()) {
            if (header.name().equalsIgnoreCase("authorization")
                    && header.value().contains("Signature=")) {
                String signature = header.value().replaceFirst(".*Signature=", "");
                assertThat(text).doesNotContain(signature);
            }
        }
    }
}
