package dev.keyturn.edge.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;

/** The wording follows AWS's validation messages as they are quoted in public; it was not compared with AWS itself. */
class ConstraintsTest {
    private static final ApiFacts FACTS = ApiFacts.load();

    private static void check(String service, String operation, SdkPojo request) {
        Constraints.check(
                FACTS.service(service).orElseThrow().operation(operation).orElseThrow(), request);
    }

    private static void refused(String service, String operation, SdkPojo request, String message) {
        assertThatThrownBy(() -> check(service, operation, request))
                .isInstanceOfSatisfying(
                        AwsFailure.class,
                        failure -> assertThat(failure.kind())
                                .isEqualTo(new AwsFailure.Kind.Common(CommonError.VALIDATION)))
                .hasMessage(message);
    }

    @Test
    void aMissingMember() {
        refused(
                "secretsmanager",
                "CreateSecret",
                CreateSecretRequest.builder().build(),
                "1 validation error detected: Value null at 'name' failed to satisfy constraint: "
                        + "Member must not be null");
    }

    @Test
    void aShortMember() {
        refused(
                "secretsmanager",
                "GetSecretValue",
                GetSecretValueRequest.builder().secretId("").build(),
                "1 validation error detected: Value '' at 'secretId' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 1");
    }

    @Test
    void severalAtOnce() {
        refused(
                "secretsmanager",
                "GetSecretValue",
                GetSecretValueRequest.builder().versionId("short").build(),
                "2 validation errors detected: Value null at 'secretId' failed to satisfy constraint: "
                        + "Member must not be null; Value 'short' at 'versionId' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 32");
    }

    @Test
    void aPattern() {
        refused(
                "iam",
                "CreateUser",
                CreateUserRequest.builder().userName("a/../b").build(),
                "1 validation error detected: Value 'a/../b' at 'userName' failed to satisfy constraint: "
                        + "Member must satisfy regular expression pattern: [\\w+=,.@-]+");
    }

    @Test
    void anEnumeration() {
        refused(
                "iam",
                "UpdateAccessKey",
                UpdateAccessKeyRequest.builder()
                        .accessKeyId("AKIAIOSFODNN7EXAMPLE")
                        .status("On")
                        .build(),
                "1 validation error detected: Value 'On' at 'status' failed to satisfy constraint: "
                        + "Member must satisfy enum value set: [Active, Inactive, Expired]");
    }

    @Test
    void aRange() {
        refused(
                "iam",
                "ListUsers",
                ListUsersRequest.builder().maxItems(1001).build(),
                "1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: "
                        + "Member must have value less than or equal to 1000");
        refused(
                "cloudtrail",
                "LookupEvents",
                LookupEventsRequest.builder().maxResults(0).build(),
                "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: "
                        + "Member must have value greater than or equal to 1");
    }

    @Test
    void aNestedMemberIsNamedByItsPath() {
        refused(
                "iam",
                "CreateUser",
                CreateUserRequest.builder()
                        .userName("bob")
                        .tags(
                                Tag.builder().key("a").value("b").build(),
                                Tag.builder().key("").value("b").build())
                        .build(),
                "2 validation errors detected: Value '' at 'tags.2.member.key' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 1; "
                        + "Value '' at 'tags.2.member.key' failed to satisfy constraint: "
                        + "Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
    }

    @Test
    void aTextInAListIsReportedWithTheList() {
        refused(
                "secretsmanager",
                "UntagResource",
                UntagResourceRequest.builder().secretId("s").tagKeys("good", "").build(),
                "1 validation error detected: Value '[good, ]' at 'tagKeys' failed to satisfy constraint: "
                        + "Member must satisfy constraint: [Member must have length less than or equal to 128, "
                        + "Member must have length greater than or equal to 1]");
    }

    @Test
    void aSecretStringCountsInBytesAndIsNeverShown() {
        refused(
                "secretsmanager",
                "CreateSecret",
                CreateSecretRequest.builder()
                        .name("n")
                        .secretString("CANARY" + "\u00e9".repeat(32_765) + "a")
                        .build(),
                "1 validation error detected: Value at 'secretString' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 65536");
        check(
                "secretsmanager",
                "CreateSecret",
                CreateSecretRequest.builder()
                        .name("n")
                        .secretString("\u00e9".repeat(32_768))
                        .build());
    }

    @Test
    void aSecretBinaryCountsInBytesAndIsNeverShown() {
        refused(
                "secretsmanager",
                "CreateSecret",
                CreateSecretRequest.builder()
                        .name("n")
                        .secretBinary(SdkBytes.fromByteArray(new byte[65_537]))
                        .build(),
                "1 validation error detected: Value at 'secretBinary' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 65536");
    }

    @Test
    void namesCountInCodePoints() {
        check(
                "secretsmanager",
                "CreateSecret",
                CreateSecretRequest.builder().name("\ud83d\ude00".repeat(512)).build());
    }

    @Test
    void aLongValueIsQuotedInPart() {
        assertThatThrownBy(() -> check(
                        "secretsmanager",
                        "GetSecretValue",
                        GetSecretValueRequest.builder()
                                .secretId("x".repeat(1 << 20))
                                .build()))
                .extracting(Throwable::toString)
                .satisfies(text -> assertThat(text.length()).isLessThan(2_000));
    }

    @Test
    void anIdempotencyTokenIsNotMadeUp() {
        CreateSecretRequest request = CreateSecretRequest.builder().name("n").build();
        check("secretsmanager", "CreateSecret", request);
        assertThat(Redaction.tree(FACTS.service("secretsmanager").orElseThrow(), request))
                .hasToString("{\"name\":\"n\"}");
    }
}
