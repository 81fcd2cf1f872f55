package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.operation.OnInProcessServer;

final class CreatePolicyTest extends OnInProcessServer {

    @Test
    void theNewPolicyIsAnsweredInItsFirstVersion() {
        Policy policy = iam.createPolicy(r -> r.policyName("Read")
                        .path("/ops/")
                        .description("may read")
                        .policyDocument(ALLOW_ALL)
                        .tags(tag("team", "blue")))
                .policy();

        assertThat(policy.policyName()).isEqualTo("Read");
        assertThat(policy.arn()).isEqualTo(policyArn("ops/Read"));
        assertThat(policy.path()).isEqualTo("/ops/");
        assertThat(policy.policyId()).matches("ANPA[A-Z2-7]{17}");
        assertThat(policy.defaultVersionId()).isEqualTo("v1");
        assertThat(policy.attachmentCount()).isZero();
        assertThat(policy.permissionsBoundaryUsageCount()).isZero();
        assertThat(policy.isAttachable()).isTrue();
        assertThat(policy.createDate()).isNotNull().isEqualTo(policy.updateDate());
        assertThat(policy.tags()).containsExactly(tag("team", "blue"));
    }

    @Test
    void aNameIsTakenInAnyCaseAndUnderAnyPath() {
        create("Read", ALLOW_ALL);

        assertRefused(
                () -> iam.createPolicy(r -> r.policyName("READ").path("/ops/").policyDocument(ALLOW_ALL)),
                "EntityAlreadyExists",
                "A policy called READ already exists. Duplicate names are not allowed.");
    }

    /** Threat 21. */
    @Test
    void aMalformedDocumentIsRefused() {
        var before = server.tables();

        assertThatThrownBy(() -> create("p", """
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*",
                 "Condition":{"NoSuchOperator":{"aws:username":"x"}}}}""")).isInstanceOf(MalformedPolicyDocumentException.class);

        assertThat(server.tables()).isEqualTo(before);
    }

    /** Threat 24. */
    @Test
    void aPolicyHasAQuotaInWhichWhiteSpaceDoesNotCount() {
        create("most", sized(6144).replace(",", ", \n\t\r"));

        assertRefused(() -> create("more", sized(6145)), "LimitExceeded", "Cannot exceed quota for PolicySize: 6144");
    }

    @Test
    void tagKeysThatDifferInCaseOnlyAreDuplicates() {
        assertRefused(
                () -> iam.createPolicy(
                        r -> r.policyName("q").policyDocument(ALLOW_ALL).tags(tag("team", "a"), tag("Team", "b"))),
                "InvalidInput",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }

    @Test
    void taggingNeedsItsOwnPermission() {
        IamClient creator = userWith("creator", policy("Allow", "iam:CreatePolicy", "*"));

        assertNoPolicyAllows(
                () -> creator.createPolicy(
                        r -> r.policyName("p").policyDocument(ALLOW_ALL).tags(tag("a", "b"))),
                "creator",
                "iam:TagPolicy",
                "policy p");
    }

    private void create(String name, String document) {
        iam.createPolicy(r -> r.policyName(name).policyDocument(document));
    }

    private static String sized(int characters) {
        String without = policy("Allow", "*", "arn:aws:iam::*:user/");
        return policy("Allow", "*", "arn:aws:iam::*:user/" + "x".repeat(characters - without.length()));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
