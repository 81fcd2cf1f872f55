package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DeletePolicyTest extends OnPolicies {

    @Test
    void aDeletedPolicyIsGoneAndItsNameFree() {
        String arn = create("p");
        iam.tagPolicy(r -> r.policyArn(arn).tags(t -> t.key("k").value("v")));

        iam.deletePolicy(r -> r.policyArn(arn));

        assertRefused(() -> iam.getPolicy(r -> r.policyArn(arn)), "NoSuchEntity", "Policy " + arn + " was not found.");
        assertThat(server.tables().get("iam_tag")).isEmpty();
        create("p");
    }

    @Test
    void whatHangsOnSomebodyStays() {
        String attached = create("attached");
        String boundary = create("boundary");
        iam.createUser(r -> r.userName("bob"));
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(attached));
        boundary("bob", boundary);

        for (String arn : new String[] {attached, boundary}) {
            assertRefused(
                    () -> iam.deletePolicy(r -> r.policyArn(arn)),
                    "DeleteConflict",
                    "Cannot delete a policy attached to entities.");
        }
    }

    @Test
    void whatHasVersionsStays() {
        String arn = create("p");
        iam.createPolicyVersion(r -> r.policyArn(arn).policyDocument(ALLOW_ALL).setAsDefault(true));

        assertRefused(
                () -> iam.deletePolicy(r -> r.policyArn(arn)),
                "DeleteConflict",
                "This policy has more than one version. Before you delete a policy, you must delete the policy's"
                        + " versions. The default version is deleted with the policy.");
        iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v1"));
        iam.deletePolicy(r -> r.policyArn(arn));
    }
}
