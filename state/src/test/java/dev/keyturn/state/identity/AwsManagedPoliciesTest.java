package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.AccessRequest;
import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.rules.policy.Decision;
import dev.keyturn.rules.policy.Evaluator;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.rules.policy.PolicySet;
import dev.keyturn.rules.policy.Requester;

final class AwsManagedPoliciesTest {
    private static final String ACCOUNT = "111122223333";
    private static final String SECRET = "arn:aws:secretsmanager:eu-central-1:" + ACCOUNT + ":secret:db-AbCdEf";
    private static final Map<String, ManagedPolicy> RELEASED = byName();

    /** Whoever adds a file adds it to the index, and the other way round. */
    @Test
    void theIndexNamesEveryFile() throws IOException, URISyntaxException {
        URL index = Objects.requireNonNull(AwsManagedPolicies.class.getResource("aws-policies/index.json"));
        try (Stream<Path> files = Files.list(Path.of(index.toURI()).getParent())) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", ""))
                            .filter(name -> !name.equals("index")))
                    .containsExactlyInAnyOrderElementsOf(RELEASED.keySet());
        }
    }

    @Test
    void idsAreUniqueAndLookLikeAwss() {
        assertThat(RELEASED.values())
                .extracting(ManagedPolicy::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("ANPA[A-Z2-7]{17}"));
    }

    @Test
    void versionsDatesAndDescriptionsAreInOrder() {
        assertThat(RELEASED.values()).allSatisfy(policy -> {
            assertThat(policy.defaultVersionId()).matches("v[1-9][0-9]*");
            assertThat(policy.updated()).isAfterOrEqualTo(policy.created());
            assertThat(policy.created()).isAfter(Instant.parse("2015-02-06T00:00:00Z"));
            assertThat(policy.description()).isNotBlank().hasSizeLessThanOrEqualTo(1000);
            assertThat(policy.tags()).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "AdministratorAccess, arn:aws:iam::aws:policy/AdministratorAccess",
        "SecretsManagerReadWrite, arn:aws:iam::aws:policy/SecretsManagerReadWrite",
        "ViewOnlyAccess, arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
        "DatabaseAdministrator, arn:aws:iam::aws:policy/job-function/DatabaseAdministrator"
    })
    void arnsAreAwss(String name, String arn) {
        assertThat(named(name).arn()).hasToString(arn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReadOnlyAccess",
                "SecurityAudit",
                "ViewOnlyAccess",
                "IAMFullAccess",
                "IAMReadOnlyAccess",
                "IAMUserChangePassword",
                "AmazonRDSReadOnlyAccess",
                "AmazonRDSFullAccess",
                "DatabaseAdministrator",
                "AWSCloudTrail_FullAccess"
            })
    void noPolicyThatOnlyLooksReadsASecret(String name) {
        assertThat(allows(name, "secretsmanager:GetSecretValue", SECRET)).isFalse();
        assertThat(allows(name, "secretsmanager:BatchGetSecretValue", "*")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "AdministratorAccess, secretsmanager:GetSecretValue, true",
        "PowerUserAccess, secretsmanager:GetSecretValue, true",
        "SecretsManagerReadWrite, secretsmanager:GetSecretValue, true",
        "SecretsManagerReadWrite, secretsmanager:RotateSecret, true",
        "AWSSecretsManagerClientReadOnlyAccess, secretsmanager:GetSecretValue, true",
        "AWSSecretsManagerClientReadOnlyAccess, secretsmanager:PutSecretValue, false",
        "ReadOnlyAccess, secretsmanager:DescribeSecret, true",
        "SecurityAudit, secretsmanager:DescribeSecret, true",
        "ViewOnlyAccess, secretsmanager:DescribeSecret, false"
    })
    void whatIsSaidOfASecret(String name, String action, boolean allowed) {
        assertThat(allows(name, action, SECRET)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "PowerUserAccess, iam:CreateUser, false",
        "PowerUserAccess, iam:ListRoles, true",
        "ReadOnlyAccess, iam:GetUser, true",
        "ReadOnlyAccess, iam:DeleteUser, false",
        "IAMReadOnlyAccess, iam:GetUser, true",
        "IAMReadOnlyAccess, iam:SimulatePrincipalPolicy, true",
        "IAMReadOnlyAccess, iam:AttachUserPolicy, false",
        "IAMFullAccess, iam:CreateUser, true",
        "SecurityAudit, iam:GenerateCredentialReport, true",
        "SecurityAudit, iam:DeleteUser, false",
        "SecurityAudit, cloudtrail:LookupEvents, true",
        "IAMAccessAdvisorReadOnly, iam:GetServiceLastAccessedDetails, true",
        "IAMAccessAdvisorReadOnly, iam:PutUserPolicy, false",
        "AWSCloudTrail_ReadOnlyAccess, cloudtrail:LookupEvents, true",
        "AmazonSSMReadOnlyAccess, ssm:GetParameter, true",
        "AmazonSSMReadOnlyAccess, ssm:PutParameter, false",
        "AmazonSSMFullAccess, ssm:PutParameter, true"
    })
    void whatIsSaidOfTheRest(String name, String action, boolean allowed) {
        assertThat(allows(name, action, "*")).isEqualTo(allowed);
    }

    @Test
    void aUserMayChangeItsOwnPasswordOnly() {
        assertThat(allows("IAMUserChangePassword", "iam:ChangePassword", user("bob")))
                .isTrue();
        assertThat(allows("IAMUserChangePassword", "iam:ChangePassword", user("alice")))
                .isFalse();
    }

    @Test
    void denyingPoliciesDeny() {
        assertThat(decide("AWSDenyAll", "sts:AssumeRole", "*")).isInstanceOf(Decision.ExplicitDeny.class);
        assertThat(decide("AWSCompromisedKeyQuarantineV3", "iam:CreateUser", user("eve")))
                .isInstanceOf(Decision.ExplicitDeny.class);
        assertThat(decide("AWSCompromisedKeyQuarantineV3", "secretsmanager:ListSecrets", "*"))
                .isInstanceOf(Decision.ImplicitDeny.class);
    }

    private static boolean allows(String name, String action, String resource) {
        return decide(name, action, resource) instanceof Decision.Allow;
    }

    private static Decision decide(String name, String action, String resource) {
        PolicySet policies = PolicySet.of(List.of(new NamedPolicy(
                name, PolicyKind.IDENTITY, PolicyDocument.parse(named(name).document()))));
        return Evaluator.decide(
                policies,
                List.of(),
                new AccessRequest(
                        new Requester.User(Arn.parse(user("bob"))),
                        action,
                        resource,
                        ACCOUNT,
                        new ConditionContext(Map.of("aws:username", List.of("bob")))));
    }

    private static String user(String name) {
        return "arn:aws:iam::" + ACCOUNT + ":user/" + name;
    }

    private static ManagedPolicy named(String name) {
        return Optional.ofNullable(RELEASED.get(name)).orElseThrow();
    }

    private static Map<String, ManagedPolicy> byName() {
        Map<String, ManagedPolicy> policies = new java.util.TreeMap<>();
        AwsManagedPolicies.released().forEach(policy -> policies.put(policy.name(), policy));
        return policies;
    }
}
