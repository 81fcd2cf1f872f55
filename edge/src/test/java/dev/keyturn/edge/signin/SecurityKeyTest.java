package dev.keyturn.edge.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.edge.signin.Person.Answer;

/** Security keys as second factor. Threat 40: each thing that can be wrong with one. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
final class SecurityKeyTest extends OnInProcessServer {
    private static final String PASSWORD = "harbour violets";

    private final Authenticator key = new Authenticator();
    private Person person;

    @BeforeEach
    void bobMayEnableDevices() {
        userWith("Bob", policy("Allow", "iam:EnableMFADevice", userArn("${aws:username}")));
        iam.createLoginProfile(r -> r.userName("Bob").password(PASSWORD));
        person = new Person(server.signIn());
    }

    @Test
    void aRegisteredKeyProves() {
        assertThat(register(signIn()).step()).isEqualTo("KEY_REGISTERED");
        assertThat(server.trail().last().eventName()).isEqualTo("EnableMFADevice");
        Answer asked = signIn();
        assertThat(asked.step()).isEqualTo("SECOND_FACTOR");
        assertThat(asked.json().path("hasCodes").asBoolean(true)).isFalse();

        key.counter = 2;
        assertThat(prove(asked).step()).isEqualTo("SIGNED_IN");
        assertThat(server.trail().last().additionalEventData()).containsEntry("MFAUsed", "Yes");
    }

    @Test
    void aKeyIsListedAndDeactivated() {
        register(signIn());
        String serialNumber = iam.listMFADevices(r -> r.userName("Bob"))
                .mfaDevices()
                .getFirst()
                .serialNumber();
        assertThat(serialNumber).startsWith("arn:aws:iam::" + ACCOUNT + ":u2f/user/Bob/blue-");

        iam.deactivateMFADevice(r -> r.userName("Bob").serialNumber(serialNumber));

        assertThat(signIn().step()).isEqualTo("SIGNED_IN");
    }

    @Test
    void anotherOriginIsDenied() {
        assertDenied(wrong -> wrong.origin = "https://keyturn.test.evil.example");
    }

    @Test
    void anotherRelyingPartyIsDenied() {
        assertDenied(wrong -> wrong.relyingParty = "evil.example");
    }

    @Test
    void aUserWhomTheKeyDidNotVerifyIsDenied() {
        assertDenied(wrong -> wrong.verifiesUser = false);
    }

    /** A copy of the key counts on its own. */
    @Test
    void aCounterThatDoesNotGrowIsDenied() {
        assertDenied(wrong -> wrong.counter = 1);
        assertDenied(wrong -> wrong.counter = 0);
    }

    @Test
    void aReplayedAnswerIsDenied() {
        register(signIn());
        key.counter = 2;
        Answer first = signIn();
        assertThat(prove(first).step()).isEqualTo("SIGNED_IN");

        key.counter = 3;
        assertThat(prove(first).status()).isEqualTo(401);
        Map<String, String> ofOldChallenge = answer(signIn(), first.text("challenge"));
        assertThat(person.post("key", ofOldChallenge).status()).isEqualTo(401);
    }

    @Test
    void aRefusedAnswerUsesTheChallengeUp() {
        register(signIn());
        Answer asked = signIn();
        key.verifiesUser = false;
        assertThat(prove(asked).status()).isEqualTo(401);

        key.verifiesUser = true;
        key.counter = 5;
        assertThat(prove(asked).status()).isEqualTo(401);
    }

    @Test
    void anotherKeysSignatureIsDenied() {
        register(signIn());
        Answer asked = signIn();
        Map<String, String> ofAnother = new SecurityKeyAnswer(new Authenticator()).to(asked, asked.text("challenge"));

        assertThat(person.post("key", ofAnother).status()).isEqualTo(401);
    }

    @Test
    void registeringIsDeniedWithoutPermissionAndWithoutVerification() {
        key.verifiesUser = false;
        assertThat(register(signIn()).status()).isEqualTo(401);
        key.verifiesUser = true;
        key.origin = "https://evil.example";
        assertThat(register(signIn()).status()).isEqualTo(401);
        key.origin = "https://keyturn.test:7071";
        iam.deleteUserPolicy(r -> r.userName("Bob").policyName("own"));

        Answer denied = register(signIn());

        assertThat(denied.status()).isEqualTo(403);
        assertThat(server.trail().last().errorMessage()).contains("AccessDenied");
        assertThat(signIn().step()).isEqualTo("SIGNED_IN");
    }

    /** As the credentials that the same sign-in gave would be denied it. */
    @Test
    void registeringIsDecidedWithTheConditionKeysOfTheSession() {
        iam.putUserPolicy(r -> r.userName("Bob").policyName("only-with-mfa").policyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:EnableMFADevice","Resource":"*",
                 "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}}"""));

        assertThat(register(signIn()).status()).isEqualTo(403);
    }

    private void assertDenied(Consumer<Authenticator> makeWrong) {
        if (iam.listMFADevices(r -> r.userName("Bob")).mfaDevices().isEmpty()) {
            register(signIn());
        }
        key.counter = 2;
        makeWrong.accept(key);

        assertThat(prove(signIn()).status()).isEqualTo(401);
        assertThat(server.trail().last().responseElements()).contains("{\"ConsoleLogin\":\"Failure\"}");
    }

    private Answer signIn() {
        return person.password(ACCOUNT, "Bob", PASSWORD);
    }

    private Answer register(Answer signedIn) {
        return person.post(
                "register-key",
                Map.of(
                        "ticket", signedIn.text("ticket"),
                        "name", "blue",
                        "attestationObject", Authenticator.encoded(key.attestationObject()),
                        "clientDataJSON",
                                Authenticator.encoded(key.clientData("webauthn.create", signedIn.text("challenge")))));
    }

    private Answer prove(Answer asked) {
        return person.post("key", answer(asked, asked.text("challenge")));
    }

    private Map<String, String> answer(Answer asked, String challenge) {
        return new SecurityKeyAnswer(key).to(asked, challenge);
    }

    private record SecurityKeyAnswer(Authenticator key) {
        Map<String, String> to(Answer asked, String challenge) {
            byte[] data = key.authenticatorData();
            byte[] client = key.clientData("webauthn.get", challenge);
            return Map.of(
                    "ticket", asked.text("ticket"),
                    "credentialId", Authenticator.encoded(key.id),
                    "authenticatorData", Authenticator.encoded(data),
                    "clientDataJSON", Authenticator.encoded(client),
                    "signature", Authenticator.encoded(key.sign(data, client)));
        }
    }
}
