package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** TagResource and UntagResource. */
final class TagsTest extends OnSecrets {

    @BeforeEach
    void aSecret() {
        create("a", 1, "v");
    }

    @Test
    void tagsAreAddedAndReplacedByKey() {
        tag(tag("team", "x"), tag("tier", "1"));
        tag(tag("team", "y"));

        assertThat(tags()).containsExactly(tag("team", "y"), tag("tier", "1"));
    }

    @Test
    void tagsAreTakenOffAndAbsentKeysAreNoError() {
        tag(tag("team", "x"), tag("tier", "1"));
        secrets.untagResource(r -> r.secretId("a").tagKeys("team", "absent"));

        assertThat(tags()).containsExactly(tag("tier", "1"));
    }

    @Test
    void aKeyThatDiffersInCaseTakesTheOthersPlace() {
        tag(tag("team", "x"));
        tag(tag("Team", "y"));

        assertThat(tags()).containsExactly(tag("Team", "y"));
    }

    /** Condition keys do not tell them apart: one would hide the other. */
    @Test
    void keysThatDifferInCaseOnlyAreDoubled() {
        assertRefused(
                () -> tag(tag("team", "x"), tag("Team", "y")),
                "InvalidParameterException",
                "You can't specify the tag key Team more than once.");
    }

    @Test
    void thePrefixOfAwsIsReserved() {
        for (String key : new String[] {"aws:x", "AWS:x", "Aws:"}) {
            assertRefused(
                    () -> tag(tag(key, "v")),
                    "InvalidParameterException",
                    "Tag keys with the prefix aws: are reserved for AWS use: " + key);
        }
    }

    @Test
    void aKeyIsGivenOnce() {
        assertRefused(
                () -> tag(tag("team", "x"), tag("team", "y")),
                "InvalidParameterException",
                "You can't specify the tag key team more than once.");
        assertRefused(
                () -> tag(Tag.builder().value("x").build()),
                "InvalidParameterException",
                "You must specify a key for each tag.");
    }

    /** AWS: "if ... you losing your permissions for this secret, then the operation is blocked". */
    @Test
    void nobodyTagsAwayTheirOwnPermission() {
        tag(tag("team", "x"));
        iam.createUser(r -> r.userName("bob"));
        iam.putUserPolicy(r -> r.userName("bob").policyName("team").policyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*",\
                "Condition":{"StringEquals":{"aws:ResourceTag/team":"x"}}}}"""));
        SecretsManagerClient bob = secretsOf("bob");

        assertNoPolicyAllows(
                () -> bob.tagResource(r -> r.secretId("a").tags(tag("team", "y"))),
                "bob",
                "secretsmanager:TagResource",
                "a");
        assertNoPolicyAllows(
                () -> bob.untagResource(r -> r.secretId("a").tagKeys("team")),
                "bob",
                "secretsmanager:UntagResource",
                "a");
        bob.tagResource(r -> r.secretId("a").tags(tag("other", "y")));
        assertThat(tags()).hasSize(2);
    }

    @Override
    protected String accessDenied() {
        return "AccessDeniedException";
    }

    @Test
    void fiftyAreThereAtMost() {
        tag(IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "v")).toArray(Tag[]::new));

        tag(tag("k0", "replaced"));
        assertRefused(
                () -> tag(tag("one-more", "v")),
                "InvalidParameterException",
                "You can't attach more than 50 tags to a secret.");
    }

    @Test
    void aSecretScheduledForDeletionKeepsItsTags() {
        secrets.deleteSecret(r -> r.secretId("a"));

        assertRefused(() -> tag(tag("team", "x")), "InvalidRequestException", MARKED);
        assertRefused(
                () -> secrets.untagResource(r -> r.secretId("a").tagKeys("team")), "InvalidRequestException", MARKED);
        assertRefused(
                () -> secrets.untagResource(r -> r.secretId("b").tagKeys("team")),
                "ResourceNotFoundException",
                NOT_FOUND);
    }

    private void tag(Tag... tags) {
        secrets.tagResource(r -> r.secretId("a").tags(tags));
    }

    private List<Tag> tags() {
        return secrets.describeSecret(r -> r.secretId("a")).tags();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
