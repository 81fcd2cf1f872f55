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
    private static final String PHONE = "arn:aws:iam::111122223333:mfa/phone";
    private static final String VERSION = "5f3c1f58-8d3b-4c76-9d2c-0e1a5b7f1c11";

    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},
             "Action":"sts:AssumeRole"}}""";

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
        calls.put(
                "iam:ChangePassword",
                as -> as.iam().changePassword(r -> r.oldPassword("x").newPassword("harbour violets")));
        calls.put(
                "iam:CreateLoginProfile",
                as -> as.iam().createLoginProfile(r -> r.userName("victim").password("harbour violets")));
        calls.put(
                "iam:CreateVirtualMFADevice",
                as -> as.iam().createVirtualMFADevice(r -> r.virtualMFADeviceName("new")));
        calls.put("iam:DeactivateMFADevice", as -> as.iam().deactivateMFADevice(r -> r.serialNumber(PHONE)));
        calls.put("iam:DeleteAccountPasswordPolicy", as -> as.iam().deleteAccountPasswordPolicy());
        calls.put("iam:DeleteLoginProfile", as -> as.iam().deleteLoginProfile(r -> r.userName("victim")));
        calls.put("iam:DeleteVirtualMFADevice", as -> as.iam().deleteVirtualMFADevice(r -> r.serialNumber(PHONE)));
        calls.put(
                "iam:EnableMFADevice",
                as -> as.iam()
                        .enableMFADevice(r -> r.userName("victim")
                                .serialNumber(PHONE)
                                .authenticationCode1("000000")
                                .authenticationCode2("000001")));
        calls.put("iam:GetAccountPasswordPolicy", as -> as.iam().getAccountPasswordPolicy());
        calls.put("iam:GetLoginProfile", as -> as.iam().getLoginProfile(r -> r.userName("victim")));
        calls.put("iam:GetMFADevice", as -> as.iam().getMFADevice(r -> r.serialNumber(PHONE)));
        calls.put("iam:ListMFADeviceTags", as -> as.iam().listMFADeviceTags(r -> r.serialNumber(PHONE)));
        calls.put("iam:ListMFADevices", as -> as.iam().listMFADevices());
        calls.put("iam:ListVirtualMFADevices", as -> as.iam().listVirtualMFADevices());
        calls.put(
                "iam:ResyncMFADevice",
                as -> as.iam()
                        .resyncMFADevice(r -> r.userName("victim")
                                .serialNumber(PHONE)
                                .authenticationCode1("000000")
                                .authenticationCode2("000001")));
        calls.put(
                "iam:TagMFADevice",
                as -> as.iam()
                        .tagMFADevice(r ->
                                r.serialNumber(PHONE).tags(tag -> tag.key("k").value("v"))));
        calls.put(
                "iam:UntagMFADevice",
                as -> as.iam().untagMFADevice(r -> r.serialNumber(PHONE).tagKeys("k")));
        calls.put("iam:UpdateAccountPasswordPolicy", as -> as.iam().updateAccountPasswordPolicy(r -> {}));
        calls.put(
                "iam:UpdateLoginProfile",
                as -> as.iam().updateLoginProfile(r -> r.userName("victim").password("harbour violets")));
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
        addRoles(calls, policyArn);
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
        calls.putAll(policyCalls(policyArn));
        calls.putAll(accountCalls(policyArn.replace(":policy/all", ":user/victim")));
        return calls;
    }

    private static Map<String, Consumer<AwsClients>> policyCalls(String policyArn) {
        Map<String, Consumer<AwsClients>> calls = new TreeMap<>();
        calls.put("iam:ListPolicies", as -> as.iam().listPolicies());
        calls.put("iam:DeletePolicy", as -> as.iam().deletePolicy(r -> r.policyArn(policyArn)));
        calls.put(
                "iam:CreatePolicyVersion",
                as -> as.iam().createPolicyVersion(r -> r.policyArn(policyArn).policyDocument(TestServer.ALLOW_ALL)));
        calls.put(
                "iam:GetPolicyVersion",
                as -> as.iam().getPolicyVersion(r -> r.policyArn(policyArn).versionId("v1")));
        calls.put("iam:ListPolicyVersions", as -> as.iam().listPolicyVersions(r -> r.policyArn(policyArn)));
        calls.put(
                "iam:SetDefaultPolicyVersion",
                as -> as.iam()
                        .setDefaultPolicyVersion(r -> r.policyArn(policyArn).versionId("v1")));
        calls.put(
                "iam:DeletePolicyVersion",
                as -> as.iam().deletePolicyVersion(r -> r.policyArn(policyArn).versionId("v1")));
        calls.put("iam:ListEntitiesForPolicy", as -> as.iam().listEntitiesForPolicy(r -> r.policyArn(policyArn)));
        calls.put(
                "iam:TagPolicy",
                as -> as.iam()
                        .tagPolicy(
                                r -> r.policyArn(policyArn).tags(t -> t.key("k").value("v"))));
        calls.put(
                "iam:UntagPolicy",
                as -> as.iam().untagPolicy(r -> r.policyArn(policyArn).tagKeys("k")));
        calls.put("iam:ListPolicyTags", as -> as.iam().listPolicyTags(r -> r.policyArn(policyArn)));
        calls.put(
                "iam:PutGroupPolicy",
                as -> as.iam()
                        .putGroupPolicy(r -> r.groupName("ops").policyName("p").policyDocument(TestServer.ALLOW_ALL)));
        calls.put(
                "iam:GetGroupPolicy",
                as -> as.iam().getGroupPolicy(r -> r.groupName("ops").policyName("p")));
        calls.put(
                "iam:DeleteGroupPolicy",
                as -> as.iam().deleteGroupPolicy(r -> r.groupName("ops").policyName("p")));
        calls.put("iam:ListGroupPolicies", as -> as.iam().listGroupPolicies(r -> r.groupName("ops")));
        calls.put(
                "iam:AttachGroupPolicy",
                as -> as.iam().attachGroupPolicy(r -> r.groupName("ops").policyArn(policyArn)));
        calls.put(
                "iam:DetachGroupPolicy",
                as -> as.iam().detachGroupPolicy(r -> r.groupName("ops").policyArn(policyArn)));
        calls.put("iam:ListAttachedGroupPolicies", as -> as.iam().listAttachedGroupPolicies(r -> r.groupName("ops")));
        calls.put(
                "iam:PutRolePolicy",
                as -> as.iam()
                        .putRolePolicy(r -> r.roleName("ops").policyName("p").policyDocument(TestServer.ALLOW_ALL)));
        calls.put(
                "iam:GetRolePolicy",
                as -> as.iam().getRolePolicy(r -> r.roleName("ops").policyName("p")));
        calls.put(
                "iam:DeleteRolePolicy",
                as -> as.iam().deleteRolePolicy(r -> r.roleName("ops").policyName("p")));
        calls.put("iam:ListRolePolicies", as -> as.iam().listRolePolicies(r -> r.roleName("ops")));
        calls.put(
                "iam:AttachRolePolicy",
                as -> as.iam().attachRolePolicy(r -> r.roleName("ops").policyArn(policyArn)));
        calls.put(
                "iam:DetachRolePolicy",
                as -> as.iam().detachRolePolicy(r -> r.roleName("ops").policyArn(policyArn)));
        calls.put("iam:ListAttachedRolePolicies", as -> as.iam().listAttachedRolePolicies(r -> r.roleName("ops")));
        return calls;
    }

    private static Map<String, Consumer<AwsClients>> accountCalls(String victim) {
        Map<String, Consumer<AwsClients>> calls = new TreeMap<>();
        calls.put("iam:CreateAccountAlias", as -> as.iam().createAccountAlias(r -> r.accountAlias("acme")));
        calls.put("iam:DeleteAccountAlias", as -> as.iam().deleteAccountAlias(r -> r.accountAlias("acme")));
        calls.put("iam:ListAccountAliases", as -> as.iam().listAccountAliases());
        calls.put("iam:GetAccountSummary", as -> as.iam().getAccountSummary());
        calls.put("iam:GenerateCredentialReport", as -> as.iam().generateCredentialReport());
        calls.put("iam:GetCredentialReport", as -> as.iam().getCredentialReport());
        calls.put("iam:GetAccountAuthorizationDetails", as -> as.iam().getAccountAuthorizationDetails(r -> {}));
        calls.put(
                "iam:GetContextKeysForCustomPolicy",
                as -> as.iam().getContextKeysForCustomPolicy(r -> r.policyInputList(TestServer.ALLOW_ALL)));
        calls.put(
                "iam:GetContextKeysForPrincipalPolicy",
                as -> as.iam().getContextKeysForPrincipalPolicy(r -> r.policySourceArn(victim)));
        calls.put(
                "iam:SimulateCustomPolicy",
                as -> as.iam()
                        .simulateCustomPolicy(
                                r -> r.policyInputList(TestServer.ALLOW_ALL).actionNames("iam:ListUsers")));
        calls.put(
                "iam:SimulatePrincipalPolicy",
                as -> as.iam()
                        .simulatePrincipalPolicy(r -> r.policySourceArn(victim).actionNames("iam:ListUsers")));
        calls.put(
                "iam:GenerateServiceLastAccessedDetails",
                as -> as.iam().generateServiceLastAccessedDetails(r -> r.arn(victim)));
        calls.put(
                "iam:GetServiceLastAccessedDetails",
                as -> as.iam().getServiceLastAccessedDetails(r -> r.jobId(VERSION)));
        calls.put(
                "iam:GetServiceLastAccessedDetailsWithEntities",
                as -> as.iam()
                        .getServiceLastAccessedDetailsWithEntities(
                                r -> r.jobId(VERSION).serviceNamespace("iam")));
        calls.put(
                "iam:ListPoliciesGrantingServiceAccess",
                as -> as.iam()
                        .listPoliciesGrantingServiceAccess(r -> r.arn(victim).serviceNamespaces("iam")));
        calls.put("iam:GetAccessKeyLastUsed", as -> as.iam().getAccessKeyLastUsed(r -> r.accessKeyId(KEY)));
        return calls;
    }

    private static void addRoles(Map<String, Consumer<AwsClients>> calls, String policyArn) {
        calls.put(
                "iam:AddRoleToInstanceProfile",
                as -> as.iam()
                        .addRoleToInstanceProfile(
                                r -> r.instanceProfileName("box").roleName("app")));
        calls.put("iam:CreateInstanceProfile", as -> as.iam().createInstanceProfile(r -> r.instanceProfileName("new")));
        calls.put(
                "iam:CreateRole",
                as -> as.iam().createRole(r -> r.roleName("new").assumeRolePolicyDocument(TRUST)));
        calls.put(
                "iam:CreateServiceLinkedRole",
                as -> as.iam().createServiceLinkedRole(r -> r.awsServiceName("rds.amazonaws.com")));
        calls.put("iam:DeleteInstanceProfile", as -> as.iam().deleteInstanceProfile(r -> r.instanceProfileName("box")));
        calls.put("iam:DeleteRole", as -> as.iam().deleteRole(r -> r.roleName("app")));
        calls.put(
                "iam:DeleteRolePermissionsBoundary",
                as -> as.iam().deleteRolePermissionsBoundary(r -> r.roleName("app")));
        calls.put("iam:DeleteServiceLinkedRole", as -> as.iam().deleteServiceLinkedRole(r -> r.roleName("app")));
        calls.put("iam:GetInstanceProfile", as -> as.iam().getInstanceProfile(r -> r.instanceProfileName("box")));
        calls.put("iam:GetRole", as -> as.iam().getRole(r -> r.roleName("app")));
        calls.put(
                "iam:GetServiceLinkedRoleDeletionStatus",
                as -> as.iam().getServiceLinkedRoleDeletionStatus(r -> r.deletionTaskId("task")));
        calls.put(
                "iam:ListInstanceProfileTags",
                as -> as.iam().listInstanceProfileTags(r -> r.instanceProfileName("box")));
        calls.put("iam:ListInstanceProfiles", as -> as.iam().listInstanceProfiles());
        calls.put(
                "iam:ListInstanceProfilesForRole", as -> as.iam().listInstanceProfilesForRole(r -> r.roleName("app")));
        calls.put("iam:ListRoleTags", as -> as.iam().listRoleTags(r -> r.roleName("app")));
        calls.put("iam:ListRoles", as -> as.iam().listRoles());
        calls.put(
                "iam:PutRolePermissionsBoundary",
                as -> as.iam().putRolePermissionsBoundary(r -> r.roleName("app").permissionsBoundary(policyArn)));
        calls.put(
                "iam:RemoveRoleFromInstanceProfile",
                as -> as.iam()
                        .removeRoleFromInstanceProfile(
                                r -> r.instanceProfileName("box").roleName("app")));
        calls.put(
                "iam:TagInstanceProfile",
                as -> as.iam()
                        .tagInstanceProfile(r -> r.instanceProfileName("box")
                                .tags(tag -> tag.key("k").value("v"))));
        calls.put(
                "iam:TagRole",
                as -> as.iam()
                        .tagRole(r -> r.roleName("app").tags(tag -> tag.key("k").value("v"))));
        calls.put(
                "iam:UntagInstanceProfile",
                as -> as.iam()
                        .untagInstanceProfile(r -> r.instanceProfileName("box").tagKeys("k")));
        calls.put(
                "iam:UntagRole", as -> as.iam().untagRole(r -> r.roleName("app").tagKeys("k")));
        calls.put(
                "iam:UpdateAssumeRolePolicy",
                as -> as.iam().updateAssumeRolePolicy(r -> r.roleName("app").policyDocument(TRUST)));
        calls.put(
                "iam:UpdateRole",
                as -> as.iam().updateRole(r -> r.roleName("app").description("d")));
        calls.put(
                "iam:UpdateRoleDescription",
                as -> as.iam().updateRoleDescription(r -> r.roleName("app").description("d")));
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
            assertThat(e.awsErrorDetails().errorMessage()).contains(DenialMessages.INTRODUCTION);
            assertThat(AwsClients.message(e))
                    .contains(":user/nobody is not authorized to perform: " + action)
                    .endsWith(
                            SAYS_NOT_WHY.contains(action)
                                    ? " on resource: " + ROLE_ARN
                                    : "because no identity-based policy allows the " + action + " action");
        });
    }
}
