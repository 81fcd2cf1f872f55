package dev.keyturn.edge.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.GetCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GetCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** What goes into an AWS client comes out of the decoder, and what goes into the encoder comes out of the client. */
class RealClientsTest {
    private static final String STRANGE = "ü€\ud83d\ude00 <&>\"' \\ \t\n\r end";

    private final Toy toy = new Toy();

    @AfterEach
    void close() {
        toy.close();
    }

    private <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
        builder.endpointOverride(toy.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "secret")));
        return builder.build();
    }

    @Test
    void secretsManagerGetSecretValue() {
        GetSecretValueRequest request =
                GetSecretValueRequest.builder().secretId("a/" + STRANGE).build();
        GetSecretValueResponse response = GetSecretValueResponse.builder()
                .arn("arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf")
                .name("a")
                .secretString(STRANGE)
                .secretBinary(SdkBytes.fromByteArray(new byte[] {0, -1, 127, 10}))
                .versionStages("AWSCURRENT", "x")
                .createdDate(Instant.parse("2026-11-24T08:00:00.123Z"))
                .build();
        toy.on("secretsmanager:GetSecretValue", GetSecretValueRequest::builder, _ -> response);
        try (SecretsManagerClient client = client(SecretsManagerClient.builder())) {
            GetSecretValueResponse answer = client.getSecretValue(request);
            assertThat(toy.requests).containsExactly(request);
            assertThat(answer.equalsBySdkFields(response)).isTrue();
            assertThat(answer.responseMetadata().requestId()).hasSize(36);
        }
    }

    @Test
    void secretsManagerStructuresListsMapsAndBlobs() {
        CreateSecretRequest create = CreateSecretRequest.builder()
                .name("n")
                .clientRequestToken("11111111-2222-4333-8444-555555555555")
                .secretBinary(SdkBytes.fromByteArray(new byte[] {1, 2, 3}))
                .tags(tag -> tag.key("k").value(STRANGE), tag -> tag.key("k2").value(""))
                .forceOverwriteReplicaSecret(true)
                .build();
        toy.on(
                "secretsmanager:CreateSecret",
                CreateSecretRequest::builder,
                _ -> CreateSecretResponse.builder().name("n").build());
        RotateSecretRequest rotate = RotateSecretRequest.builder()
                .secretId("n")
                .clientRequestToken("11111111-2222-4333-8444-555555555555")
                .rotationRules(rules -> rules.automaticallyAfterDays(7L).duration("2h"))
                .rotateImmediately(false)
                .build();
        toy.on(
                "secretsmanager:RotateSecret",
                RotateSecretRequest::builder,
                _ -> RotateSecretResponse.builder().build());
        DescribeSecretResponse described = DescribeSecretResponse.builder()
                .name("n")
                .rotationEnabled(true)
                .rotationRules(rules -> rules.automaticallyAfterDays(7L))
                .lastRotatedDate(Instant.parse("2026-11-24T08:00:00Z"))
                .versionIdsToStages(Map.of("v1", List.of("AWSCURRENT"), "v2", List.of("AWSPENDING", "x")))
                .build();
        toy.on("secretsmanager:DescribeSecret", DescribeSecretRequest::builder, _ -> described);
        try (SecretsManagerClient client = client(SecretsManagerClient.builder())) {
            assertThat(client.createSecret(create).name()).isEqualTo("n");
            assertThat(client.rotateSecret(rotate).name()).isNull();
            assertThat(client.describeSecret(describe -> describe.secretId("n")).equalsBySdkFields(described))
                    .isTrue();
            assertThat(toy.requests).startsWith(create, rotate);
        }
    }

    @Test
    void iamStructuresAndLists() {
        CreateUserRequest create = CreateUserRequest.builder()
                .userName("bob+1=,.@-")
                .path("/a/")
                .tags(
                        Tag.builder().key("k").value("v w+x=y").build(),
                        Tag.builder().key("k2").value("é").build())
                .build();
        User user = User.builder()
                .userName("bob")
                .path("/a/")
                .arn("arn:aws:iam::123456789012:user/a/bob")
                .userId("AIDAEXAMPLE")
                .createDate(Instant.parse("2026-11-24T08:00:00Z"))
                .tags(Tag.builder().key("k").value(STRANGE).build())
                .build();
        toy.on(
                "iam:CreateUser",
                CreateUserRequest::builder,
                _ -> CreateUserResponse.builder().user(user).build());
        toy.on(
                "iam:ListUsers",
                ListUsersRequest::builder,
                _ -> ListUsersResponse.builder()
                        .users(user, user)
                        .isTruncated(true)
                        .marker("m")
                        .build());
        try (IamClient client = client(IamClient.builder())) {
            assertThat(client.createUser(create).user()).isEqualTo(user);
            assertThat(toy.requests).containsExactly(create);
            ListUsersResponse listed = client.listUsers(list -> list.maxItems(2));
            assertThat(listed.users()).containsExactly(user, user);
            assertThat(listed.isTruncated()).isTrue();
            assertThat(listed.marker()).isEqualTo("m");
            assertThat(listed.responseMetadata().requestId()).hasSize(36);
        }
    }

    @Test
    void iamMapsAndBlobs() {
        GetAccountSummaryResponse summary = GetAccountSummaryResponse.builder()
                .summaryMap(Map.of(SummaryKeyType.USERS, 3, SummaryKeyType.GROUPS, 0))
                .build();
        GetCredentialReportResponse report = GetCredentialReportResponse.builder()
                .content(SdkBytes.fromUtf8String("user,arn\n"))
                .reportFormat("text/csv")
                .generatedTime(Instant.parse("2026-11-24T08:00:00.5Z"))
                .build();
        toy.on("iam:GetAccountSummary", GetAccountSummaryRequest::builder, _ -> summary);
        toy.on("iam:GetCredentialReport", GetCredentialReportRequest::builder, _ -> report);
        try (IamClient client = client(IamClient.builder())) {
            assertThat(client.getAccountSummary().equalsBySdkFields(summary)).isTrue();
            assertThat(client.getCredentialReport().equalsBySdkFields(report)).isTrue();
        }
    }

    @Test
    void anOperationWithoutOutputWritesNoResult() {
        toy.on(
                "iam:DeleteUser",
                DeleteUserRequest::builder,
                _ -> DeleteUserResponse.builder().build());
        try (IamClient client = client(IamClient.builder())) {
            assertThat(client.deleteUser(delete -> delete.userName("bob"))
                            .responseMetadata()
                            .requestId())
                    .hasSize(36);
        }
        OperationFacts delete = ApiFacts.load()
                .service("iam")
                .flatMap(iam -> iam.operation("DeleteUser"))
                .orElseThrow();
        assertThat(QueryCodec.INSTANCE
                        .answer(delete, DeleteUserResponse.builder().build(), "r")
                        .body())
                .asString()
                .isEqualTo("<DeleteUserResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">"
                        + "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DeleteUserResponse>");
    }

    @Test
    void stsStructures() {
        AssumeRoleRequest request = AssumeRoleRequest.builder()
                .roleArn("arn:aws:iam::123456789012:role/r")
                .roleSessionName("session")
                .durationSeconds(900)
                .transitiveTagKeys("a", "b")
                .build();
        Credentials credentials = Credentials.builder()
                .accessKeyId("ASIAIOSFODNN7EXAMPLE")
                .secretAccessKey("k/+=")
                .sessionToken("t/+=")
                .expiration(Instant.parse("2026-11-24T09:00:00Z"))
                .build();
        toy.on(
                "sts:AssumeRole",
                AssumeRoleRequest::builder,
                _ -> AssumeRoleResponse.builder().credentials(credentials).build());
        toy.on(
                "sts:GetCallerIdentity",
                GetCallerIdentityRequest::builder,
                _ -> GetCallerIdentityResponse.builder().account("123456789012").build());
        try (StsClient client = client(StsClient.builder())) {
            assertThat(client.assumeRole(request).credentials()).isEqualTo(credentials);
            assertThat(toy.requests).containsExactly(request);
            assertThat(client.getCallerIdentity().account()).isEqualTo("123456789012");
        }
    }

    @Test
    void cloudTrailTimesAndStructures() {
        LookupEventsRequest request = LookupEventsRequest.builder()
                .startTime(Instant.parse("2026-11-24T08:00:00Z"))
                .endTime(Instant.parse("2026-11-24T08:30:00.250Z"))
                .lookupAttributes(attribute ->
                        attribute.attributeKey(LookupAttributeKey.EVENT_NAME).attributeValue("GetSecretValue"))
                .maxResults(50)
                .build();
        LookupEventsResponse response = LookupEventsResponse.builder()
                .events(Event.builder()
                        .eventName("GetSecretValue")
                        .eventTime(Instant.parse("2026-11-24T08:00:01Z"))
                        .cloudTrailEvent("{\"a\":\"" + STRANGE + "\"}")
                        .build())
                .nextToken("n")
                .build();
        toy.on("cloudtrail:LookupEvents", LookupEventsRequest::builder, _ -> response);
        try (CloudTrailClient client = client(CloudTrailClient.builder())) {
            assertThat(client.lookupEvents(request).equalsBySdkFields(response)).isTrue();
            assertThat(toy.requests).containsExactly(request);
        }
    }

    @Test
    void modelledErrorsBecomeTheirExceptions() {
        toy.on("secretsmanager:GetSecretValue", GetSecretValueRequest::builder, _ -> {
            throw AwsFailure.of(
                    "ResourceNotFoundException", "Secrets Manager can't find the specified secret. " + STRANGE);
        });
        toy.on("iam:CreateUser", CreateUserRequest::builder, _ -> {
            throw AwsFailure.of("NoSuchEntityException", "The user with name bob cannot be found. " + STRANGE);
        });
        try (SecretsManagerClient secrets = client(SecretsManagerClient.builder());
                IamClient iam = client(IamClient.builder())) {
            assertThatThrownBy(() -> secrets.getSecretValue(get -> get.secretId("x")))
                    .isInstanceOfSatisfying(ResourceNotFoundException.class, failure -> {
                        assertThat(failure.statusCode()).isEqualTo(400);
                        assertThat(failure.requestId()).hasSize(36);
                        assertThat(failure.awsErrorDetails().errorMessage()).endsWith(STRANGE);
                    });
            assertThatThrownBy(() -> iam.createUser(create -> create.userName("bob")))
                    .isInstanceOfSatisfying(NoSuchEntityException.class, failure -> {
                        assertThat(failure.statusCode()).isEqualTo(404);
                        assertThat(failure.requestId()).hasSize(36);
                        assertThat(failure.awsErrorDetails().errorCode()).isEqualTo("NoSuchEntity");
                        assertThat(failure.awsErrorDetails().errorMessage()).endsWith(STRANGE);
                    });
        }
    }

    @Test
    void commonErrorsAreSpeltAsTheProtocolDoes() {
        try (SecretsManagerClient secrets = client(SecretsManagerClient.builder());
                IamClient iam = client(IamClient.builder())) {
            assertThatThrownBy(() -> secrets.listSecrets())
                    .isInstanceOfSatisfying(
                            SecretsManagerException.class, failure -> isError(failure, "AccessDeniedException", 400));
            assertThatThrownBy(() -> iam.listRoles())
                    .isInstanceOfSatisfying(IamException.class, failure -> isError(failure, "AccessDenied", 403));
            toy.on(
                    "iam:CreateUser",
                    CreateUserRequest::builder,
                    _ -> CreateUserResponse.builder().build());
            assertThatThrownBy(() -> iam.createUser(create -> create.userName("a/../b")))
                    .isInstanceOfSatisfying(IamException.class, failure -> isError(failure, "ValidationError", 400));
        }
    }

    private static void isError(AwsServiceException failure, String code, int status) {
        assertThat(failure.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(failure.statusCode()).isEqualTo(status);
    }
}
