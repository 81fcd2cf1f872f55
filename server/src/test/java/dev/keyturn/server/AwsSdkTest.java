package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.User;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.StsException;

/** The AWS SDK for Java, unmodified, over HTTP: what a program that worked with AWS does here. */
class AwsSdkTest {
    private static TestServer server;
    private static IamClient iam;
    private static SecretsManagerClient secrets;
    private static CloudTrailClient trail;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.root().iam();
        secrets = server.root().secrets();
        trail = server.root().trail();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void lifeOfAUserAndTheirKey() {
        User made = iam.createUser(create -> create.userName("life")
                        .path("/ops/")
                        .tags(tag -> tag.key("team").value("db")))
                .user();
        assertThat(made.arn()).isEqualTo("arn:aws:iam::" + server.account() + ":user/ops/life");
        User found = iam.getUser(get -> get.userName("LIFE")).user();
        assertThat(found.userId()).isEqualTo(made.userId());
        assertThat(found.tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("db"));

        var key = iam.createAccessKey(create -> create.userName("life")).accessKey();
        AwsClients clients = server.clients(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        GetCallerIdentityResponse identity = clients.sts().getCallerIdentity();
        assertThat(identity.arn()).isEqualTo(made.arn());
        assertThat(identity.account()).isEqualTo(server.account());
        assertThat(identity.userId()).isEqualTo(made.userId());

        setKey("life", key.accessKeyId(), StatusType.INACTIVE);
        assertThatThrownBy(() -> clients.sts().getCallerIdentity())
                .isInstanceOfSatisfying(StsException.class, e -> assertError(e, 403, "InvalidClientTokenId"));
        setKey("life", key.accessKeyId(), StatusType.ACTIVE);
        assertThat(clients.sts().getCallerIdentity().arn()).isEqualTo(made.arn());

        iam.deleteAccessKey(delete -> delete.userName("life").accessKeyId(key.accessKeyId()));
        assertThatThrownBy(() -> clients.sts().getCallerIdentity())
                .isInstanceOfSatisfying(StsException.class, e -> assertError(e, 403, "InvalidClientTokenId"));
        iam.deleteUser(delete -> delete.userName("life"));
        assertThatThrownBy(() -> iam.getUser(get -> get.userName("life")))
                .isInstanceOfSatisfying(NoSuchEntityException.class, e -> {
                    assertError(e, 404, "NoSuchEntity");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("The user with name life cannot be found.");
                });
    }

    private static void setKey(String user, String key, StatusType status) {
        iam.updateAccessKey(update -> update.userName(user).accessKeyId(key).status(status));
    }

    @Test
    void aPolicyGrantsAtOnceAndNoLongerThanItIsThere() {
        AwsBasicCredentials key = server.newUser("granted");
        SecretsManagerClient user = server.clients(key).secrets();
        String inline = """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"secretsmanager:ListSecrets","Resource":"*"}}""";
        assertDenied(user::listSecrets);
        iam.putUserPolicy(put -> put.userName("granted").policyName("list").policyDocument(inline));
        user.listSecrets();
        assertThat(iam.getUserPolicy(get -> get.userName("granted").policyName("list"))
                        .policyName())
                .isEqualTo("list");
        iam.deleteUserPolicy(delete -> delete.userName("granted").policyName("list"));
        assertDenied(user::listSecrets);

        String arn = iam.createPolicy(create -> create.policyName("listers").policyDocument(inline))
                .policy()
                .arn();
        iam.attachUserPolicy(attach -> attach.userName("granted").policyArn(arn));
        user.listSecrets();
        assertThat(iam.listAttachedUserPolicies(list -> list.userName("granted"))
                        .attachedPolicies())
                .singleElement()
                .satisfies(attached -> assertThat(attached.policyArn()).isEqualTo(arn));
        iam.detachUserPolicy(detach -> detach.userName("granted").policyArn(arn));
        assertDenied(user::listSecrets);
    }

    private static void assertDenied(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        SecretsManagerException.class, e -> assertError(e, 400, "AccessDeniedException"));
    }

    @Test
    void lifeOfASecret() {
        String arn = secrets.createSecret(create -> create.name("app/life")
                        .secretString("one")
                        .tags(tag -> tag.key("env").value("test")))
                .arn();
        assertThat(arn).matches("arn:aws:secretsmanager:us-east-1:\\d{12}:secret:app/life-[A-Za-z0-9]{6}");
        String second = secrets.putSecretValue(put -> put.secretId("app/life").secretString("two"))
                .versionId();
        assertThat(value("app/life", "AWSCURRENT")).isEqualTo("two");
        assertThat(value(arn, "AWSPREVIOUS")).isEqualTo("one");

        secrets.tagResource(tag -> tag.secretId(arn).tags(t -> t.key("owner").value("dba")));
        secrets.untagResource(untag -> untag.secretId(arn).tagKeys("env"));
        var described = secrets.describeSecret(describe -> describe.secretId("app/life"));
        assertThat(described.versionIdsToStages()).hasSize(2).containsEntry(second, List.of("AWSCURRENT"));
        assertThat(described.tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.key()).isEqualTo("owner"));

        assertThat(secrets.deleteSecret(delete -> delete.secretId(arn).recoveryWindowInDays(7L))
                        .deletionDate())
                .isNotNull();
        assertThatThrownBy(() -> value(arn, "AWSCURRENT"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertError(e, 400, "InvalidRequestException"));
        secrets.restoreSecret(restore -> restore.secretId(arn));
        assertThat(value(arn, "AWSCURRENT")).isEqualTo("two");
        secrets.deleteSecret(delete -> delete.secretId(arn).forceDeleteWithoutRecovery(true));
        assertThatThrownBy(() -> value(arn, "AWSCURRENT"))
                .isInstanceOfSatisfying(ResourceNotFoundException.class, e -> {
                    assertError(e, 400, "ResourceNotFoundException");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("Secrets Manager can't find the specified secret.");
                });
    }

    private static String value(String id, String stage) {
        return secrets.getSecretValue(get -> get.secretId(id).versionStage(stage))
                .secretString();
    }

    @Test
    void labelsMoveBetweenVersions() {
        secrets.createSecret(create -> create.name("labels").secretString("one"));
        String first = versionWith("labels", "AWSCURRENT");
        secrets.putSecretValue(put -> put.secretId("labels").secretString("two").versionStages("CANARY"));
        String second = versionWith("labels", "CANARY");
        assertThat(value("labels", "AWSCURRENT")).isEqualTo("one");
        secrets.updateSecretVersionStage(move -> move.secretId("labels")
                .versionStage("AWSCURRENT")
                .moveToVersionId(second)
                .removeFromVersionId(first));
        assertThat(value("labels", "AWSCURRENT")).isEqualTo("two");
        assertThat(versionWith("labels", "AWSPREVIOUS")).isEqualTo(first);
        assertThat(secrets.listSecretVersionIds(list -> list.secretId("labels")).versions())
                .hasSize(2);
    }

    private static String versionWith(String id, String stage) {
        return secrets.getSecretValue(get -> get.secretId(id).versionStage(stage))
                .versionId();
    }

    /** Row 27. */
    @Test
    void aRepeatedCallIsDoneOnce() {
        String token = "5f3c1f58-8d3b-4c76-9d2c-0e1a5b7f1c11";
        String once = secrets.createSecret(
                        create -> create.name("once").clientRequestToken(token).secretString("v"))
                .arn();
        assertThat(secrets.createSecret(create ->
                                create.name("once").clientRequestToken(token).secretString("v"))
                        .arn())
                .isEqualTo(once);
        assertThatThrownBy(() -> secrets.createSecret(
                        create -> create.name("once").clientRequestToken(token).secretString("other")))
                .isInstanceOf(ResourceExistsException.class);
        assertThat(value("once", "AWSCURRENT")).isEqualTo("v");
    }

    @Test
    void binaryValuesComeBackByteForByte() {
        byte[] bytes = new byte[256];
        IntStream.range(0, 256).forEach(i -> bytes[i] = (byte) i);
        secrets.createSecret(create -> create.name("binary").secretBinary(SdkBytes.fromByteArray(bytes)));
        var value = secrets.getSecretValue(get -> get.secretId("binary"));
        assertThat(value.secretBinary().asByteArray()).isEqualTo(bytes);
        assertThat(value.secretString()).isNull();
    }

    @Test
    void paginatorsSeeEverythingOnce() {
        for (int i = 0; i < 5; i++) {
            String name = "page-" + i;
            iam.createUser(create -> create.userName(name).path("/pages/"));
            secrets.createSecret(create -> create.name(name).secretString("v"));
        }
        assertThat(iam.listUsersPaginator(list -> list.maxItems(2).pathPrefix("/pages/"))
                        .users())
                .extracting(User::userName)
                .containsExactly("page-0", "page-1", "page-2", "page-3", "page-4");
        assertThat(secrets
                        .listSecretsPaginator(list -> list.maxResults(2)
                                .filters(filter -> filter.key("name").values("page-")))
                        .stream()
                        .flatMap(page -> page.secretList().stream()))
                .extracting(SecretListEntry::name)
                .containsExactlyInAnyOrder("page-0", "page-1", "page-2", "page-3", "page-4");
        List<String> events = trail
                .lookupEventsPaginator(lookup -> lookup.maxResults(2)
                        .lookupAttributes(attribute -> attribute
                                .attributeKey(LookupAttributeKey.EVENT_NAME)
                                .attributeValue("CreateUser")))
                .events()
                .stream()
                .map(Event::eventId)
                .toList();
        assertThat(events).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
    }

    @Test
    void aDenialSaysWhoWhatOnWhatAndWhy() {
        String arn = secrets.createSecret(create -> create.name("denied").secretString("v"))
                .arn();
        AwsClients nobody = server.clients(server.newUser("nobody"));
        AwsClients forbidden = server.clients(server.newUser("forbidden", TestServer.ALLOW_ALL, """
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"secretsmanager:GetSecretValue","Resource":"*"}}"""));

        assertThatThrownBy(() -> nobody.secrets().getSecretValue(get -> get.secretId(arn)))
                .isInstanceOfSatisfying(SecretsManagerException.class, e -> {
                    assertError(e, 400, "AccessDeniedException");
                    assertThat(AwsClients.message(e))
                            .isEqualTo("User: arn:aws:iam::" + server.account() + ":user/nobody is not authorized to"
                                    + " perform: secretsmanager:GetSecretValue on resource: " + arn
                                    + " because no identity-based policy allows the secretsmanager:GetSecretValue"
                                    + " action");
                });
        assertThatThrownBy(() -> forbidden.secrets().getSecretValue(get -> get.secretId("denied")))
                .isInstanceOfSatisfying(
                        SecretsManagerException.class,
                        e -> assertThat(AwsClients.message(e))
                                .isEqualTo("User: arn:aws:iam::" + server.account() + ":user/forbidden is not"
                                        + " authorized to perform: secretsmanager:GetSecretValue on resource: denied"
                                        + " with an explicit deny in an identity-based policy"));
        assertThatThrownBy(() -> nobody.iam().createUser(create -> create.userName("x")))
                .isInstanceOfSatisfying(IamException.class, e -> {
                    assertError(e, 403, "AccessDenied");
                    assertThat(AwsClients.message(e))
                            .startsWith("User: arn:aws:iam::" + server.account()
                                    + ":user/nobody is not authorized to perform: iam:CreateUser on resource: ")
                            .endsWith("because no identity-based policy allows the iam:CreateUser action");
                });
    }

    @Test
    void theTrailSaysWhoReadWhat() {
        String arn = secrets.createSecret(create -> create.name("watched").secretString("v"))
                .arn();
        AwsClients reader = server.clients(server.newUser("reader", TestServer.ALLOW_ALL));
        reader.secrets().getSecretValue(get -> get.secretId("watched"));

        Event event = trail.lookupEvents(lookup -> lookup.lookupAttributes(attribute ->
                        attribute.attributeKey(LookupAttributeKey.RESOURCE_NAME).attributeValue(arn)))
                .events()
                .getFirst();
        assertThat(event.eventName()).isEqualTo("GetSecretValue");
        assertThat(event.eventSource()).isEqualTo("secretsmanager.amazonaws.com");
        assertThat(event.username()).isEqualTo("reader");
        assertThat(event.readOnly()).isEqualTo("true");
        assertThat(event.eventTime()).isNotNull();
        assertThat(event.cloudTrailEvent())
                .contains("\"type\":\"IAMUser\"", "\"userName\":\"reader\"", "aws-sdk-java")
                .doesNotContain("\"secretString\"");
        assertThat(trail.lookupEvents(lookup -> lookup.lookupAttributes(attribute -> attribute
                                .attributeKey(LookupAttributeKey.USERNAME)
                                .attributeValue("reader")))
                        .events())
                .extracting(Event::eventName)
                .containsExactly("GetSecretValue");
    }

    /** As HashiCorp Vault, EKS and others prove who they are to a third party. */
    @Test
    void aPresignedGetCallerIdentityIsAnsweredToWhoeverHasIt() throws IOException, InterruptedException {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(server.endpoint())
                .encodedPath("/")
                .putRawQueryParameter("Action", "GetCallerIdentity")
                .putRawQueryParameter("Version", "2011-06-15")
                .build();
        URI presigned = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(server.rootKey())
                        .request(request)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(1)))
                .request()
                .getUri();
        try (HttpClient anybody = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    anybody.send(HttpRequest.newBuilder(presigned).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("<Arn>arn:aws:iam::" + server.account() + ":root</Arn>")
                    .contains("<Account>" + server.account() + "</Account>");
            assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
            assertThat(answer.headers().firstValue("date")).isPresent();
            HttpRequest longer = HttpRequest.newBuilder(
                            URI.create(presigned.toString().replace("X-Amz-Expires=60", "X-Amz-Expires=600")))
                    .build();
            assertThat(anybody.send(longer, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void iamIsGlobal() {
        for (Region region : List.of(Region.AWS_GLOBAL, Region.US_EAST_1)) {
            try (IamClient signing =
                    AwsClients.client(IamClient.builder(), server.endpoint(), server.rootKey(), region)) {
                assertThat(signing.listUsers().isTruncated()).isNotNull();
            }
        }
    }

    /** An operation of a service that is there, which this server does not have. */
    @Test
    void whatIsNotServedIsAnAwsError() {
        Map<String, List<String>> before = server.tables();
        assertThatThrownBy(() -> iam.listServerCertificates())
                .isInstanceOfSatisfying(IamException.class, e -> assertError(e, 400, "InvalidAction"));
        assertThat(server.tables()).isEqualTo(before);
    }

    private static void assertError(AwsServiceException e, int status, String code) {
        assertThat(e.statusCode()).isEqualTo(status);
        assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(e.requestId()).isNotEmpty();
        // A refusal is no reason to ask again.
        assertThat(e.numAttempts()).isEqualTo(1);
    }
}
