package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

import dev.keyturn.edge.operation.OnInProcessServer;

final class AttachUserPolicyTest extends OnInProcessServer {

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("bob"));
    }

    @Test
    void anAttachedPolicyHoldsFromTheNextCallOn() {
        IamClient bob = server.user("bob");
        String arn = create("read");
        assertNoPolicyAllows(() -> bob.listUsers(), "bob", "iam:ListUsers", userArn(""));

        iam.attachUserPolicy(r -> r.userName("BOB").policyArn(arn));

        assertThat(bob.listUsers().users()).hasSize(1);
    }

    @Test
    void attachingTwiceIsAttachingOnce() {
        String arn = create("read");
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(arn));
        var before = server.tables();

        iam.attachUserPolicy(r -> r.userName("bob").policyArn(arn));

        assertThat(server.tables()).isEqualTo(before);
    }

    @Test
    void tenAreTheMostAndOneOfThemMayBeAttachedAgain() {
        for (int i = 0; i < 10; i++) {
            String arn = create("p" + i);
            iam.attachUserPolicy(r -> r.userName("bob").policyArn(arn));
        }
        String eleventh = create("p10");

        assertRefused(
                () -> iam.attachUserPolicy(r -> r.userName("bob").policyArn(eleventh)),
                "LimitExceeded",
                "Cannot exceed quota for PoliciesPerUser: 10");
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(policyArn("p0")));
    }

    @Test
    void anAbsentOrForeignPolicyIsNotAttachable() {
        String theirs = server.otherRoot()
                .createPolicy(r -> r.policyName("theirs").policyDocument(ALLOW_ALL))
                .policy()
                .arn();

        for (String arn : new String[] {policyArn("ghost"), theirs}) {
            assertRefused(
                    () -> iam.attachUserPolicy(r -> r.userName("bob").policyArn(arn)),
                    "NoSuchEntity",
                    "Policy " + arn + " does not exist or is not attachable.");
        }
    }

    @Test
    void whatIsNoPolicysArnIsNotValid() {
        assertRefused(
                () -> iam.attachUserPolicy(r -> r.userName("bob").policyArn("arn:aws:iam::111122223333:user/bob")),
                "ValidationError",
                "ARN arn:aws:iam::111122223333:user/bob is not valid.");
    }

    @Test
    void anAbsentUserCannotBeFound() {
        String arn = create("read");

        assertRefused(
                () -> iam.attachUserPolicy(r -> r.userName("ghost").policyArn(arn)),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }

    @Test
    void aPolicyMaySayWhichPoliciesMayBeAttached() {
        String harmless = create("harmless");
        String admin = create("Admin");
        IamClient helpdesk = userWith("helpdesk", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:AttachUserPolicy","Resource":"*",
                 "Condition":{"ArnEquals":{"iam:PolicyARN":"%s"}}}}""".formatted(harmless));

        helpdesk.attachUserPolicy(r -> r.userName("bob").policyArn(harmless));

        assertNoPolicyAllows(
                () -> helpdesk.attachUserPolicy(r -> r.userName("bob").policyArn(admin)),
                "helpdesk",
                "iam:AttachUserPolicy",
                "user bob");
    }

    @Test
    void aDenyOfAPolicyHoldsInAnySpellingOfItsArn() {
        create("Admin");
        IamClient helpdesk = userWith("helpdesk", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Effect":"Deny","Action":"iam:AttachUserPolicy","Resource":"*",
                  "Condition":{"ArnEquals":{"iam:PolicyARN":"%s"}}}]}""".formatted(policyArn("Admin")));

        assertExplicitlyDenied(
                () -> helpdesk.attachUserPolicy(r -> r.userName("bob").policyArn(policyArn("ADMIN"))),
                "helpdesk",
                "iam:AttachUserPolicy",
                "user bob");
    }

    private String create(String name) {
        return iam.createPolicy(r -> r.policyName(name).policyDocument(ALLOW_ALL))
                .policy()
                .arn();
    }
}
