package dev.keyturn.edge.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import tools.jackson.databind.JsonNode;

import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.edge.signin.Person.Answer;
import dev.keyturn.rules.otp.Base32;
import dev.keyturn.rules.otp.Totp;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.trail.TrailRecord;

/** Signing in with password and code, and what happens to who may not. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
final class SignInTest extends OnInProcessServer {
    private static final String PASSWORD = "harbour violets";
    private static final String NEXT = "seventeen lanterns";

    /** A well-formed hash that takes about a second to compare with. */
    private static final String MUCH_WORK =
            "$argon2id$v=19$m=256,t=5000,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    private Person person;

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("Bob"));
        iam.createLoginProfile(r -> r.userName("Bob").password(PASSWORD));
        person = new Person(server.signIn());
    }

    @Test
    void whoKnowsThePasswordGetsTemporaryCredentials() {
        Answer answer = signIn(PASSWORD);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.step()).isEqualTo("SIGNED_IN");
        assertThat(answer.json().path("credentials").path("AccessKeyId").asString(""))
                .startsWith("ASIA");
        TrailRecord record = server.trail().last();
        assertThat(record.eventName()).isEqualTo("ConsoleLogin");
        assertThat(record.eventSource()).isEqualTo("signin.amazonaws.com");
        assertThat(record.eventType()).isEqualTo("AwsConsoleSignIn");
        assertThat(record.responseElements()).contains("{\"ConsoleLogin\":\"Success\"}");
        assertThat(record.additionalEventData()).containsEntry("MFAUsed", "No");
        assertThat(record.userIdentity().userName()).isEqualTo("Bob");
    }

    /** As in AWS's console, and unlike the credentials of GetSessionToken. */
    @Test
    void theCredentialsAreGoodForWhatTheUserMayDoAndForNoMoreSessions() {
        iam.putUserPolicy(r -> r.userName("Bob").policyName("own").policyDocument(ALLOW_ALL));
        JsonNode given = signIn(PASSWORD).json().path("credentials");
        Credentials credentials = Credentials.builder()
                .accessKeyId(given.path("AccessKeyId").asString(""))
                .secretAccessKey(given.path("SecretAccessKey").asString(""))
                .sessionToken(given.path("SessionToken").asString(""))
                .build();

        assertThat(server.as(credentials, IamClient.class).listMFADevices().mfaDevices())
                .isEmpty();
        assertThatThrownBy(() -> server.as(credentials, StsClient.class).getSessionToken())
                .hasMessageContaining("Cannot call GetSessionToken with session credentials");
    }

    @Test
    void theAccountsAliasAndAnySpellingOfTheNameDo() {
        iam.createAccountAlias(r -> r.accountAlias("acme"));

        assertThat(person.password("acme", " bOB ", PASSWORD).step()).isEqualTo("SIGNED_IN");
    }

    @Test
    void whatIsWrongIsToldToTheTrailOnly() {
        Answer wrong = signIn("wrong");
        TrailRecord ofWrong = server.trail().last();
        Answer unknown = person.password(ACCOUNT, "mallory-types-a-secret", "wrong");
        TrailRecord ofUnknown = server.trail().last();
        Answer elsewhere = person.password("999999999999", "Bob", "wrong");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown).isEqualTo(wrong);
        assertThat(elsewhere).isEqualTo(wrong);
        assertThat(ofWrong.errorMessage()).contains("Failed authentication");
        assertThat(ofWrong.userIdentity().userName()).isEqualTo("Bob");
        assertThat(ofUnknown.errorMessage()).contains("No username found in supplied account");
        assertThat(ofUnknown.userIdentity().userName()).isEqualTo("HIDDEN_DUE_TO_SECURITY_REASONS");
        assertThat(ofUnknown.responseElements()).contains("{\"ConsoleLogin\":\"Failure\"}");
    }

    /** Threat 38: by the work that is done, since no clock can prove it. */
    @ParameterizedTest
    @ValueSource(strings = {"Bob", "nobody", "without-password"})
    void knownAndUnknownUsersTakeTheSameWork(String name) {
        iam.createUser(r -> r.userName("without-password"));
        long hashes = server.hashing().done();
        int records = server.trail().records().size();

        assertThat(person.password(ACCOUNT, name, "wrong").status()).isEqualTo(401);

        assertThat(server.hashing().done()).isEqualTo(hashes + 1);
        assertThat(server.trail().records()).hasSize(records + 1);
    }

    /** Threat 37: under any spelling together, and for names that nobody has alike. */
    @ParameterizedTest
    @ValueSource(strings = {"bob", "mallory"})
    void whoGuessesIsLockedOutOnTheNormalisedName(String name) {
        iam.createAccountAlias(r -> r.accountAlias("acme"));
        List<String> spellings = List.of(name, name + " ", name.toUpperCase(Locale.ROOT), " " + name, name);
        spellings.forEach(spelling ->
                assertThat(person.password("acme", spelling, "guess").status()).isEqualTo(401));
        long hashes = server.hashing().done();

        Answer locked = person.password(ACCOUNT, name, PASSWORD);

        assertThat(locked.status()).isEqualTo(429);
        assertThat(locked.error()).isEqualTo("TooManyAttempts");
        assertThat(server.hashing().done()).isEqualTo(hashes);
        assertThat(server.trail().last().errorMessage()).contains("Too many failed attempts");
    }

    /** Else a name tried in an account that is there and in one that is not would be counted apart, and so tell. */
    @Test
    void theAccountIsNormalisedAsTheNameIs() {
        String wide = ACCOUNT.chars()
                .mapToObj(digit -> Character.toString(digit - '0' + '\uff10'))
                .collect(Collectors.joining());
        for (int i = 0; i < 5; i++) {
            assertThat(person.password(wide, "bob", "guess").status()).isEqualTo(401);
        }

        assertThat(person.password(ACCOUNT, "bob", PASSWORD).status()).isEqualTo(429);
    }

    @Test
    void madeUpTicketsAreCountedRatherThanRecorded() {
        int before = server.trail().records().size();
        for (int i = 0; i < 1_000; i++) {
            assertThat(person.code("made-up-" + i, "123456").status()).isEqualTo(401);
        }

        assertThat(server.trail().records()).hasSizeBetween(before + 1, before + 999);
    }

    @Test
    void aSecondFactorIsAskedForAndProved() {
        byte[] seed = phone();
        Answer asked = signIn(PASSWORD);
        assertThat(asked.step()).isEqualTo("SECOND_FACTOR");
        assertThat(asked.json().has("credentials")).isFalse();
        assertThat(server.trail().last().eventName()).isEqualTo("CheckMfa");

        Answer answer = person.code(asked.text("ticket"), code(seed, 1));

        assertThat(answer.step()).isEqualTo("SIGNED_IN");
        assertThat(server.trail().last().additionalEventData()).containsEntry("MFAUsed", "Yes");
    }

    /** Threat 37. */
    @Test
    void aCodeCountsOnce() {
        byte[] seed = phone();
        String code = code(seed, 1);
        assertThat(person.code(signIn(PASSWORD).text("ticket"), code).step()).isEqualTo("SIGNED_IN");

        assertThat(person.code(signIn(PASSWORD).text("ticket"), code).status()).isEqualTo(401);
    }

    /** Threat 37: across sign-ins, each of which knew the password. */
    @Test
    void whoGuessesCodesIsLockedOut() {
        byte[] seed = phone();
        for (int i = 0; i < 5; i++) {
            assertThat(person.code(signIn(PASSWORD).text("ticket"), "no").status())
                    .isEqualTo(401);
        }

        assertThat(person.code(signIn(PASSWORD).text("ticket"), code(seed, 1)).status())
                .isEqualTo(401);
        assertThat(server.trail().last().responseElements()).contains("{\"ConsoleLogin\":\"Failure\"}");
    }

    /** Threat 59: a step repeated, skipped or taken without the one before is refused and recorded. */
    @Test
    void aTicketIsGoodOnceAndForItsStep() {
        byte[] seed = phone();
        String ticket = signIn(PASSWORD).text("ticket");

        assertRefusedAndRecorded(() -> person.newPassword(ticket, NEXT));
        assertRefusedAndRecorded(() -> person.newPassword("made-up", NEXT));
        assertRefusedAndRecorded(() -> person.code("made-up", code(seed, 1)));
        assertRefusedAndRecorded(() -> person.post(
                "register-key",
                Map.of("ticket", ticket, "name", "key", "attestationObject", "AAAA", "clientDataJSON", "AAAA")));
        Answer signedIn = person.code(ticket, code(seed, 1));
        assertThat(signedIn.step()).isEqualTo("SIGNED_IN");
        assertRefusedAndRecorded(() -> person.code(ticket, code(seed, 1)));
        assertRefusedAndRecorded(() -> person.code(signedIn.text("ticket"), code(seed, 1)));
    }

    @Test
    void theTrailSaysMfaUsedOnlyWhereAFactorWasShown() {
        phone();
        String ticket = signIn(PASSWORD).text("ticket");

        person.newPassword("made-up", NEXT);
        assertMfaUsed("No");
        person.code("made-up", "000000");
        assertMfaUsed("No");
        person.code(ticket, "no");
        assertMfaUsed("Yes");
    }

    @Test
    void aPasswordThatHasToBeAnotherIsChangedOnTheWay() {
        iam.updateLoginProfile(r -> r.userName("Bob").passwordResetRequired(true));
        Answer asked = signIn(PASSWORD);
        assertThat(asked.step()).isEqualTo("NEW_PASSWORD");

        assertThat(person.newPassword(asked.text("ticket"), "short").error()).isEqualTo("PasswordPolicyViolation");
        assertThat(person.newPassword(asked.text("ticket"), PASSWORD).text("message"))
                .isEqualTo("Password should not be one that was used before");
        assertThat(person.newPassword(asked.text("ticket"), NEXT).step()).isEqualTo("SIGNED_IN");

        assertThat(server.trail().last().eventName()).isEqualTo("ChangePassword");
        assertThat(signIn(PASSWORD).status()).isEqualTo(401);
        assertThat(signIn(NEXT).step()).isEqualTo("SIGNED_IN");
    }

    /** Threat 41: more than any password is is refused before anything is computed of it. */
    @Test
    void aMebibyteIsNoPassword() {
        long hashes = server.hashing().done();
        byte[] body = ("{\"account\":\"" + ACCOUNT + "\",\"userName\":\"Bob\",\"password\":\"" + "x".repeat(1 << 20)
                        + "\"}")
                .getBytes(StandardCharsets.US_ASCII);

        assertThat(person.send("password", body).status()).isEqualTo(413);
        assertThat(signIn("x".repeat(8_000)).status()).isEqualTo(401);
        assertThat(server.hashing().done()).isEqualTo(hashes);
    }

    /** Threat 41: as many as find room are judged, the rest is throttled, and each is recorded. */
    @Test
    void fiveHundredAtOnceAreThrottled() throws Exception {
        int records = server.trail().records().size();
        long hashes = server.hashing().done();
        try (ExecutorService browsers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> slow =
                    browsers.submit(() -> server.hashing().verify("x", Optional.of(SecretBytes.ofUtf8(MUCH_WORK))));
            while (server.hashing().done() == hashes) {
                Thread.onSpinWait(); // until the only thread is taken, so that the eight places fill
            }
            List<Future<Integer>> answers = IntStream.range(0, 500)
                    .mapToObj(i -> browsers.submit(
                            () -> person.password(ACCOUNT, "user" + i, "x").status()))
                    .toList();
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isIn(401, 429);
            }
            long judged =
                    answers.stream().filter(answer -> answer.resultNow() == 401).count();
            assertThat(slow.get()).isFalse();
            assertThat(server.hashing().done() - hashes - 1).isEqualTo(judged);
            assertThat(judged).isBetween(1L, 499L);
        }
        assertThat(server.trail().records()).hasSize(records + 500);
    }

    /** Or who makes enough load could lock out anybody, without a single guess. */
    @Test
    void whoIsTurnedAwayForLoadHasNotFailed() {
        server.hashing().close(); // from now on there is no room
        for (int i = 0; i < 7; i++) {
            assertThat(signIn(PASSWORD).error()).isEqualTo("Throttling");
        }

        assertThat(server.trail().last().errorMessage()).contains("Too many attempts at once");
    }

    /** Threat 53. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"password\":\"CANARY\"",
                "{\"account\":\"a\",\"userName\":\"b\",\"password\":{\"CANARY\":1}}",
                "{\"account\":\"a\",\"userName\":\"CANARY\",\"password\":\"CANARY\"}",
                "[\"CANARY\"]"
            })
    void whatSomebodyTypedIsInNoAnswerNorRecord(String body) {
        Answer answer = person.send("password", body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).isIn(400, 401);
        assertThat(answer.toString()).doesNotContain("CANARY");
        assertThat(server.trail().records().toString()).doesNotContain("CANARY");
    }

    @Test
    void secretsOfASignInArePrintedNowhere() {
        Answer answer = signIn(PASSWORD);
        String secret =
                answer.json().path("credentials").path("SecretAccessKey").asString("");
        String ticket = answer.text("ticket");

        assertThat(server.trail().records().toString()).doesNotContain(secret).doesNotContain(ticket);
        assertThat(server.tables().toString()).doesNotContain(secret).doesNotContain(ticket);
    }

    @Test
    void thePageIsServedUnderAStrictPolicyAndOnlyJsonIsTaken() {
        HttpAnswer page = person.call("GET", "/signin", "", new byte[0]);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.headers()).anySatisfy(header -> {
            assertThat(header.name()).isEqualTo("content-security-policy");
            assertThat(header.value()).contains("default-src 'none'").doesNotContain("unsafe");
        });
        assertThat(new String(page.body(), StandardCharsets.UTF_8))
                .doesNotContain("style=")
                .doesNotContain("onclick");
        assertThat(person.call("GET", "/signin/../secret", "", new byte[0]).status())
                .isEqualTo(404);
        assertThat(person.call("POST", "/signin/password", "text/plain", "{}".getBytes(StandardCharsets.US_ASCII))
                        .status())
                .isEqualTo(415);
        assertThat(person.call("POST", "/", "", new byte[0]).status()).isEqualTo(299);
    }

    private void assertMfaUsed(String expected) {
        assertThat(server.trail().last().additionalEventData()).containsEntry("MFAUsed", expected);
    }

    private Answer signIn(String password) {
        return person.password(ACCOUNT, "Bob", password);
    }

    private void assertRefusedAndRecorded(Supplier<Answer> attempt) {
        int records = server.trail().records().size();

        assertThat(attempt.get().status()).isEqualTo(401);

        assertThat(server.trail().records()).hasSize(records + 1);
        assertThat(server.trail().last().responseElements()).contains("{\"ConsoleLogin\":\"Failure\"}");
    }

    /** Enabled a while ago, so that its codes of now were not used. */
    private byte[] phone() {
        var device =
                iam.createVirtualMFADevice(r -> r.virtualMFADeviceName("phone")).virtualMFADevice();
        byte[] seed = Base32.decode(device.base32StringSeed().asUtf8String());
        iam.enableMFADevice(r -> r.userName("Bob")
                .serialNumber(device.serialNumber())
                .authenticationCode1(code(seed, -1))
                .authenticationCode2(code(seed, 0)));
        return seed;
    }

    private static String code(byte[] seed, int stepsFromNow) {
        return Totp.code(seed, Totp.step(Instant.now()) + stepsFromNow);
    }
}
