package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/**
 * The calls of External Secrets Operator's AWS providers, in their order and with their parameters, made by the Java SDK:
 * the operator itself runs in Kubernetes only. From its providers secretsmanager.go and parameterstore.go, version 1.
 */
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class ExternalSecretsTest {
    private static final String FIRST_VERSION = "00000000-0000-0000-0000-000000000001";
    private static final String DEFAULT_KEY = "alias/aws/secretsmanager";

    private TestServer server;
    private SecretsManagerClient secrets;
    private SsmClient ssm;

    @BeforeAll
    void start() {
        server = TestServer.start();
        secrets = server.root().secrets();
        ssm = server.root().ssm();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /** PushSecret of what is not there yet, again with the same value, and with another one; then the deletion. */
    @Test
    void aSecretIsPushedUpdatedAndDeleted() {
        String name = "push/db";
        assertThatThrownBy(() -> secrets.describeSecret(r -> r.secretId(name)))
                .isInstanceOf(ResourceNotFoundException.class);
        secrets.createSecret(r -> r.name(name)
                .secretBinary(SdkBytes.fromUtf8String("{\"password\":\"1\"}"))
                .tags(tag("managed-by", "external-secrets"), tag("team", "shop"))
                .description("secret 'managed-by:external-secrets'")
                .clientRequestToken(FIRST_VERSION)
                .kmsKeyId(DEFAULT_KEY));

        DescribeSecretResponse described = secrets.describeSecret(r -> r.secretId(name));
        assertThat(described.tags()).contains(tag("managed-by", "external-secrets"));
        assertThat(described.versionIdsToStages()).isEqualTo(Map.of(FIRST_VERSION, List.of("AWSCURRENT")));
        assertThat(described.kmsKeyId()).isEqualTo(DEFAULT_KEY);
        assertThat(described.replicationStatus()).isEmpty();
        assertThat(secrets.getSecretValue(r -> r.secretId(name)).secretBinary().asUtf8String())
                .isEqualTo("{\"password\":\"1\"}");
        secrets.untagResource(r -> r.secretId(name).tagKeys("team"));
        secrets.tagResource(r -> r.secretId(name).tags(tag("owner", "shop")));
        secrets.deleteResourcePolicy(r -> r.secretId(name)); // which there is none of
        String next = "5f3c1f58-8d3b-4c76-9d2c-0e1a5b7f1c11";
        secrets.putSecretValue(r -> r.secretId(name)
                .secretBinary(SdkBytes.fromUtf8String("{\"password\":\"2\"}"))
                .clientRequestToken(next));

        assertThat(fetch(name, "AWSCURRENT")).contains("2");
        assertThat(fetch(name, "AWSPREVIOUS")).contains("1");
        assertThat(fetch(name, "uuid/" + FIRST_VERSION)).contains("1");
        assertThatThrownBy(() -> fetch(name, "no-such-label")).isInstanceOf(ResourceNotFoundException.class);

        String arn = secrets.getSecretValue(r -> r.secretId(name)).arn();
        secrets.deleteSecret(r -> r.secretId(arn).recoveryWindowInDays(7L));
        assertThatThrownBy(() -> fetch(name, "AWSCURRENT")).hasMessageContaining("was marked for deletion");
    }

    private String fetch(String name, String version) {
        return secrets.getSecretValue(
                        version.startsWith("uuid/")
                                ? GetSecretValueRequest.builder()
                                        .secretId(name)
                                        .versionId(version.substring("uuid/".length()))
                                        .build()
                                : GetSecretValueRequest.builder()
                                        .secretId(name)
                                        .versionStage(version)
                                        .build())
                .secretBinary()
                .asUtf8String();
    }

    /** By name with a path, by name alone, by tags. */
    @Test
    void secretsAreFound() {
        for (int i = 0; i < 25; i++) {
            int number = i;
            secrets.createSecret(r -> r.name("find/" + number)
                    .secretString("v" + number)
                    .tags(tag("app", number % 2 == 0 ? "even" : "odd")));
        }
        Filter path = Filter.builder().key("name").values("find/").build();
        Filter key = Filter.builder().key("tag-key").values("app").build();
        Filter value = Filter.builder().key("tag-value").values("even").build();

        assertThat(batch(List.of(path))).hasSize(25).contains("v0", "v24");
        assertThat(batch(List.of(key, value))).hasSize(13);
        assertThat(batch(List.of(key, value, path))).hasSize(13);
        List<String> names = new ArrayList<>();
        @Nullable String next = null;
        do {
            String token = next;
            ListSecretsResponse page = secrets.listSecrets(r -> r.nextToken(token));
            page.secretList().forEach(entry -> names.add(entry.name()));
            next = page.nextToken();
        } while (next != null);
        assertThat(names).contains("find/0", "find/24");
    }

    private List<String> batch(List<Filter> filters) {
        List<String> values = new ArrayList<>();
        @Nullable String next = null;
        do {
            String token = next;
            BatchGetSecretValueResponse page =
                    secrets.batchGetSecretValue(r -> r.filters(filters).nextToken(token));
            assertThat(page.errors()).isEmpty();
            page.secretValues().forEach(entry -> values.add(entry.secretString()));
            next = page.nextToken();
        } while (next != null);
        return values;
    }

    @Test
    void aParameterIsPushedUpdatedFoundAndDeleted() {
        String name = "/eso/db/password";
        assertThatThrownBy(() -> ssm.getParameter(r -> r.name(name).withDecryption(true)))
                .isInstanceOf(ParameterNotFoundException.class);
        // Without overwrite where it adds the tags: AWS takes no tags with one.
        ssm.putParameter(r -> r.name(name)
                .value("1")
                .type(ParameterType.SECURE_STRING)
                .keyId("alias/aws/ssm")
                .description("secret 'managed-by:external-secrets'")
                .overwrite(false)
                .tags(tag -> tag.key("managed-by").value("external-secrets")));

        assertThat(ssm.getParameter(r -> r.name(name).withDecryption(true))
                        .parameter()
                        .value())
                .isEqualTo("1");
        assertThat(ssm.listTagsForResource(r -> r.resourceType("Parameter").resourceId(name))
                        .tagList())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("external-secrets"));
        ssm.putParameter(r -> r.name(name)
                .value("2")
                .type(ParameterType.SECURE_STRING)
                .keyId("alias/aws/ssm")
                .description("secret 'managed-by:external-secrets'")
                .overwrite(true));
        ssm.addTagsToResource(r -> r.resourceType("Parameter")
                .resourceId(name)
                .tags(tag -> tag.key("team").value("shop")));
        ssm.removeTagsFromResource(
                r -> r.resourceType("Parameter").resourceId(name).tagKeys("team"));
        assertThat(ssm.getParameter(r -> r.name(name + ":1").withDecryption(true))
                        .parameter()
                        .value())
                .isEqualTo("1");

        List<String> found = new ArrayList<>();
        @Nullable String next = null;
        do {
            String token = next;
            GetParametersByPathResponse page = ssm.getParametersByPath(
                    r -> r.path("/eso").recursive(true).withDecryption(true).nextToken(token));
            page.parameters().forEach(parameter -> found.add(parameter.name() + "=" + parameter.value()));
            next = page.nextToken();
        } while (next != null);
        assertThat(found).containsExactly(name + "=2");
        // The fallback of who may not list by path, and the search by tags.
        assertThat(ssm.describeParameters(r -> r.parameterFilters(
                                filter -> filter.key("Path").option("Recursive").values("/eso")))
                        .parameters())
                .hasSize(1);
        assertThat(ssm.describeParameters(r -> r.parameterFilters(filter -> filter.key("tag:managed-by")
                                .values("external-secrets")
                                .option("Equals")))
                        .parameters())
                .hasSize(1);
        ssm.deleteParameter(r -> r.name(name));
        assertThatThrownBy(() -> ssm.getParameter(r -> r.name(name))).isInstanceOf(ParameterNotFoundException.class);
    }
}
