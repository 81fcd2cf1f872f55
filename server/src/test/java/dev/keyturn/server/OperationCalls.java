package dev.keyturn.server;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * One call of every operation that the server has, for the tests that hold of all of them: an operation without a call
 * here fails them. Each call is well formed, so that what refuses it to anybody is a decision. None is about its
 * caller, so that making one takes nothing from whoever makes the next. Long as the list of operations is.
 */
final class OperationCalls {
    /** Not denied to anybody who is known; nothing else may ever be added. */
    static final List<String> NEED_NO_PERMISSION = List.of("sts:GetCallerIdentity", "sts:GetSessionToken");

    /** Nobody who is known asks for them: edge's tests of each deny them. */
    static final List<String> BRING_THEIR_OWN_PROOF =
            List.of("sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity");

    static final String USER = "victim";
    static final String GROUP = "victims";
    static final String ROLE = "app";
    static final String INSTANCE_PROFILE = "box";
    static final String POLICY = "all";
    static final String SECRET = "target";
    static final String DATABASE = "orders";
    static final String PARAMETER = "/target/value";
    static final String ASSUMED_ROLE = "deputy";

    private static final String ABSENT_KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String ABSENT_VERSION = "5f3c1f58-8d3b-4c76-9d2c-0e1a5b7f1c11";
    private static final String ABSENT_JOB = "00000000-0000-4000-8000-000000000000";
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},
             "Action":"sts:AssumeRole"}}""";

    private final String account;
    private final Map<String, Consumer<AwsClients>> calls = new TreeMap<>();

    private OperationCalls(String account) {
        this.account = account;
    }

    /** By action, {@code iam:CreateUser}. */
    static Map<String, Consumer<AwsClients>> in(String account) {
        OperationCalls all = new OperationCalls(account);
        all.calls.put("cloudtrail:LookupEvents", as -> as.trail().lookupEvents());
        all.onUsers();
        all.onGroups();
        all.onRoles();
        all.onInstanceProfiles();
        all.onPolicies();
        all.onPasswordsAndMfa();
        all.onIdentityProviders();
        all.onTheAccount();
        all.onSecrets();
        all.onDatabases();
        all.onParameters();
        all.onSessions();
        all.onReplicas();
        return Collections.unmodifiableMap(all.calls);
    }

    /** Makes all that the calls are about. */
    static void makeTargets(TestServer server) {
        IamClient iam = server.root().iam();
        server.newUser(USER, TestServer.ALLOW_ALL);
        iam.createGroup(r -> r.groupName(GROUP));
        iam.createRole(r -> r.roleName(ROLE).assumeRolePolicyDocument(TRUST));
        iam.createRole(r -> r.roleName(ASSUMED_ROLE).assumeRolePolicyDocument(trusting(server.account())));
        iam.createInstanceProfile(r -> r.instanceProfileName(INSTANCE_PROFILE));
        iam.createPolicy(r -> r.policyName(POLICY).policyDocument(TestServer.ALLOW_ALL));
        server.root().secrets().createSecret(r -> r.name(SECRET).secretString("v"));
        server.root()
                .ssm()
                .putParameter(r -> r.name(PARAMETER).type("SecureString").value("v"));
    }

    /** A trust policy that leaves it to that account who may assume the role. */
    static String trusting(String account) {
        return """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},
                 "Action":"sts:AssumeRole"}}""".formatted(account);
    }

    static String roleArn(String account, String name) {
        return "arn:aws:iam::" + account + ":role/" + name;
    }

    private String policyArn() {
        return "arn:aws:iam::" + account + ":policy/" + POLICY;
    }

    private String userArn() {
        return "arn:aws:iam::" + account + ":user/" + USER;
    }

    private void onUsers() {
        iam(
                "AttachUserPolicy",
                iam -> iam.attachUserPolicy(r -> r.userName(USER).policyArn(policyArn())));
        iam("CreateAccessKey", iam -> iam.createAccessKey(r -> r.userName(USER)));
        iam("CreateUser", iam -> iam.createUser(r -> r.userName("new")));
        iam("DeleteAccessKey", iam -> iam.deleteAccessKey(r -> r.userName(USER).accessKeyId(ABSENT_KEY)));
        iam("DeleteUser", iam -> iam.deleteUser(r -> r.userName(USER)));
        iam("DeleteUserPermissionsBoundary", iam -> iam.deleteUserPermissionsBoundary(r -> r.userName(USER)));
        iam(
                "DeleteUserPolicy",
                iam -> iam.deleteUserPolicy(r -> r.userName(USER).policyName("own")));
        iam(
                "DetachUserPolicy",
                iam -> iam.detachUserPolicy(r -> r.userName(USER).policyArn(policyArn())));
        iam("GetAccessKeyLastUsed", iam -> iam.getAccessKeyLastUsed(r -> r.accessKeyId(ABSENT_KEY)));
        iam("GetUser", iam -> iam.getUser(r -> r.userName(USER)));
        iam("GetUserPolicy", iam -> iam.getUserPolicy(r -> r.userName(USER).policyName("own")));
        iam("ListAccessKeys", iam -> iam.listAccessKeys(r -> r.userName(USER)));
        iam("ListAttachedUserPolicies", iam -> iam.listAttachedUserPolicies(r -> r.userName(USER)));
        iam("ListGroupsForUser", iam -> iam.listGroupsForUser(r -> r.userName(USER)));
        iam("ListUserPolicies", iam -> iam.listUserPolicies(r -> r.userName(USER)));
        iam("ListUserTags", iam -> iam.listUserTags(r -> r.userName(USER)));
        iam("ListUsers", iam -> iam.listUsers());
        iam(
                "PutUserPermissionsBoundary",
                iam -> iam.putUserPermissionsBoundary(r -> r.userName(USER).permissionsBoundary(policyArn())));
        iam(
                "PutUserPolicy",
                iam -> iam.putUserPolicy(r -> r.userName(USER).policyName("own").policyDocument(TestServer.ALLOW_ALL)));
        iam(
                "TagUser",
                iam -> iam.tagUser(
                        r -> r.userName(USER).tags(tag -> tag.key("k").value("v"))));
        iam("UntagUser", iam -> iam.untagUser(r -> r.userName(USER).tagKeys("k")));
        iam(
                "UpdateAccessKey",
                iam -> iam.updateAccessKey(
                        r -> r.userName(USER).accessKeyId(ABSENT_KEY).status("Inactive")));
        iam("UpdateUser", iam -> iam.updateUser(r -> r.userName(USER).newUserName("renamed")));
    }

    private void onGroups() {
        iam("AddUserToGroup", iam -> iam.addUserToGroup(r -> r.groupName(GROUP).userName(USER)));
        iam(
                "AttachGroupPolicy",
                iam -> iam.attachGroupPolicy(r -> r.groupName(GROUP).policyArn(policyArn())));
        iam("CreateGroup", iam -> iam.createGroup(r -> r.groupName("new")));
        iam("DeleteGroup", iam -> iam.deleteGroup(r -> r.groupName(GROUP)));
        iam(
                "DeleteGroupPolicy",
                iam -> iam.deleteGroupPolicy(r -> r.groupName(GROUP).policyName("own")));
        iam(
                "DetachGroupPolicy",
                iam -> iam.detachGroupPolicy(r -> r.groupName(GROUP).policyArn(policyArn())));
        iam("GetGroup", iam -> iam.getGroup(r -> r.groupName(GROUP)));
        iam("GetGroupPolicy", iam -> iam.getGroupPolicy(r -> r.groupName(GROUP).policyName("own")));
        iam("ListAttachedGroupPolicies", iam -> iam.listAttachedGroupPolicies(r -> r.groupName(GROUP)));
        iam("ListGroupPolicies", iam -> iam.listGroupPolicies(r -> r.groupName(GROUP)));
        iam("ListGroups", iam -> iam.listGroups());
        iam(
                "PutGroupPolicy",
                iam -> iam.putGroupPolicy(
                        r -> r.groupName(GROUP).policyName("own").policyDocument(TestServer.ALLOW_ALL)));
        iam(
                "RemoveUserFromGroup",
                iam -> iam.removeUserFromGroup(r -> r.groupName(GROUP).userName(USER)));
        iam("UpdateGroup", iam -> iam.updateGroup(r -> r.groupName(GROUP).newGroupName("renamed")));
    }

    private void onRoles() {
        iam(
                "AttachRolePolicy",
                iam -> iam.attachRolePolicy(r -> r.roleName(ROLE).policyArn(policyArn())));
        iam("CreateRole", iam -> iam.createRole(r -> r.roleName("new").assumeRolePolicyDocument(TRUST)));
        iam("CreateServiceLinkedRole", iam -> iam.createServiceLinkedRole(r -> r.awsServiceName("rds.amazonaws.com")));
        iam("DeleteRole", iam -> iam.deleteRole(r -> r.roleName(ROLE)));
        iam("DeleteRolePermissionsBoundary", iam -> iam.deleteRolePermissionsBoundary(r -> r.roleName(ROLE)));
        iam(
                "DeleteRolePolicy",
                iam -> iam.deleteRolePolicy(r -> r.roleName(ROLE).policyName("own")));
        iam("DeleteServiceLinkedRole", iam -> iam.deleteServiceLinkedRole(r -> r.roleName(ROLE)));
        iam(
                "DetachRolePolicy",
                iam -> iam.detachRolePolicy(r -> r.roleName(ROLE).policyArn(policyArn())));
        iam("GetRole", iam -> iam.getRole(r -> r.roleName(ROLE)));
        iam("GetRolePolicy", iam -> iam.getRolePolicy(r -> r.roleName(ROLE).policyName("own")));
        iam(
                "GetServiceLinkedRoleDeletionStatus",
                iam -> iam.getServiceLinkedRoleDeletionStatus(r -> r.deletionTaskId("task")));
        iam("ListAttachedRolePolicies", iam -> iam.listAttachedRolePolicies(r -> r.roleName(ROLE)));
        iam("ListRolePolicies", iam -> iam.listRolePolicies(r -> r.roleName(ROLE)));
        iam("ListRoleTags", iam -> iam.listRoleTags(r -> r.roleName(ROLE)));
        iam("ListRoles", iam -> iam.listRoles());
        iam(
                "PutRolePermissionsBoundary",
                iam -> iam.putRolePermissionsBoundary(r -> r.roleName(ROLE).permissionsBoundary(policyArn())));
        iam(
                "PutRolePolicy",
                iam -> iam.putRolePolicy(r -> r.roleName(ROLE).policyName("own").policyDocument(TestServer.ALLOW_ALL)));
        iam(
                "TagRole",
                iam -> iam.tagRole(
                        r -> r.roleName(ROLE).tags(tag -> tag.key("k").value("v"))));
        iam("UntagRole", iam -> iam.untagRole(r -> r.roleName(ROLE).tagKeys("k")));
        iam(
                "UpdateAssumeRolePolicy",
                iam -> iam.updateAssumeRolePolicy(r -> r.roleName(ROLE).policyDocument(TRUST)));
        iam("UpdateRole", iam -> iam.updateRole(r -> r.roleName(ROLE).description("d")));
        iam(
                "UpdateRoleDescription",
                iam -> iam.updateRoleDescription(r -> r.roleName(ROLE).description("d")));
    }

    private void onInstanceProfiles() {
        String box = INSTANCE_PROFILE;
        iam(
                "AddRoleToInstanceProfile",
                iam -> iam.addRoleToInstanceProfile(
                        r -> r.instanceProfileName(box).roleName(ROLE)));
        iam("CreateInstanceProfile", iam -> iam.createInstanceProfile(r -> r.instanceProfileName("new")));
        iam("DeleteInstanceProfile", iam -> iam.deleteInstanceProfile(r -> r.instanceProfileName(box)));
        iam("GetInstanceProfile", iam -> iam.getInstanceProfile(r -> r.instanceProfileName(box)));
        iam("ListInstanceProfileTags", iam -> iam.listInstanceProfileTags(r -> r.instanceProfileName(box)));
        iam("ListInstanceProfiles", iam -> iam.listInstanceProfiles());
        iam("ListInstanceProfilesForRole", iam -> iam.listInstanceProfilesForRole(r -> r.roleName(ROLE)));
        iam(
                "RemoveRoleFromInstanceProfile",
                iam -> iam.removeRoleFromInstanceProfile(
                        r -> r.instanceProfileName(box).roleName(ROLE)));
        iam(
                "TagInstanceProfile",
                iam -> iam.tagInstanceProfile(
                        r -> r.instanceProfileName(box).tags(tag -> tag.key("k").value("v"))));
        iam(
                "UntagInstanceProfile",
                iam -> iam.untagInstanceProfile(r -> r.instanceProfileName(box).tagKeys("k")));
    }

    private void onPolicies() {
        iam("CreatePolicy", iam -> iam.createPolicy(r -> r.policyName("new").policyDocument(TestServer.ALLOW_ALL)));
        iam(
                "CreatePolicyVersion",
                iam -> iam.createPolicyVersion(r -> r.policyArn(policyArn()).policyDocument(TestServer.ALLOW_ALL)));
        iam("DeletePolicy", iam -> iam.deletePolicy(r -> r.policyArn(policyArn())));
        iam(
                "DeletePolicyVersion",
                iam -> iam.deletePolicyVersion(r -> r.policyArn(policyArn()).versionId("v2")));
        iam("GetPolicy", iam -> iam.getPolicy(r -> r.policyArn(policyArn())));
        iam(
                "GetPolicyVersion",
                iam -> iam.getPolicyVersion(r -> r.policyArn(policyArn()).versionId("v1")));
        iam("ListEntitiesForPolicy", iam -> iam.listEntitiesForPolicy(r -> r.policyArn(policyArn())));
        iam("ListPolicies", iam -> iam.listPolicies());
        iam("ListPolicyTags", iam -> iam.listPolicyTags(r -> r.policyArn(policyArn())));
        iam("ListPolicyVersions", iam -> iam.listPolicyVersions(r -> r.policyArn(policyArn())));
        iam(
                "SetDefaultPolicyVersion",
                iam -> iam.setDefaultPolicyVersion(r -> r.policyArn(policyArn()).versionId("v1")));
        iam(
                "TagPolicy",
                iam -> iam.tagPolicy(
                        r -> r.policyArn(policyArn()).tags(tag -> tag.key("k").value("v"))));
        iam("UntagPolicy", iam -> iam.untagPolicy(r -> r.policyArn(policyArn()).tagKeys("k")));
    }

    private void onPasswordsAndMfa() {
        String phone = "arn:aws:iam::" + account + ":mfa/phone";
        String password = "harbour violets";
        iam("ChangePassword", iam -> iam.changePassword(r -> r.oldPassword("x").newPassword(password)));
        iam(
                "CreateLoginProfile",
                iam -> iam.createLoginProfile(r -> r.userName(USER).password(password)));
        iam("CreateVirtualMFADevice", iam -> iam.createVirtualMFADevice(r -> r.virtualMFADeviceName("new")));
        iam(
                "DeactivateMFADevice",
                iam -> iam.deactivateMFADevice(r -> r.userName(USER).serialNumber(phone)));
        iam("DeleteAccountPasswordPolicy", iam -> iam.deleteAccountPasswordPolicy());
        iam("DeleteLoginProfile", iam -> iam.deleteLoginProfile(r -> r.userName(USER)));
        iam("DeleteVirtualMFADevice", iam -> iam.deleteVirtualMFADevice(r -> r.serialNumber(phone)));
        iam(
                "EnableMFADevice",
                iam -> iam.enableMFADevice(r -> r.userName(USER)
                        .serialNumber(phone)
                        .authenticationCode1("000000")
                        .authenticationCode2("000001")));
        iam("GetAccountPasswordPolicy", iam -> iam.getAccountPasswordPolicy());
        iam("GetLoginProfile", iam -> iam.getLoginProfile(r -> r.userName(USER)));
        iam("GetMFADevice", iam -> iam.getMFADevice(r -> r.userName(USER).serialNumber(phone)));
        iam("ListMFADeviceTags", iam -> iam.listMFADeviceTags(r -> r.serialNumber(phone)));
        iam("ListMFADevices", iam -> iam.listMFADevices(r -> r.userName(USER)));
        iam("ListVirtualMFADevices", iam -> iam.listVirtualMFADevices());
        iam(
                "ResyncMFADevice",
                iam -> iam.resyncMFADevice(r -> r.userName(USER)
                        .serialNumber(phone)
                        .authenticationCode1("000000")
                        .authenticationCode2("000001")));
        iam(
                "TagMFADevice",
                iam -> iam.tagMFADevice(
                        r -> r.serialNumber(phone).tags(tag -> tag.key("k").value("v"))));
        iam(
                "UntagMFADevice",
                iam -> iam.untagMFADevice(r -> r.serialNumber(phone).tagKeys("k")));
        iam("UpdateAccountPasswordPolicy", iam -> iam.updateAccountPasswordPolicy(r -> {}));
        iam(
                "UpdateLoginProfile",
                iam -> iam.updateLoginProfile(r -> r.userName(USER).password(password)));
    }

    private void onIdentityProviders() {
        String oidc = "arn:aws:iam::" + account + ":oidc-provider/idp.example";
        String saml = "arn:aws:iam::" + account + ":saml-provider/idp";
        iam(
                "AddClientIDToOpenIDConnectProvider",
                iam -> iam.addClientIDToOpenIDConnectProvider(
                        r -> r.openIDConnectProviderArn(oidc).clientID("a")));
        iam("CreateOpenIDConnectProvider", iam -> iam.createOpenIDConnectProvider(r -> r.url("https://idp.example")));
        iam(
                "CreateSAMLProvider",
                iam -> iam.createSAMLProvider(r -> r.name("idp").samlMetadataDocument("x".repeat(1_000))));
        iam(
                "DeleteOpenIDConnectProvider",
                iam -> iam.deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(oidc)));
        iam("DeleteSAMLProvider", iam -> iam.deleteSAMLProvider(r -> r.samlProviderArn(saml)));
        iam("GetOpenIDConnectProvider", iam -> iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(oidc)));
        iam("GetSAMLProvider", iam -> iam.getSAMLProvider(r -> r.samlProviderArn(saml)));
        iam(
                "ListOpenIDConnectProviderTags",
                iam -> iam.listOpenIDConnectProviderTags(r -> r.openIDConnectProviderArn(oidc)));
        iam("ListOpenIDConnectProviders", iam -> iam.listOpenIDConnectProviders());
        iam("ListSAMLProviderTags", iam -> iam.listSAMLProviderTags(r -> r.samlProviderArn(saml)));
        iam("ListSAMLProviders", iam -> iam.listSAMLProviders());
        iam(
                "RemoveClientIDFromOpenIDConnectProvider",
                iam -> iam.removeClientIDFromOpenIDConnectProvider(
                        r -> r.openIDConnectProviderArn(oidc).clientID("a")));
        iam(
                "TagOpenIDConnectProvider",
                iam -> iam.tagOpenIDConnectProvider(r -> r.openIDConnectProviderArn(oidc)
                        .tags(tag -> tag.key("k").value("v"))));
        iam(
                "TagSAMLProvider",
                iam -> iam.tagSAMLProvider(
                        r -> r.samlProviderArn(saml).tags(tag -> tag.key("k").value("v"))));
        iam(
                "UntagOpenIDConnectProvider",
                iam -> iam.untagOpenIDConnectProvider(
                        r -> r.openIDConnectProviderArn(oidc).tagKeys("k")));
        iam(
                "UntagSAMLProvider",
                iam -> iam.untagSAMLProvider(r -> r.samlProviderArn(saml).tagKeys("k")));
        iam(
                "UpdateOpenIDConnectProviderThumbprint",
                iam -> iam.updateOpenIDConnectProviderThumbprint(
                        r -> r.openIDConnectProviderArn(oidc).thumbprintList("0".repeat(40))));
        iam("UpdateSAMLProvider", iam -> iam.updateSAMLProvider(r -> r.samlProviderArn(saml)));
    }

    private void onTheAccount() {
        iam("CreateAccountAlias", iam -> iam.createAccountAlias(r -> r.accountAlias("acme")));
        iam("DeleteAccountAlias", iam -> iam.deleteAccountAlias(r -> r.accountAlias("acme")));
        iam("GenerateCredentialReport", iam -> iam.generateCredentialReport());
        iam("GenerateServiceLastAccessedDetails", iam -> iam.generateServiceLastAccessedDetails(r -> r.arn(userArn())));
        iam("GetAccountAuthorizationDetails", iam -> iam.getAccountAuthorizationDetails(r -> {}));
        iam("GetAccountSummary", iam -> iam.getAccountSummary());
        iam(
                "GetContextKeysForCustomPolicy",
                iam -> iam.getContextKeysForCustomPolicy(r -> r.policyInputList(TestServer.ALLOW_ALL)));
        iam(
                "GetContextKeysForPrincipalPolicy",
                iam -> iam.getContextKeysForPrincipalPolicy(r -> r.policySourceArn(userArn())));
        iam("GetCredentialReport", iam -> iam.getCredentialReport());
        iam("GetServiceLastAccessedDetails", iam -> iam.getServiceLastAccessedDetails(r -> r.jobId(ABSENT_JOB)));
        iam(
                "GetServiceLastAccessedDetailsWithEntities",
                iam -> iam.getServiceLastAccessedDetailsWithEntities(
                        r -> r.jobId(ABSENT_JOB).serviceNamespace("iam")));
        iam("ListAccountAliases", iam -> iam.listAccountAliases());
        iam(
                "ListPoliciesGrantingServiceAccess",
                iam -> iam.listPoliciesGrantingServiceAccess(
                        r -> r.arn(userArn()).serviceNamespaces("iam")));
        iam(
                "SimulateCustomPolicy",
                iam -> iam.simulateCustomPolicy(
                        r -> r.policyInputList(TestServer.ALLOW_ALL).actionNames("iam:ListUsers")));
        iam(
                "SimulatePrincipalPolicy",
                iam -> iam.simulatePrincipalPolicy(
                        r -> r.policySourceArn(userArn()).actionNames("iam:ListUsers")));
    }

    private void onParameters() {
        ssm(
                "AddTagsToResource",
                ssm -> ssm.addTagsToResource(r -> r.resourceType("Parameter")
                        .resourceId(PARAMETER)
                        .tags(tag -> tag.key("k").value("v"))));
        ssm("DeleteParameter", ssm -> ssm.deleteParameter(r -> r.name(PARAMETER)));
        ssm("DeleteParameters", ssm -> ssm.deleteParameters(r -> r.names(PARAMETER)));
        ssm("DescribeParameters", ssm -> ssm.describeParameters());
        ssm("GetParameter", ssm -> ssm.getParameter(r -> r.name(PARAMETER)));
        ssm("GetParameterHistory", ssm -> ssm.getParameterHistory(r -> r.name(PARAMETER)));
        ssm("GetParameters", ssm -> ssm.getParameters(r -> r.names(PARAMETER)));
        ssm("GetParametersByPath", ssm -> ssm.getParametersByPath(r -> r.path("/target")));
        ssm(
                "LabelParameterVersion",
                ssm -> ssm.labelParameterVersion(r -> r.name(PARAMETER).labels("l")));
        ssm(
                "ListTagsForResource",
                ssm -> ssm.listTagsForResource(r -> r.resourceType("Parameter").resourceId(PARAMETER)));
        ssm(
                "PutParameter",
                ssm -> ssm.putParameter(r -> r.name("new").type("String").value("v")));
        ssm(
                "RemoveTagsFromResource",
                ssm -> ssm.removeTagsFromResource(
                        r -> r.resourceType("Parameter").resourceId(PARAMETER).tagKeys("k")));
        ssm(
                "UnlabelParameterVersion",
                ssm -> ssm.unlabelParameterVersion(
                        r -> r.name(PARAMETER).parameterVersion(1L).labels("l")));
    }

    private void onSecrets() {
        secrets("BatchGetSecretValue", secrets -> secrets.batchGetSecretValue(r -> r.secretIdList(SECRET)));
        secrets("CancelRotateSecret", secrets -> secrets.cancelRotateSecret(r -> r.secretId(SECRET)));
        secrets(
                "CreateSecret",
                secrets -> secrets.createSecret(r -> r.name("new").secretBinary(SdkBytes.fromUtf8String("v"))));
        secrets("DeleteResourcePolicy", secrets -> secrets.deleteResourcePolicy(r -> r.secretId(SECRET)));
        secrets("DeleteSecret", secrets -> secrets.deleteSecret(r -> r.secretId(SECRET)));
        secrets("DescribeSecret", secrets -> secrets.describeSecret(r -> r.secretId(SECRET)));
        secrets("GetRandomPassword", secrets -> secrets.getRandomPassword());
        secrets("GetResourcePolicy", secrets -> secrets.getResourcePolicy(r -> r.secretId(SECRET)));
        secrets("GetSecretValue", secrets -> secrets.getSecretValue(r -> r.secretId(SECRET)));
        secrets("ListSecretVersionIds", secrets -> secrets.listSecretVersionIds(r -> r.secretId(SECRET)));
        secrets("ListSecrets", secrets -> secrets.listSecrets());
        secrets(
                "PutResourcePolicy",
                secrets -> secrets.putResourcePolicy(r -> r.secretId(SECRET).resourcePolicy("{}")));
        secrets(
                "PutSecretValue",
                secrets -> secrets.putSecretValue(r -> r.secretId(SECRET).secretString("v")));
        secrets(
                "RemoveRegionsFromReplication",
                secrets -> secrets.removeRegionsFromReplication(
                        r -> r.secretId(SECRET).removeReplicaRegions("eu-west-1")));
        secrets(
                "ReplicateSecretToRegions",
                secrets -> secrets.replicateSecretToRegions(
                        r -> r.secretId(SECRET).addReplicaRegions(region -> region.region("eu-west-1"))));
        secrets("StopReplicationToReplica", secrets -> secrets.stopReplicationToReplica(r -> r.secretId(SECRET)));
        secrets("RestoreSecret", secrets -> secrets.restoreSecret(r -> r.secretId(SECRET)));
        secrets("RotateSecret", secrets -> secrets.rotateSecret(r -> r.secretId(SECRET)));
        secrets(
                "TagResource",
                secrets -> secrets.tagResource(
                        r -> r.secretId(SECRET).tags(tag -> tag.key("k").value("v"))));
        secrets(
                "UntagResource",
                secrets -> secrets.untagResource(r -> r.secretId(SECRET).tagKeys("k")));
        secrets(
                "UpdateSecret",
                secrets -> secrets.updateSecret(r -> r.secretId(SECRET).secretString("v")));
        secrets(
                "UpdateSecretVersionStage",
                secrets -> secrets.updateSecretVersionStage(
                        r -> r.secretId(SECRET).versionStage("S").moveToVersionId(ABSENT_VERSION)));
        secrets(
                "ValidateResourcePolicy",
                secrets ->
                        secrets.validateResourcePolicy(r -> r.secretId(SECRET).resourcePolicy("{}")));
    }

    private void onDatabases() {
        String arn = "arn:aws:rds:us-east-1:" + account + ":db:" + DATABASE;
        rds(
                "AddTagsToResource",
                rds -> rds.addTagsToResource(
                        r -> r.resourceName(arn).tags(tag -> tag.key("k").value("v"))));
        rds("DescribeDBClusters", rds -> rds.describeDBClusters());
        rds("DescribeDBInstances", rds -> rds.describeDBInstances());
        rds("ListTagsForResource", rds -> rds.listTagsForResource(r -> r.resourceName(arn)));
        rds(
                "ModifyDBInstance",
                rds -> rds.modifyDBInstance(
                        r -> r.dbInstanceIdentifier(DATABASE).manageMasterUserPassword(true)));
        rds(
                "RemoveTagsFromResource",
                rds -> rds.removeTagsFromResource(r -> r.resourceName(arn).tagKeys("k")));
    }

    private void onReplicas() {
        String arn = "arn:aws:secretsmanager:eu-west-1:" + account + ":secret:copy-AbCdEf";
        calls.put("keyturn:RemoveReplica", as -> as.peer().removeReplica(arn));
        calls.put("keyturn:ReplicateSecret", as -> as.peer().replicateSecret(arn, "{}"));
    }

    private void onSessions() {
        sts(
                "AssumeRole",
                sts -> sts.assumeRole(
                        r -> r.roleArn(roleArn(account, ASSUMED_ROLE)).roleSessionName("session")));
        sts("DecodeAuthorizationMessage", sts -> sts.decodeAuthorizationMessage(r -> r.encodedMessage("x")));
        sts("GetAccessKeyInfo", sts -> sts.getAccessKeyInfo(r -> r.accessKeyId(ABSENT_KEY)));
        sts("GetCallerIdentity", sts -> sts.getCallerIdentity());
        sts("GetFederationToken", sts -> sts.getFederationToken(r -> r.name("somebody")));
        sts("GetSessionToken", sts -> sts.getSessionToken());
    }

    private void iam(String operation, Consumer<IamClient> call) {
        calls.put("iam:" + operation, as -> call.accept(as.iam()));
    }

    private void rds(String operation, Consumer<RdsClient> call) {
        calls.put("rds:" + operation, as -> call.accept(as.rds()));
    }

    private void ssm(String operation, Consumer<SsmClient> call) {
        calls.put("ssm:" + operation, as -> call.accept(as.ssm()));
    }

    private void secrets(String operation, Consumer<SecretsManagerClient> call) {
        calls.put("secretsmanager:" + operation, as -> call.accept(as.secrets()));
    }

    private void sts(String operation, Consumer<StsClient> call) {
        calls.put("sts:" + operation, as -> call.accept(as.sts()));
    }
}
