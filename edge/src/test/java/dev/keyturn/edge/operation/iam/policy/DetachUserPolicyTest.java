package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

import dev.keyturn.edge.operation.OnInProcessServer;

final class DetachUserPolicyTest extends OnInProcessServer {

    @BeforeEach
    void bobAndAPolicy() {
        iam.createUser(r -> r.userName("bob"));
        iam.createPolicy(r -> r.policyName("all").policyDocument(ALLOW_ALL));
    }

    @Test
    void whatADetachedPolicyAllowedIsDeniedFromTheNextCallOn() {
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(policyArn("all")));
        IamClient bob = server.user("bob");
        assertThat(bob.listUsers().users()).hasSize(1);

        iam.detachUserPolicy(r -> r.userName("BOB").policyArn(policyArn("all")));

        assertNoPolicyAllows(() -> bob.listUsers(), "bob", "iam:ListUsers", userArn(""));
        assertThat(iam.getPolicy(r -> r.policyArn(policyArn("all"))).policy().attachmentCount())
                .isZero();
    }

    @Test
    void whatIsNotAttachedOrAbsentWasNotFound() {
        for (String arn : new String[] {policyArn("all"), policyArn("ghost")}) {
            assertRefused(
                    () -> iam.detachUserPolicy(r -> r.userName("bob").policyArn(arn)),
                    "NoSuchEntity",
                    "Policy " + arn + " was not found.");
        }
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.detachUserPolicy(r -> r.userName("ghost").policyArn(policyArn("all"))),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }

    @Test
    void aPolicyMayForbidToDetachAPolicy() {
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(policyArn("all")));
        IamClient helpdesk = userWith("helpdesk", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Effect":"Deny","Action":"iam:DetachUserPolicy","Resource":"*",
                  "Condition":{"ArnEquals":{"iam:PolicyARN":"%s"}}}]}""".formatted(policyArn("all")));

        assertExplicitlyDenied(
                () -> helpdesk.detachUserPolicy(r -> r.userName("bob").policyArn(policyArn("all"))),
                "helpdesk",
                "iam:DetachUserPolicy",
                "user bob");
    }
}
