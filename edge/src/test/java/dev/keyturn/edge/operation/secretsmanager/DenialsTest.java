package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.rotation.OthersFunctions;

/** Row 57 of the threats, for every operation: whoever may not is told so before anything else, and learns nothing. */
final class DenialsTest extends OnSecrets {
    private static final Map<String, BiConsumer<SecretsManagerClient, String>> CALLS = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "CreateSecret",
                    (client, id) -> client.createSecret(r -> r.name(id).secretString("v"))),
            Map.entry("GetSecretValue", (client, id) -> client.getSecretValue(r -> r.secretId(id))),
            Map.entry(
                    "PutSecretValue",
                    (client, id) -> client.putSecretValue(r -> r.secretId(id).secretString("v"))),
            Map.entry(
                    "UpdateSecret",
                    (client, id) -> client.updateSecret(r -> r.secretId(id).description("d"))),
            Map.entry("DescribeSecret", (client, id) -> client.describeSecret(r -> r.secretId(id))),
            Map.entry("ListSecrets", (client, _) -> client.listSecrets()),
            Map.entry("ListSecretVersionIds", (client, id) -> client.listSecretVersionIds(r -> r.secretId(id))),
            Map.entry(
                    "UpdateSecretVersionStage",
                    (client, id) -> client.updateSecretVersionStage(
                            r -> r.secretId(id).versionStage("mine").moveToVersionId(token(1)))),
            Map.entry(
                    "DeleteSecret",
                    (client, id) -> client.deleteSecret(r -> r.secretId(id).forceDeleteWithoutRecovery(true))),
            Map.entry("RestoreSecret", (client, id) -> client.restoreSecret(r -> r.secretId(id))),
            Map.entry(
                    "RotateSecret",
                    (client, id) ->
                            client.rotateSecret(r -> r.secretId(id).rotationLambdaARN(RotateSecretTest.FUNCTION))),
            Map.entry("CancelRotateSecret", (client, id) -> client.cancelRotateSecret(r -> r.secretId(id))),
            Map.entry("BatchGetSecretValue", (client, id) -> client.batchGetSecretValue(r -> r.secretIdList(id))),
            Map.entry(
                    "PutResourcePolicy",
                    (client, id) -> client.putResourcePolicy(r -> r.secretId(id).resourcePolicy("{}"))),
            Map.entry("GetResourcePolicy", (client, id) -> client.getResourcePolicy(r -> r.secretId(id))),
            Map.entry("DeleteResourcePolicy", (client, id) -> client.deleteResourcePolicy(r -> r.secretId(id))),
            Map.entry(
                    "ValidateResourcePolicy",
                    (client, id) ->
                            client.validateResourcePolicy(r -> r.secretId(id).resourcePolicy("{}"))),
            Map.entry(
                    "ReplicateSecretToRegions",
                    (client, id) -> client.replicateSecretToRegions(
                            r -> r.secretId(id).addReplicaRegions(region -> region.region("eu-west-1")))),
            Map.entry(
                    "RemoveRegionsFromReplication",
                    (client, id) -> client.removeRegionsFromReplication(
                            r -> r.secretId(id).removeReplicaRegions("eu-west-1"))),
            Map.entry("StopReplicationToReplica", (client, id) -> client.stopReplicationToReplica(r -> r.secretId(id))),
            Map.entry("GetRandomPassword", (client, _) -> client.getRandomPassword()),
            Map.entry(
                    "TagResource",
                    (client, id) -> client.tagResource(
                            r -> r.secretId(id).tags(tag -> tag.key("team").value("x")))),
            Map.entry(
                    "UntagResource",
                    (client, id) -> client.untagResource(r -> r.secretId(id).tagKeys("team")))));

    private String arn = "";

    @BeforeEach
    void aSecretAndAStranger() {
        arn = create("prod/db", 1, RotateSecretTest.LOGIN).arn();
        iam.createUser(r -> r.userName("eve"));
    }

    @Test
    void everyOperationIsInTheTable() {
        var all = SecretsManagerOperations.all(
                server.store(),
                (_, _) -> Optional.empty(),
                server.seal(),
                server.gate(),
                new PageTokens(new byte[32]),
                new Random(1),
                "eu-central-1",
                OthersFunctions.NONE,
                Set.of(),
                server.readers());

        assertThat(all.stream().map(operation -> operation.api().name()).collect(Collectors.toSet()))
                .isEqualTo(CALLS.keySet());
    }

    static Iterable<String> operations() {
        return CALLS.keySet();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void withoutAPolicyItIsDeniedInTheSameWordsWhetherTheSecretExistsOrNot(String operation) {
        String absentArn = arn.replace("db", "no");
        for (String id : new String[] {"prod/db", "prod/no", arn, absentArn, arn.substring(0, arn.length() - 7)}) {
            assertDenied(operation, id, "because no identity-based policy allows the secretsmanager:%s action");
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anExplicitDenyHoldsUnderEveryNameOfTheSecret(String operation) {
        iam.putUserPolicy(r -> r.userName("eve").policyName("all").policyDocument(ALLOW_ALL));
        iam.putUserPolicy(
                r -> r.userName("eve").policyName("not").policyDocument(policy("Deny", "*", resource(operation))));

        for (String id : new String[] {"prod/db", arn, arn.substring(0, arn.length() - 7)}) {
            // A partial ARN is no name that a secret could be created under; anything else about it is decided alike.
            assertDenied(operation, id, "with an explicit deny in an identity-based policy");
        }
    }

    private static String resource(String operation) {
        return switch (operation) {
            case "ListSecrets", "GetRandomPassword", "CreateSecret", "BatchGetSecretValue" -> "*";
            default -> "arn:aws:secretsmanager:*:*:secret:prod/db-??????";
        };
    }

    private static BiConsumer<SecretsManagerClient, String> call(String operation) {
        return Objects.requireNonNull(CALLS.get(operation), operation);
    }

    private void assertDenied(String operation, String id, String why) {
        boolean onOneSecret = !Set.of("ListSecrets", "GetRandomPassword", "BatchGetSecretValue")
                .contains(operation);
        assertRefused(
                () -> call(operation).accept(secretsOf("eve"), id),
                "AccessDeniedException",
                "User: " + userArn("eve") + " is not authorized to perform: secretsmanager:" + operation
                        + (onOneSecret ? " on resource: " + id : "") + " " + why.formatted(operation));
    }

    @Test
    void aPolicyOnAnArnWithAnySuffixAllowsTheNameAndOnlyThat() {
        iam.putUserPolicy(r -> r.userName("eve")
                .policyName("one")
                .policyDocument(policy("Allow", "*", "arn:aws:secretsmanager:*:*:secret:prod/db-??????")));
        SecretsManagerClient eve = secretsOf("eve");

        assertThat(eve.getSecretValue(r -> r.secretId("prod/db")).versionId()).isEqualTo(token(1));
        create("prod/other", 1, "v");
        assertRefused(
                () -> eve.getSecretValue(r -> r.secretId("prod/other")),
                "AccessDeniedException",
                "User: " + userArn("eve") + " is not authorized to perform: secretsmanager:GetSecretValue on resource:"
                        + " prod/other because no identity-based policy allows the secretsmanager:GetSecretValue"
                        + " action");
    }

    @Test
    void onlyWhoMaySeeItLearnsThatASecretIsAbsent() {
        iam.putUserPolicy(r -> r.userName("eve").policyName("all").policyDocument(ALLOW_ALL));

        assertRefused(
                () -> secretsOf("eve").getSecretValue(r -> r.secretId("prod/no")),
                "ResourceNotFoundException",
                NOT_FOUND);
    }

    @Test
    void creatingWithTagsNeedsThePermissionToTag() {
        iam.putUserPolicy(r -> r.userName("eve")
                .policyName("create")
                .policyDocument(policy("Allow", "secretsmanager:CreateSecret", "*")));
        SecretsManagerClient eve = secretsOf("eve");

        eve.createSecret(r -> r.name("plain"));
        assertRefused(
                () -> eve.createSecret(
                        r -> r.name("tagged").tags(tag -> tag.key("team").value("x"))),
                "AccessDeniedException",
                "User: " + userArn("eve") + " is not authorized to perform: secretsmanager:TagResource on resource:"
                        + " tagged because no identity-based policy allows the secretsmanager:TagResource action");
    }

    @Test
    void tagsOfTheSecretDecideWhereAPolicyAsksForThem() {
        iam.putUserPolicy(r -> r.userName("eve").policyName("team").policyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*",\
                "Condition":{"StringEquals":{"aws:ResourceTag/team":"x"}}}}"""));
        SecretsManagerClient eve = secretsOf("eve");
        BiConsumer<SecretsManagerClient, String> read = call("DescribeSecret");

        assertDenied(
                "DescribeSecret", "prod/db", "because no identity-based policy allows the secretsmanager:%s action");
        secrets.tagResource(
                r -> r.secretId("prod/db").tags(tag -> tag.key("team").value("x")));
        read.accept(eve, "prod/db");
        secrets.untagResource(r -> r.secretId("prod/db").tagKeys("team"));
        assertDenied(
                "DescribeSecret", "prod/db", "because no identity-based policy allows the secretsmanager:%s action");
    }

    @Test
    void aPolicyOnAVersionStageHoldsForAVersionAskedForByItsId() {
        put("prod/db", 2, "pending", "AWSPENDING");
        iam.putUserPolicy(r -> r.userName("eve").policyName("all").policyDocument(ALLOW_ALL));
        iam.putUserPolicy(r -> r.userName("eve").policyName("not").policyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"secretsmanager:GetSecretValue",\
                "Resource":"*","Condition":{"ForAnyValue:StringEquals":{"secretsmanager:VersionStage":"AWSPENDING"}}}}"""));
        SecretsManagerClient eve = secretsOf("eve");
        String denied = "User: " + userArn("eve") + " is not authorized to perform: secretsmanager:GetSecretValue on"
                + " resource: prod/db with an explicit deny in an identity-based policy";

        assertThat(eve.getSecretValue(r -> r.secretId("prod/db")).versionId()).isEqualTo(token(1));
        assertRefused(
                () -> eve.getSecretValue(r -> r.secretId("prod/db").versionStage("AWSPENDING")),
                "AccessDeniedException",
                denied);
        assertRefused(
                () -> eve.getSecretValue(r -> r.secretId("prod/db").versionId(token(2))),
                "AccessDeniedException",
                denied);
    }
}
