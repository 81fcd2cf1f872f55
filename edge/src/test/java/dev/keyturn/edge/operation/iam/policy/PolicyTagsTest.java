package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.Tag;

/** TagPolicy, UntagPolicy and ListPolicyTags. */
final class PolicyTagsTest extends OnPolicies {
    private String arn = "";

    @BeforeEach
    void policy() {
        arn = create("p");
    }

    @Test
    void tagsAreAddedReplacedAndRemoved() {
        tag("team", "blue");
        tag("stage", "prod");
        tag("team", "red");
        iam.untagPolicy(r -> r.policyArn(arn).tagKeys("stage", "absent"));

        assertThat(iam.listPolicyTags(r -> r.policyArn(arn)).tags())
                .containsExactly(Tag.builder().key("team").value("red").build());
    }

    @Test
    void tagsComeByKeyInPages() {
        tag("b", "2");
        tag("a", "1");
        tag("c", "3");

        ListPolicyTagsResponse first = iam.listPolicyTags(r -> r.policyArn(arn).maxItems(2));
        ListPolicyTagsResponse second = iam.listPolicyTags(r -> r.policyArn(arn).marker(first.marker()));

        assertThat(first.tags()).extracting(Tag::key).containsExactly("a", "b");
        assertThat(first.isTruncated()).isTrue();
        assertThat(second.tags()).extracting(Tag::key).containsExactly("c");
    }

    @Test
    void keysOfAwsAreReserved() {
        assertRefused(
                () -> tag("aws:x", "1"), "InvalidInput", "Tag keys beginning with aws: are reserved for system use.");
    }

    @Test
    void fiftyAreTheMost() {
        for (int i = 0; i < 50; i++) {
            tag("k" + i, "v");
        }

        assertRefused(() -> tag("one-more", "v"), "LimitExceeded", "Cannot exceed quota for TagsPerPolicy: 50");
        tag("k0", "other");
    }

    @Test
    void aPolicyMaySayWhichTagsMayBePut() {
        IamClient tagger = userWith("tagger", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:TagPolicy","iam:UntagPolicy"],
                 "Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":"team"}}}}""");

        tagger.tagPolicy(r -> r.policyArn(arn).tags(t -> t.key("team").value("blue")));

        assertNoPolicyAllows(
                () -> tagger.tagPolicy(
                        r -> r.policyArn(arn).tags(t -> t.key("owner").value("me"))),
                "tagger",
                "iam:TagPolicy",
                "policy " + arn);
        assertNoPolicyAllows(
                () -> tagger.untagPolicy(r -> r.policyArn(arn).tagKeys("owner")),
                "tagger",
                "iam:UntagPolicy",
                "policy " + arn);
    }

    private void tag(String key, String value) {
        iam.tagPolicy(r -> r.policyArn(arn).tags(t -> t.key(key).value(value)));
    }
}
