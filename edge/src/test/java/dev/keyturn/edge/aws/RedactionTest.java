package dev.keyturn.edge.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.ChangePasswordRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;

class RedactionTest {
    private static final ApiFacts FACTS = ApiFacts.load();
    private static final String CANARY = "CANARY";

    private static String tree(String service, SdkPojo pojo) {
        return Redaction.tree(FACTS.service(service).orElseThrow(), pojo).toString();
    }

    @Test
    void namesAndTimesAreCloudTrails() {
        assertThat(tree(
                        "secretsmanager",
                        DeleteSecretResponse.builder()
                                .arn("arn:x")
                                .name("n")
                                .deletionDate(Instant.parse("2026-12-24T18:05:09Z"))
                                .build()))
                .isEqualTo("{\"aRN\":\"arn:x\",\"name\":\"n\",\"deletionDate\":\"Dec 24, 2026, 6:05:09 PM\"}");
        assertThat(tree(
                        "iam",
                        CreateAccessKeyResponse.builder()
                                .accessKey(AccessKey.builder()
                                        .userName("bob")
                                        .accessKeyId("AKIA")
                                        .status("Active")
                                        .secretAccessKey(CANARY)
                                        .build())
                                .build()))
                .isEqualTo("{\"accessKey\":{\"userName\":\"bob\",\"accessKeyId\":\"AKIA\",\"status\":\"Active\"}}");
    }

    @Test
    void listsMapsNumbersAndFlags() {
        assertThat(tree(
                        "secretsmanager",
                        DescribeSecretResponse.builder()
                                .rotationEnabled(true)
                                .rotationRules(rules -> rules.automaticallyAfterDays(7L))
                                .tags(tag -> tag.key("K").value("V"))
                                .versionIdsToStages(java.util.Map.of("V1", java.util.List.of("AWSCURRENT")))
                                .build()))
                .isEqualTo(
                        "{\"rotationEnabled\":true,\"rotationRules\":{\"automaticallyAfterDays\":7},"
                                + "\"tags\":[{\"key\":\"K\",\"value\":\"V\"}],\"versionIdsToStages\":{\"V1\":[\"AWSCURRENT\"]}}");
    }

    @Test
    void noSecretIsEverInIt() {
        SdkBytes bytes = SdkBytes.fromUtf8String(CANARY);
        String base64 = "Q0FOQVJZ";
        assertThat(Stream.of(
                        tree(
                                "secretsmanager",
                                CreateSecretRequest.builder()
                                        .secretString(CANARY)
                                        .secretBinary(bytes)
                                        .build()),
                        tree(
                                "secretsmanager",
                                PutSecretValueRequest.builder()
                                        .secretString(CANARY)
                                        .rotationToken(CANARY)
                                        .build()),
                        tree(
                                "secretsmanager",
                                GetSecretValueResponse.builder()
                                        .secretString(CANARY)
                                        .secretBinary(bytes)
                                        .build()),
                        tree(
                                "secretsmanager",
                                BatchGetSecretValueResponse.builder()
                                        .secretValues(value -> value.secretString(CANARY))
                                        .build()),
                        tree(
                                "secretsmanager",
                                GetRandomPasswordResponse.builder()
                                        .randomPassword(CANARY)
                                        .build()),
                        tree(
                                "iam",
                                CreateLoginProfileRequest.builder()
                                        .password(CANARY)
                                        .build()),
                        tree(
                                "iam",
                                ChangePasswordRequest.builder()
                                        .oldPassword(CANARY)
                                        .newPassword(CANARY)
                                        .build()),
                        tree(
                                "sts",
                                AssumeRoleResponse.builder()
                                        .credentials(credentials -> credentials
                                                .secretAccessKey(CANARY)
                                                .sessionToken(CANARY))
                                        .build()),
                        tree(
                                "sts",
                                AssumeRoleWithWebIdentityRequest.builder()
                                        .webIdentityToken(CANARY)
                                        .build())))
                .noneMatch(tree -> tree.contains(CANARY) || tree.contains(base64))
                .contains("{\"credentials\":{\"sessionToken\":\"HIDDEN_DUE_TO_SECURITY_REASONS\"}}");
    }
}
