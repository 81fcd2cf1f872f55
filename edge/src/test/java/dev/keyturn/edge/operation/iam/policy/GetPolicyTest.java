package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Policy;

import dev.keyturn.edge.operation.OnInProcessServer;

final class GetPolicyTest extends OnInProcessServer {

    @Test
    void aPolicyIsDescribedWithHowManyHaveIt() {
        iam.createPolicy(
                r -> r.policyName("read").path("/ops/").description("may read").policyDocument(ALLOW_ALL));
        iam.createUser(r -> r.userName("bob"));
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(policyArn("ops/read")));

        Policy policy = iam.getPolicy(r -> r.policyArn(policyArn("ops/read"))).policy();

        assertThat(policy.policyName()).isEqualTo("read");
        assertThat(policy.description()).isEqualTo("may read");
        assertThat(policy.attachmentCount()).isEqualTo(1);
        assertThat(policy.tags()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iam::111122223333:policy/ghost",
                "arn:aws:iam::111122223333:policy/other/read",
                "arn:aws:iam::aws:policy/NoSuchAccess",
                "arn:aws-cn:iam::111122223333:policy/read"
            })
    void anAbsentPolicyWasNotFound(String arn) {
        create("read");

        assertRefused(() -> iam.getPolicy(r -> r.policyArn(arn)), "NoSuchEntity", "Policy " + arn + " was not found.");
    }

    @Test
    void anotherAccountsPolicyIsNotReachable() {
        String theirs = server.otherRoot()
                .createPolicy(r -> r.policyName("theirs").policyDocument(ALLOW_ALL))
                .policy()
                .arn();

        assertRefused(
                () -> iam.getPolicy(r -> r.policyArn(theirs)),
                "AccessDenied",
                "User: arn:aws:iam::111122223333:root is not authorized to perform: iam:GetPolicy on resource: policy "
                        + theirs + " because no resource-based policy allows the iam:GetPolicy action");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not an arn but long enough", "arn:aws:iam::111122223333:user/bob"})
    void whatIsNoPolicysArnIsNotValid(String text) {
        assertRefused(() -> iam.getPolicy(r -> r.policyArn(text)), "ValidationError", "ARN " + text + " is not valid.");
    }

    @Test
    void aDenyOnItHoldsInAnySpelling() {
        create("Read");
        IamClient bob = userWith("bob", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Effect":"Deny","Action":"*","Resource":"%s"}]}""".formatted(policyArn("Read")));

        assertExplicitlyDenied(
                () -> bob.getPolicy(r -> r.policyArn(policyArn("READ"))),
                "bob",
                "iam:GetPolicy",
                "policy " + policyArn("READ"));
    }

    private void create(String name) {
        iam.createPolicy(r -> r.policyName(name).policyDocument(ALLOW_ALL));
    }
}
