package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;

import dev.keyturn.edge.operation.OnInProcessServer;

final class GetUserPolicyTest extends OnInProcessServer {
    private static final String DOCUMENT = """
            {"Version":"2012-10-17",
             "Statement":{"Sid":"A1","Effect":"Allow","Action":"iam:Get*","Resource":"arn:aws:iam::*:user/a+b~c ü"}}""";

    @BeforeEach
    void bobsPolicy() {
        iam.createUser(r -> r.userName("Bob"));
        iam.putUserPolicy(r -> r.userName("bob").policyName("read").policyDocument(DOCUMENT));
    }

    @Test
    void theDocumentComesPercentEncodedAndByteForByte() {
        GetUserPolicyResponse answer = iam.getUserPolicy(r -> r.userName("BOB").policyName("read"));

        assertThat(answer.userName()).isEqualTo("Bob");
        assertThat(answer.policyName()).isEqualTo("read");
        assertThat(answer.policyDocument())
                .startsWith("%7B%22Version%22%3A%222012-10-17%22%2C%0A%20%22Statement")
                .contains("iam%3AGet%2A", "user%2Fa%2Bb~c%20%C3%BC")
                .doesNotContain("+", "*");
        assertThat(URLDecoder.decode(answer.policyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(DOCUMENT);
    }

    @Test
    void anAbsentPolicyCannotBeFound() {
        assertRefused(
                () -> iam.getUserPolicy(r -> r.userName("bob").policyName("ghost")),
                "NoSuchEntity",
                "The user policy with name ghost cannot be found.");
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.getUserPolicy(r -> r.userName("ghost").policyName("read")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }
}
