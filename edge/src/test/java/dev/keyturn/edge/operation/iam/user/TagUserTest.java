package dev.keyturn.edge.operation.iam.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.operation.OnInProcessServer;

/** TagUser, UntagUser and ListUserTags; the first two are in {@code Tagging}, and so the same for all that wears tags. */
final class TagUserTest extends OnInProcessServer {

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("Bob").tags(tag("team", "blue")));
    }

    @Test
    void tagsAreAddedToThoseItWears() {
        iam.tagUser(r -> r.userName("BOB").tags(tag("cost", "42"), tag("empty", "")));

        assertThat(tags()).containsExactly(tag("cost", "42"), tag("empty", ""), tag("team", "blue"));
    }

    @Test
    void aKeyInAnyCaseReplacesTheTag() {
        iam.tagUser(r -> r.userName("Bob").tags(tag("Team", "red")));

        assertThat(tags()).containsExactly(tag("Team", "red"));
        assertThat(server.tables().get("iam_tag")).hasSize(1);
    }

    @Test
    void keysThatDifferOnlyInCaseAreDuplicates() {
        assertRefused(
                () -> iam.tagUser(r -> r.userName("Bob").tags(tag("a", "1"), tag("A", "2"))),
                "InvalidInput",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }

    @Test
    void theSystemsTagKeysAreReserved() {
        assertRefused(
                () -> iam.tagUser(r -> r.userName("Bob").tags(tag("aws:x", "1"))),
                "InvalidInput",
                "Tag keys beginning with aws: are reserved for system use.");
    }

    @Test
    void fiftyTagsAreTheMost() {
        iam.tagUser(r -> r.userName("Bob").tags(numbered(49)));

        assertThat(tags()).hasSize(50);
        assertRefused(
                () -> iam.tagUser(r -> r.userName("Bob").tags(tag("one-more", "1"))),
                "LimitExceeded",
                "Cannot exceed quota for TagsPerUser: 50");
        iam.tagUser(r -> r.userName("Bob").tags(tag("TEAM", "red")));
        assertThat(tags()).hasSize(50);
    }

    @Test
    void moreThanFiftyAtOnceAreAValidationError() {
        assertThatThrownBy(() -> iam.tagUser(r -> r.userName("Bob").tags(numbered(51))))
                .isInstanceOfSatisfying(
                        IamException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationError"));
    }

    @Test
    void untaggingTakesKeysInAnyCaseAndPassesOverOthers() {
        iam.tagUser(r -> r.userName("Bob").tags(tag("cost", "42")));

        iam.untagUser(r -> r.userName("Bob").tagKeys("TEAM", "ghost"));
        iam.untagUser(r -> r.userName("Bob").tagKeys("team"));

        assertThat(tags()).containsExactly(tag("cost", "42"));
    }

    @Test
    void tagsAreListedInPages() {
        iam.tagUser(r -> r.userName("Bob").tags(numbered(4)));

        var first = iam.listUserTags(r -> r.userName("Bob").maxItems(3));
        var second = iam.listUserTags(r -> r.userName("Bob").maxItems(3).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.tags()).extracting(Tag::key).containsExactly("key0", "key1", "key2");
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.marker()).isNull();
        assertThat(second.tags()).extracting(Tag::key).containsExactly("key3", "team");
    }

    /** Threat 58. */
    @Test
    void aMarkerOfAnotherListingIsInvalid() {
        iam.createUser(r -> r.userName("carol"));
        String marker = iam.listUsers(r -> r.maxItems(1)).marker();

        assertRefused(
                () -> iam.listUserTags(r -> r.userName("Bob").marker(marker)), "ValidationError", "Invalid Marker.");
    }

    @Test
    void anAbsentUserCannotBeFound() {
        String message = "The user with name ghost cannot be found.";
        assertRefused(() -> iam.tagUser(r -> r.userName("ghost").tags(tag("a", "b"))), "NoSuchEntity", message);
        assertRefused(() -> iam.untagUser(r -> r.userName("ghost").tagKeys("a")), "NoSuchEntity", message);
        assertRefused(() -> iam.listUserTags(r -> r.userName("ghost")), "NoSuchEntity", message);
    }

    @Test
    void aPolicyMayLimitWhichTagsAreSetAndTaken() {
        IamClient tagger = userWith("tagger", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:TagUser","iam:UntagUser"],
                 "Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["cost","shift"]},
                 "StringEqualsIfExists":{"aws:RequestTag/shift":["day","night"]}}}}""");

        tagger.tagUser(r -> r.userName("Bob").tags(tag("shift", "day"), tag("cost", "1")));
        tagger.untagUser(r -> r.userName("Bob").tagKeys("cost"));

        assertNoPolicyAllows(
                () -> tagger.tagUser(r -> r.userName("Bob").tags(tag("shift", "never"))),
                "tagger",
                "iam:TagUser",
                "user Bob");
        assertNoPolicyAllows(
                () -> tagger.tagUser(r -> r.userName("Bob").tags(tag("shift", "day"), tag("team", "red"))),
                "tagger",
                "iam:TagUser",
                "user Bob");
        assertNoPolicyAllows(
                () -> tagger.untagUser(r -> r.userName("Bob").tagKeys("cost", "team")),
                "tagger",
                "iam:UntagUser",
                "user Bob");
    }

    /** Threat 25: whoever is granted something by a tag may not wear it by its own will. */
    @Test
    void aTagGrantsFromTheNextCallOn() {
        IamClient bob = bobWhoMayListWhenBlue();
        bob.listUsers();

        iam.tagUser(r -> r.userName("Bob").tags(tag("Team", "red")));

        assertNoPolicyAllows(() -> server.user("Bob").listUsers(), "Bob", "iam:ListUsers", userArn(""));
        assertNoPolicyAllows(
                () -> server.user("Bob").tagUser(r -> r.userName("Bob").tags(tag("team", "blue"))),
                "Bob",
                "iam:TagUser",
                "user Bob");
    }

    private IamClient bobWhoMayListWhenBlue() {
        iam.putUserPolicy(r -> r.userName("Bob").policyName("own").policyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*",
                 "Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}}}"""));
        return server.user("Bob");
    }

    private List<Tag> tags() {
        return iam.listUserTags(r -> r.userName("Bob")).tags();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static List<Tag> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> tag("key" + i, "v")).toList();
    }
}
