package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;

import dev.keyturn.edge.operation.OnInProcessServer;

final class PutUserPolicyTest extends OnInProcessServer {

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("bob"));
    }

    @Test
    void aPolicyHoldsFromTheNextCallOn() {
        IamClient bob = server.user("bob");
        assertNoPolicyAllows(() -> bob.listUsers(), "bob", "iam:ListUsers", userArn(""));

        put("read", policy("Allow", "iam:ListUsers", "*"));

        assertThat(bob.listUsers().users()).hasSize(1);
    }

    @Test
    void aSecondPutReplaces() {
        put("p", ALLOW_ALL);
        put("p", policy("Deny", "*", "*"));

        assertThat(iam.listUserPolicies(r -> r.userName("bob")).policyNames()).containsExactly("p");
        assertExplicitlyDenied(() -> server.user("bob").listUsers(), "bob", "iam:ListUsers", userArn(""));
    }

    /** Threat 21. */
    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"Version\":\"2012-10-17\"}", """
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*",
                 "Condition":{"StringEqualz":{"aws:username":"x"}}}}""", """
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*",
                 "Condition":{"DateLessThan":{"aws:CurrentTime":"yesterday"}}}}""", """
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}"""})
    void aMalformedDocumentIsRefusedWhole(String document) {
        put("p", ALLOW_ALL);
        var before = server.tables();

        assertThatThrownBy(() -> put("p", document)).isInstanceOf(MalformedPolicyDocumentException.class);

        assertThat(server.tables()).isEqualTo(before);
        assertThat(server.trail().last().errorCode()).contains("MalformedPolicyDocument");
    }

    /** Threat 21; the API model's own pattern forbids it before the grammar is asked. */
    @Test
    void aCharacterBeyondLatin1IsRefused() {
        assertThatThrownBy(() -> put("p", policy("Allow", "*", "arn:aws:iam::*:user/\u0100")))
                .isInstanceOfSatisfying(
                        IamException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isIn("ValidationError", "MalformedPolicyDocument"));
        assertThat(server.tables().get("iam_inline_policy")).isEmpty();
    }

    /** Threat 24. */
    @Test
    void allInlinePoliciesTogetherHaveAQuota() {
        put("first", sized(1500));
        put("second", sized(548));

        assertRefused(
                () -> put("second", sized(549)),
                "LimitExceeded",
                "Maximum policy size of 2048 bytes exceeded for user bob");
        assertRefused(
                () -> put("third", ALLOW_ALL),
                "LimitExceeded",
                "Maximum policy size of 2048 bytes exceeded for user bob");
        put("first", sized(1400));
        put("second", sized(648));
    }

    @Test
    void whiteSpaceDoesNotCount() {
        put("p", sized(2048).replace(",", ", \n\t\r"));
    }

    @Test
    void anotherUsersPoliciesDoNotCount() {
        iam.createUser(r -> r.userName("alice"));
        put("p", sized(2048));

        iam.putUserPolicy(r -> r.userName("alice").policyName("p").policyDocument(sized(2048)));
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.putUserPolicy(r -> r.userName("ghost").policyName("p").policyDocument(ALLOW_ALL)),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }

    private void put(String name, String document) {
        iam.putUserPolicy(r -> r.userName("bob").policyName(name).policyDocument(document));
    }

    /** A policy of that many characters, none of them white space. */
    private static String sized(int characters) {
        String without = policy("Allow", "*", "arn:aws:iam::*:user/");
        return policy("Allow", "*", "arn:aws:iam::*:user/" + "x".repeat(characters - without.length()));
    }
}
