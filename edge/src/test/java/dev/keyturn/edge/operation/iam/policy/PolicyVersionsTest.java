package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/** CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions, SetDefaultPolicyVersion, DeletePolicyVersion. */
final class PolicyVersionsTest extends OnPolicies {
    private static final String DENY_ALL = policy("Deny", "*", "*");

    private String arn = "";

    @BeforeEach
    void policy() {
        arn = create("p");
    }

    @Test
    void aNewVersionIsNumberedAndNotInForce() {
        PolicyVersion second = add(DENY_ALL, false);

        assertThat(second.versionId()).isEqualTo("v2");
        assertThat(second.isDefaultVersion()).isFalse();
        assertThat(second.createDate()).isNotNull();
        assertThat(second.document()).isNull();
        assertThat(iam.getPolicy(r -> r.policyArn(arn)).policy().defaultVersionId())
                .isEqualTo("v1");
    }

    @Test
    void theDefaultVersionHoldsFromTheNextCallOn() {
        iam.createUser(r -> r.userName("bob"));
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(arn));
        IamClient bob = server.user("bob");
        assertThat(bob.listUsers().users()).hasSize(1);

        add(DENY_ALL, true);

        assertExplicitlyDenied(() -> bob.listUsers(), "bob", "iam:ListUsers", userArn(""));
        iam.setDefaultPolicyVersion(r -> r.policyArn(arn).versionId("v1"));
        assertThat(bob.listUsers().users()).hasSize(1);
    }

    @Test
    void aVersionIsShownWithItsDocument() {
        add(DENY_ALL, true);

        PolicyVersion shown =
                iam.getPolicyVersion(r -> r.policyArn(arn).versionId("v2")).policyVersion();

        assertThat(URLDecoder.decode(shown.document(), StandardCharsets.UTF_8)).isEqualTo(DENY_ALL);
        assertThat(shown.isDefaultVersion()).isTrue();
    }

    @Test
    void theNewestComesFirstInPages() {
        add(DENY_ALL, false);
        add(DENY_ALL, true);

        ListPolicyVersionsResponse first =
                iam.listPolicyVersions(r -> r.policyArn(arn).maxItems(2));
        ListPolicyVersionsResponse second =
                iam.listPolicyVersions(r -> r.policyArn(arn).marker(first.marker()));

        assertThat(first.versions()).extracting(PolicyVersion::versionId).containsExactly("v3", "v2");
        assertThat(first.isTruncated()).isTrue();
        assertThat(second.versions()).extracting(PolicyVersion::versionId).containsExactly("v1");
        assertThat(first.versions()).extracting(PolicyVersion::document).containsOnlyNulls();
    }

    @Test
    void fiveAreTheMostAndANumberIsNotUsedTwice() {
        for (int i = 0; i < 4; i++) {
            add(DENY_ALL, false);
        }

        assertRefused(
                () -> add(DENY_ALL, false),
                "LimitExceeded",
                "A managed policy can have up to 5 versions. Before you create a new version, you must delete an"
                        + " existing version.");
        iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v5"));
        assertThat(add(DENY_ALL, false).versionId()).isEqualTo("v6");
    }

    @Test
    void aVersionIsTooLongBeyondTheQuota() {
        add(sized(6144), false);

        assertRefused(() -> add(sized(6145), false), "LimitExceeded", "Cannot exceed quota for PolicySize: 6144");
    }

    @Test
    void theDefaultVersionCannotBeDeleted() {
        assertRefused(
                () -> iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v1")),
                "DeleteConflict",
                "Cannot delete the default version of a policy.");
    }

    @Test
    void anAbsentVersionCannotBeFound() {
        String message = "Policy " + arn + " version v9 does not exist or is not attachable.";

        assertRefused(() -> iam.getPolicyVersion(r -> r.policyArn(arn).versionId("v9")), "NoSuchEntity", message);
        assertRefused(
                () -> iam.setDefaultPolicyVersion(r -> r.policyArn(arn).versionId("v9")), "NoSuchEntity", message);
        assertRefused(() -> iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v9")), "NoSuchEntity", message);
    }

    /** Not by root either. */
    @Test
    void nobodyChangesAPolicyOfAws() {
        assertUnchangeable(
                () -> iam.createPolicyVersion(r -> r.policyArn(ADMIN).policyDocument(DENY_ALL)), "CreatePolicyVersion");
        assertUnchangeable(
                () -> iam.setDefaultPolicyVersion(r -> r.policyArn(ADMIN).versionId("v1")), "SetDefaultPolicyVersion");
        assertUnchangeable(
                () -> iam.deletePolicyVersion(r -> r.policyArn(ADMIN).versionId("v1")), "DeletePolicyVersion");
        assertUnchangeable(() -> iam.deletePolicy(r -> r.policyArn(ADMIN)), "DeletePolicy");
        assertUnchangeable(
                () -> iam.tagPolicy(r -> r.policyArn(ADMIN).tags(t -> t.key("k").value("v"))), "TagPolicy");
        assertUnchangeable(() -> iam.untagPolicy(r -> r.policyArn(ADMIN).tagKeys("k")), "UntagPolicy");
    }

    @Test
    void aPolicyOfAwsIsShown() {
        PolicyVersion shown =
                iam.getPolicyVersion(r -> r.policyArn(ADMIN).versionId("v1")).policyVersion();

        assertThat(URLDecoder.decode(shown.document(), StandardCharsets.UTF_8)).contains("\"Action\":\"*\"");
        assertThat(iam.getPolicy(r -> r.policyArn(ADMIN)).policy().policyId()).isEqualTo("ANPAIWMBCKSKIEE64ZLYK");
    }

    private void assertUnchangeable(Executable call, String operation) {
        assertRefused(
                call::execute,
                "AccessDenied",
                "User: arn:aws:iam::" + ACCOUNT + ":root is not authorized to perform: iam:" + operation
                        + " on resource: policy " + ADMIN);
    }

    private PolicyVersion add(String document, boolean asDefault) {
        return iam.createPolicyVersion(
                        r -> r.policyArn(arn).policyDocument(document).setAsDefault(asDefault))
                .policyVersion();
    }
}
