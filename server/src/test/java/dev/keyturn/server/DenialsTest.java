package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;

import dev.keyturn.edge.gate.DenialMessages;

/** Who has no policy can do nothing: one call of every operation that the server has, over HTTP. */
class DenialsTest {
    /** Not denied to anybody who is known; nothing else may ever be added. */
    private static final List<String> NEEDS_NO_PERMISSION = List.of("sts:GetCallerIdentity", "sts:GetSessionToken");

    /** Not asked for by anybody who is known: AssumeRoleWith…Test in edge denies them. */
    private static final List<String> BRINGS_ITS_OWN_PROOF =
            List.of("sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity");

    /** Of whose denials none says why: they would tell whether there is such a role. */
    private static final List<String> SAYS_NOT_WHY = List.of("sts:AssumeRole");

    private static final String ROLE_ARN = "arn:aws:iam::111122223333:role/deputy";

    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String VERSION = "5f3c1f58-8d3b-4c76-9d2c-0e1a5b7f1c11";

    private static Map<String, Consumer<AwsClients>> calls(String policyArn) {
        Map<String, Consumer<AwsClients>> calls = new TreeMap<>();
        calls.put("cloudtrail:LookupEvents", as -> as.trail().lookupEvents());
        calls.put(
                "iam:AttachUserPolicy",
                as -> as.iam().attachUserPolicy(r -> r.userName("nobody").policyArn(policyArn)));
        calls.put("iam:CreateAccessKey", as -> as.iam().createAccessKey());
        calls.put(
                "iam:CreatePolicy",
                as -> as.iam().createPolicy(r -> r.policyName("new").policyDocument(TestServer.ALLOW_ALL)));
        calls.put("iam:CreateUser", as -> as.iam().createUser(r -> r.userName("new")));
        calls.put("iam:DeleteAccessKey", as -> as.iam().deleteAccessKey(r -> r.accessKeyId(KEY)));
        calls.put("iam:DeleteUser", as -> as.iam().deleteUser(r -> r.userName("victim")));
        calls.put(
                "iam:DeleteUserPolicy",
                as -> as.iam().deleteUserPolicy(r -> r.userName("victim").policyName("policy-0")));
        calls.put(
                "iam:DetachUserPolicy",
                as -> as.iam().detachUserPolicy(r -> r.userName("victim").policyArn(policyArn)));
        calls.put("iam:GetPolicy", as -> as.iam().getPolicy(r -> r.policyArn(policyArn)));
        calls.put("iam:GetUser", as -> as.iam().getUser());
        calls.put(
                "iam:GetUserPolicy",
                as -> as.iam().getUserPolicy(r -> r.userName("victim").policyName("policy-0")));
        calls.put("iam:ListAccessKeys", as -> as.iam().listAccessKeys());
        calls.put("iam:ListAttachedUserPolicies", as -> as.iam().listAttachedUserPolicies(r -> r.userName("victim")));
        calls.put("iam:ListUserPolicies", as -> as.iam().listUserPolicies(r -> r.userName("victim")));
        calls.put("iam:ListUsers", as -> as.iam().listUsers());
        calls.put(
                "iam:PutUserPolicy",
                as -> as.iam()
                        .putUserPolicy(
                                r -> r.userName("nobody").policyName("own").policyDocument(TestServer.ALLOW_ALL)));
        calls.put(
                "iam:UpdateAccessKey",
                as -> as.iam().updateAccessKey(r -> r.accessKeyId(KEY).status("Inactive")));
        calls.put(
                "secretsmanager:CancelRotateSecret", as -> as.secrets().cancelRotateSecret(r -> r.secretId("target")));
        calls.put(
                "secretsmanager:CreateSecret",
                as -> as.secrets().createSecret(r -> r.name("new").secretBinary(SdkBytes.fromUtf8String("v"))));
        calls.put("secretsmanager:DeleteSecret", as -> as.secrets().deleteSecret(r -> r.secretId("target")));
        calls.put("secretsmanager:DescribeSecret", as -> as.secrets().describeSecret(r -> r.secretId("target")));
        calls.put("secretsmanager:GetRandomPassword", as -> as.secrets().getRandomPassword());
        calls.put("secretsmanager:GetSecretValue", as -> as.secrets().getSecretValue(r -> r.secretId("target")));
        calls.put(
                "secretsmanager:ListSecretVersionIds",
                as -> as.secrets().listSecretVersionIds(r -> r.secretId("target")));
        calls.put("secretsmanager:ListSecrets", as -> as.secrets().listSecrets());
        calls.put(
                "secretsmanager:PutSecretValue",
                as -> as.secrets().putSecretValue(r -> r.secretId("target").secretString("v")));
        calls.put("secretsmanager:RestoreSecret", as -> as.secrets().restoreSecret(r -> r.secretId("target")));
        calls.put("secretsmanager:RotateSecret", as -> as.secrets().rotateSecret(r -> r.secretId("target")));
        calls.put(
                "secretsmanager:TagResource",
                as -> as.secrets()
                        .tagResource(r ->
                                r.secretId("target").tags(tag -> tag.key("k").value("v"))));
        calls.put(
                "secretsmanager:UntagResource",
                as -> as.secrets().untagResource(r -> r.secretId("target").tagKeys("k")));
        calls.put(
                "secretsmanager:UpdateSecret",
                as -> as.secrets().updateSecret(r -> r.secretId("target").secretString("v")));
        calls.put(
                "secretsmanager:UpdateSecretVersionStage",
                as -> as.secrets()
                        .updateSecretVersionStage(
                                r -> r.secretId("target").versionStage("S").moveToVersionId(VERSION)));
        calls.put(
                "sts:AssumeRole",
                as -> as.sts().assumeRole(r -> r.roleArn(ROLE_ARN).roleSessionName("session")));
        calls.put(
                "sts:DecodeAuthorizationMessage",
                as -> as.sts().decodeAuthorizationMessage(r -> r.encodedMessage("x")));
        calls.put("sts:GetAccessKeyInfo", as -> as.sts().getAccessKeyInfo(r -> r.accessKeyId(KEY)));
        calls.putAll(onIdentityProviders());
        calls.put("sts:GetFederationToken", as -> as.sts().getFederationToken(r -> r.name("somebody")));
        return calls;
    }

    private static Map<String, Consumer<AwsClients>> onIdentityProviders() {
        String oidc = "arn:aws:iam::111122223333:oidc-provider/idp.example";
        String saml = "arn:aws:iam::111122223333:saml-provider/idp";
        Map<String, Consumer<AwsClients>> calls = new TreeMap<>();
        calls.put(
                "iam:CreateOpenIDConnectProvider",
                as -> as.iam().createOpenIDConnectProvider(r -> r.url("https://idp.example")));
        calls.put(
                "iam:GetOpenIDConnectProvider",
                as -> as.iam().getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(oidc)));
        calls.put("iam:ListOpenIDConnectProviders", as -> as.iam().listOpenIDConnectProviders());
        calls.put(
                "iam:DeleteOpenIDConnectProvider",
                as -> as.iam().deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(oidc)));
        calls.put(
                "iam:AddClientIDToOpenIDConnectProvider",
                as -> as.iam()
                        .addClientIDToOpenIDConnectProvider(
                                r -> r.openIDConnectProviderArn(oidc).clientID("a")));
        calls.put(
                "iam:RemoveClientIDFromOpenIDConnectProvider",
                as -> as.iam()
                        .removeClientIDFromOpenIDConnectProvider(
                                r -> r.openIDConnectProviderArn(oidc).clientID("a")));
        calls.put(
                "iam:UpdateOpenIDConnectProviderThumbprint",
                as -> as.iam()
                        .updateOpenIDConnectProviderThumbprint(
                                r -> r.openIDConnectProviderArn(oidc).thumbprintList("0".repeat(40))));
        calls.put(
                "iam:TagOpenIDConnectProvider",
                as -> as.iam()
                        .tagOpenIDConnectProvider(r -> r.openIDConnectProviderArn(oidc)
                                .tags(t -> t.key("k").value("v"))));
        calls.put(
                "iam:UntagOpenIDConnectProvider",
                as -> as.iam()
                        .untagOpenIDConnectProvider(
                                r -> r.openIDConnectProviderArn(oidc).tagKeys("k")));
        calls.put(
                "iam:ListOpenIDConnectProviderTags",
                as -> as.iam().listOpenIDConnectProviderTags(r -> r.openIDConnectProviderArn(oidc)));
        calls.put(
                "iam:CreateSAMLProvider",
                as -> as.iam().createSAMLProvider(r -> r.name("idp").samlMetadataDocument("x".repeat(1_000))));
        calls.put("iam:GetSAMLProvider", as -> as.iam().getSAMLProvider(r -> r.samlProviderArn(saml)));
        calls.put("iam:ListSAMLProviders", as -> as.iam().listSAMLProviders());
        calls.put("iam:UpdateSAMLProvider", as -> as.iam().updateSAMLProvider(r -> r.samlProviderArn(saml)));
        calls.put("iam:DeleteSAMLProvider", as -> as.iam().deleteSAMLProvider(r -> r.samlProviderArn(saml)));
        calls.put(
                "iam:TagSAMLProvider",
                as -> as.iam()
                        .tagSAMLProvider(r ->
                                r.samlProviderArn(saml).tags(t -> t.key("k").value("v"))));
        calls.put(
                "iam:UntagSAMLProvider",
                as -> as.iam().untagSAMLProvider(r -> r.samlProviderArn(saml).tagKeys("k")));
        calls.put("iam:ListSAMLProviderTags", as -> as.iam().listSAMLProviderTags(r -> r.samlProviderArn(saml)));
        return calls;
    }

    @Test
    void everyOperationIsDeniedToAUserWithoutPolicies() {
        try (TestServer server = TestServer.start()) {
            server.newUser("victim", TestServer.ALLOW_ALL);
            server.root().secrets().createSecret(create -> create.name("target").secretString("v"));
            String policyArn = server.root()
                    .iam()
                    .createPolicy(r -> r.policyName("all").policyDocument(TestServer.ALLOW_ALL))
                    .policy()
                    .arn();
            AwsClients nobody = server.clients(server.newUser("nobody"));
            Map<String, Consumer<AwsClients>> calls = calls(policyArn);

            assertThat(server.server().describeOperations())
                    .extracting(line -> line.substring(0, line.indexOf(' ')))
                    .filteredOn(action -> !NEEDS_NO_PERMISSION.contains(action))
                    .filteredOn(action -> !BRINGS_ITS_OWN_PROOF.contains(action))
                    .as("an operation without a denial here")
                    .containsExactlyInAnyOrderElementsOf(calls.keySet());
            Map<String, List<String>> before = server.tables();
            calls.forEach((action, call) -> assertDenied(action, () -> call.accept(nobody)));
            assertThat(server.tables()).isEqualTo(before);
        }
    }

    private static void assertDenied(String action, Runnable call) {
        assertThatThrownBy(call::run).as(action).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).startsWith("AccessDenied");
            String message = e.awsErrorDetails().errorMessage();
            assertThat(message).contains(DenialMessages.INTRODUCTION);
            assertThat(message.substring(0, message.indexOf(DenialMessages.INTRODUCTION)))
                    .contains(":user/nobody is not authorized to perform: " + action)
                    .endsWith(
                            SAYS_NOT_WHY.contains(action)
                                    ? " on resource: " + ROLE_ARN
                                    : "because no identity-based policy allows the " + action + " action");
        });
    }
}
