package dev.keyturn.edge.operation.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;
import software.amazon.awssdk.services.ssm.model.Tag;

final class DeleteAndTagTest extends OnParameters {

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private List<Tag> tags(String name) {
        return ssm.listTagsForResource(r -> r.resourceType("Parameter").resourceId(name))
                .tagList();
    }

    private void tag(String name, Tag... tags) {
        ssm.addTagsToResource(r -> r.resourceType("Parameter").resourceId(name).tags(tags));
    }

    @Test
    void aDeletedParameterLeavesNothing() {
        put("/a/b", "v", r -> r.tags(tag("k", "v")));
        overwrite("/a/b", "w");
        ssm.labelParameterVersion(r -> r.name("/a/b").labels("x"));

        ssm.deleteParameter(r -> r.name("/a/b"));

        assertRefused(() -> get("/a/b"), "ParameterNotFound", "Parameter /a/b not found.");
        server.tables().forEach((table, rows) -> {
            if (table.startsWith("parameter")) {
                assertThat(rows).as(table).isEmpty();
            }
        });
        assertThat(put("/a/b", "v").version()).isEqualTo(1);
    }

    @Test
    void whatIsNotThereCannotBeDeleted() {
        put("a", "v");

        assertRefused(() -> ssm.deleteParameter(r -> r.name("b")), "ParameterNotFound", "Parameter b not found.");
        assertRefused(
                () -> stranger().deleteParameter(r -> r.name("a")), "ParameterNotFound", "Parameter a not found.");
    }

    @Test
    void manyAreDeletedAndTheRestIsInvalid() {
        put("a", "v");
        put("/b/c", "v");

        DeleteParametersResponse answer = ssm.deleteParameters(r -> r.names("/b/c", "gone", "a", "x y"));

        assertThat(answer.deletedParameters()).containsExactly("/b/c", "a");
        assertThat(answer.invalidParameters()).containsExactly("gone", "x y");
        assertThat(ssm.describeParameters().parameters()).isEmpty();
    }

    @Test
    void aParameterIsDeletedOnceUnderItsTwoNames() {
        put("a", "v");
        tag("a", tag("team", "x"));
        iam.createUser(r -> r.userName("bob"));
        iam.putUserPolicy(r -> r.userName("bob").policyName("team").policyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ssm:*","Resource":"*",\
                "Condition":{"StringEquals":{"aws:ResourceTag/team":"x"}}}}"""));

        DeleteParametersResponse answer = server.ssm(server.principal("bob")).deleteParameters(r -> r.names("a", "/a"));

        assertThat(answer.deletedParameters()).containsExactly("a");
        assertThat(answer.invalidParameters()).containsExactly("/a");
    }

    @Test
    void aTagIsReplacedAndTakenAway() {
        put("a", "v");

        tag("a", tag("k", "1"), tag("l", "2"));
        tag("a", tag("K", "3"));
        assertThat(tags("a")).containsExactly(tag("K", "3"), tag("l", "2"));

        ssm.removeTagsFromResource(
                r -> r.resourceType("Parameter").resourceId("a").tagKeys("K", "none"));
        assertThat(tags("a")).containsExactly(tag("l", "2"));
    }

    @Test
    void aParameterHasFiftyTags() {
        put("a", "v");
        tag("a", IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "v")).toArray(Tag[]::new));

        assertRefused(
                () -> tag("a", tag("one-more", "v")), "TooManyTagsError", "A parameter can have a maximum of 50 tags.");
    }

    @Test
    void reservedTagsAreRefused() {
        put("a", "v");

        assertRefused(
                () -> tag("a", tag("AWS:x", "v")),
                "ValidationException",
                "Tag keys with the prefix aws: are reserved for AWS use: AWS:x");
    }

    @Test
    void whatIsNotThereHasNoTags() {
        assertRefused(
                () -> tags("gone"),
                "InvalidResourceId",
                "The resource ID isn't valid. Verify that you entered the correct ID and try again.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Document", "ManagedInstance", "OpsItem"})
    void otherTypesOfResourcesAreNotServed(String type) {
        assertRefused(
                () -> ssm.listTagsForResource(r -> r.resourceType(type).resourceId("a")),
                "InvalidResourceType",
                "The resource type " + type + " is not served here.");
    }
}
