package dev.keyturn.edge.operation.iam;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * One call of every operation of IAM.
 *
 * @param resource how a denial names what the call is about
 */
record IamCall(String operation, String resource, Consumer<IamClient> call) {
    private static final String ALLOW_ALL = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    private static final String JOB = "00000000-0000-4000-8000-000000000000";

    String action() {
        return "iam:" + operation;
    }

    static List<IamCall> all(String userName, String policyArn, String keyId) {
        return Stream.of(
                        ofUsersAndKeys(userName, policyArn, keyId),
                        ofManagedPolicies(policyArn),
                        ofGroupsPolicies(userName, policyArn),
                        ofRolesPolicies(userName, policyArn),
                        ofTheAccount(userName, keyId),
                        ofSigningIn(userName))
                .flatMap(List::stream)
                .toList();
    }

    private static List<IamCall> ofUsersAndKeys(String userName, String policyArn, String keyId) {
        String user = "user " + userName;
        return List.of(
                new IamCall("CreateUser", "user newcomer", iam -> iam.createUser(r -> r.userName("newcomer"))),
                new IamCall("ListUsers", "arn:aws:iam::111122223333:user/", iam -> iam.listUsers()),
                new IamCall(
                        "CreatePolicy",
                        "policy new",
                        iam -> iam.createPolicy(r -> r.policyName("new").policyDocument(ALLOW_ALL))),
                new IamCall("GetPolicy", "policy " + policyArn, iam -> iam.getPolicy(r -> r.policyArn(policyArn))),
                new IamCall("GetUser", user, iam -> iam.getUser(r -> r.userName(userName))),
                new IamCall("DeleteUser", user, iam -> iam.deleteUser(r -> r.userName(userName))),
                new IamCall("CreateAccessKey", user, iam -> iam.createAccessKey(r -> r.userName(userName))),
                new IamCall("ListAccessKeys", user, iam -> iam.listAccessKeys(r -> r.userName(userName))),
                new IamCall(
                        "UpdateAccessKey",
                        user,
                        iam -> iam.updateAccessKey(
                                r -> r.userName(userName).accessKeyId(keyId).status("Inactive"))),
                new IamCall(
                        "DeleteAccessKey",
                        user,
                        iam -> iam.deleteAccessKey(r -> r.userName(userName).accessKeyId(keyId))),
                new IamCall(
                        "PutUserPolicy",
                        user,
                        iam -> iam.putUserPolicy(
                                r -> r.userName(userName).policyName("own").policyDocument(ALLOW_ALL))),
                new IamCall(
                        "GetUserPolicy",
                        user,
                        iam -> iam.getUserPolicy(r -> r.userName(userName).policyName("own"))),
                new IamCall(
                        "DeleteUserPolicy",
                        user,
                        iam -> iam.deleteUserPolicy(r -> r.userName(userName).policyName("own"))),
                new IamCall("ListUserPolicies", user, iam -> iam.listUserPolicies(r -> r.userName(userName))),
                new IamCall(
                        "AttachUserPolicy",
                        user,
                        iam -> iam.attachUserPolicy(r -> r.userName(userName).policyArn(policyArn))),
                new IamCall(
                        "DetachUserPolicy",
                        user,
                        iam -> iam.detachUserPolicy(r -> r.userName(userName).policyArn(policyArn))),
                new IamCall(
                        "ListAttachedUserPolicies",
                        user,
                        iam -> iam.listAttachedUserPolicies(r -> r.userName(userName))));
    }

    private static List<IamCall> ofManagedPolicies(String policyArn) {
        String policy = "policy " + policyArn;
        return List.of(
                new IamCall("ListPolicies", "policy path /", iam -> iam.listPolicies()),
                new IamCall("DeletePolicy", policy, iam -> iam.deletePolicy(r -> r.policyArn(policyArn))),
                new IamCall(
                        "CreatePolicyVersion",
                        policy,
                        iam -> iam.createPolicyVersion(
                                r -> r.policyArn(policyArn).policyDocument(ALLOW_ALL))),
                new IamCall(
                        "GetPolicyVersion",
                        policy,
                        iam -> iam.getPolicyVersion(r -> r.policyArn(policyArn).versionId("v1"))),
                new IamCall("ListPolicyVersions", policy, iam -> iam.listPolicyVersions(r -> r.policyArn(policyArn))),
                new IamCall(
                        "SetDefaultPolicyVersion",
                        policy,
                        iam -> iam.setDefaultPolicyVersion(
                                r -> r.policyArn(policyArn).versionId("v1"))),
                new IamCall(
                        "DeletePolicyVersion",
                        policy,
                        iam -> iam.deletePolicyVersion(
                                r -> r.policyArn(policyArn).versionId("v1"))),
                new IamCall(
                        "ListEntitiesForPolicy", policy, iam -> iam.listEntitiesForPolicy(r -> r.policyArn(policyArn))),
                new IamCall(
                        "TagPolicy",
                        policy,
                        iam -> iam.tagPolicy(
                                r -> r.policyArn(policyArn).tags(t -> t.key("k").value("v")))),
                new IamCall(
                        "UntagPolicy",
                        policy,
                        iam -> iam.untagPolicy(r -> r.policyArn(policyArn).tagKeys("k"))),
                new IamCall("ListPolicyTags", policy, iam -> iam.listPolicyTags(r -> r.policyArn(policyArn))));
    }

    private static List<IamCall> ofGroupsPolicies(String name, String policyArn) {
        String group = "group " + name;
        return List.of(
                new IamCall(
                        "PutGroupPolicy",
                        group,
                        iam -> iam.putGroupPolicy(
                                r -> r.groupName(name).policyName("own").policyDocument(ALLOW_ALL))),
                new IamCall(
                        "GetGroupPolicy",
                        group,
                        iam -> iam.getGroupPolicy(r -> r.groupName(name).policyName("own"))),
                new IamCall(
                        "DeleteGroupPolicy",
                        group,
                        iam -> iam.deleteGroupPolicy(r -> r.groupName(name).policyName("own"))),
                new IamCall("ListGroupPolicies", group, iam -> iam.listGroupPolicies(r -> r.groupName(name))),
                new IamCall(
                        "AttachGroupPolicy",
                        group,
                        iam -> iam.attachGroupPolicy(r -> r.groupName(name).policyArn(policyArn))),
                new IamCall(
                        "DetachGroupPolicy",
                        group,
                        iam -> iam.detachGroupPolicy(r -> r.groupName(name).policyArn(policyArn))),
                new IamCall(
                        "ListAttachedGroupPolicies",
                        group,
                        iam -> iam.listAttachedGroupPolicies(r -> r.groupName(name))));
    }

    private static List<IamCall> ofRolesPolicies(String name, String policyArn) {
        String role = "role " + name;
        return List.of(
                new IamCall(
                        "PutRolePolicy",
                        role,
                        iam -> iam.putRolePolicy(
                                r -> r.roleName(name).policyName("own").policyDocument(ALLOW_ALL))),
                new IamCall(
                        "GetRolePolicy",
                        role,
                        iam -> iam.getRolePolicy(r -> r.roleName(name).policyName("own"))),
                new IamCall(
                        "DeleteRolePolicy",
                        role,
                        iam -> iam.deleteRolePolicy(r -> r.roleName(name).policyName("own"))),
                new IamCall("ListRolePolicies", role, iam -> iam.listRolePolicies(r -> r.roleName(name))),
                new IamCall(
                        "AttachRolePolicy",
                        role,
                        iam -> iam.attachRolePolicy(r -> r.roleName(name).policyArn(policyArn))),
                new IamCall(
                        "DetachRolePolicy",
                        role,
                        iam -> iam.detachRolePolicy(r -> r.roleName(name).policyArn(policyArn))),
                new IamCall(
                        "ListAttachedRolePolicies", role, iam -> iam.listAttachedRolePolicies(r -> r.roleName(name))));
    }

    private static List<IamCall> ofSigningIn(String userName) {
        String user = "user " + userName;
        String phone = "arn:aws:iam::111122223333:mfa/" + userName;
        String fresh = "arn:aws:iam::111122223333:mfa/new";
        return List.of(
                new IamCall(
                        "CreateLoginProfile",
                        user,
                        iam -> iam.createLoginProfile(r -> r.userName(userName).password("harbour violets"))),
                new IamCall("GetLoginProfile", user, iam -> iam.getLoginProfile(r -> r.userName(userName))),
                new IamCall(
                        "UpdateLoginProfile",
                        user,
                        iam -> iam.updateLoginProfile(r -> r.userName(userName).password("harbour violets"))),
                new IamCall("DeleteLoginProfile", user, iam -> iam.deleteLoginProfile(r -> r.userName(userName))),
                new IamCall(
                        "ChangePassword",
                        "user nobody",
                        iam -> iam.changePassword(r -> r.oldPassword("x").newPassword("harbour violets"))),
                new IamCall("GetAccountPasswordPolicy", "*", iam -> iam.getAccountPasswordPolicy()),
                new IamCall("UpdateAccountPasswordPolicy", "*", iam -> iam.updateAccountPasswordPolicy(r -> {})),
                new IamCall("DeleteAccountPasswordPolicy", "*", iam -> iam.deleteAccountPasswordPolicy()),
                new IamCall(
                        "CreateVirtualMFADevice",
                        fresh,
                        iam -> iam.createVirtualMFADevice(r -> r.virtualMFADeviceName("new"))),
                new IamCall(
                        "EnableMFADevice",
                        user,
                        iam -> iam.enableMFADevice(r -> r.userName(userName)
                                .serialNumber(phone)
                                .authenticationCode1("000000")
                                .authenticationCode2("000001"))),
                new IamCall(
                        "ResyncMFADevice",
                        user,
                        iam -> iam.resyncMFADevice(r -> r.userName(userName)
                                .serialNumber(phone)
                                .authenticationCode1("000000")
                                .authenticationCode2("000001"))),
                new IamCall(
                        "DeactivateMFADevice",
                        user,
                        iam -> iam.deactivateMFADevice(r -> r.userName(userName).serialNumber(phone))),
                new IamCall("ListMFADevices", user, iam -> iam.listMFADevices(r -> r.userName(userName))),
                new IamCall(
                        "GetMFADevice",
                        user,
                        iam -> iam.getMFADevice(r -> r.userName(userName).serialNumber(phone))),
                new IamCall(
                        "ListVirtualMFADevices",
                        "arn:aws:iam::111122223333:mfa/",
                        iam -> iam.listVirtualMFADevices()),
                new IamCall(
                        "DeleteVirtualMFADevice",
                        phone,
                        iam -> iam.deleteVirtualMFADevice(r -> r.serialNumber(phone))),
                new IamCall(
                        "TagMFADevice",
                        phone,
                        iam -> iam.tagMFADevice(r ->
                                r.serialNumber(phone).tags(tag -> tag.key("k").value("v")))),
                new IamCall(
                        "UntagMFADevice",
                        phone,
                        iam -> iam.untagMFADevice(r -> r.serialNumber(phone).tagKeys("k"))),
                new IamCall("ListMFADeviceTags", phone, iam -> iam.listMFADeviceTags(r -> r.serialNumber(phone))));
    }

    private static List<IamCall> ofTheAccount(String userName, String keyId) {
        String user = "arn:aws:iam::111122223333:user/" + userName;
        return List.of(
                new IamCall("CreateAccountAlias", "*", iam -> iam.createAccountAlias(r -> r.accountAlias("acme"))),
                new IamCall("DeleteAccountAlias", "*", iam -> iam.deleteAccountAlias(r -> r.accountAlias("acme"))),
                new IamCall("ListAccountAliases", "*", iam -> iam.listAccountAliases()),
                new IamCall("GetAccountSummary", "*", iam -> iam.getAccountSummary()),
                new IamCall("GenerateCredentialReport", "*", iam -> iam.generateCredentialReport()),
                new IamCall("GetCredentialReport", "*", iam -> iam.getCredentialReport()),
                new IamCall("GetAccountAuthorizationDetails", "*", iam -> iam.getAccountAuthorizationDetails(r -> {})),
                new IamCall(
                        "GetContextKeysForCustomPolicy",
                        "*",
                        iam -> iam.getContextKeysForCustomPolicy(r -> r.policyInputList(ALLOW_ALL))),
                new IamCall(
                        "GetContextKeysForPrincipalPolicy",
                        user,
                        iam -> iam.getContextKeysForPrincipalPolicy(r -> r.policySourceArn(user))),
                new IamCall(
                        "SimulateCustomPolicy",
                        "*",
                        iam -> iam.simulateCustomPolicy(
                                r -> r.policyInputList(ALLOW_ALL).actionNames("iam:ListUsers"))),
                new IamCall(
                        "SimulatePrincipalPolicy",
                        user,
                        iam -> iam.simulatePrincipalPolicy(
                                r -> r.policySourceArn(user).actionNames("iam:ListUsers"))),
                new IamCall(
                        "GenerateServiceLastAccessedDetails",
                        user,
                        iam -> iam.generateServiceLastAccessedDetails(r -> r.arn(user))),
                new IamCall(
                        "GetServiceLastAccessedDetails",
                        "*",
                        iam -> iam.getServiceLastAccessedDetails(r -> r.jobId(JOB))),
                new IamCall(
                        "GetServiceLastAccessedDetailsWithEntities",
                        "*",
                        iam -> iam.getServiceLastAccessedDetailsWithEntities(
                                r -> r.jobId(JOB).serviceNamespace("iam"))),
                new IamCall(
                        "ListPoliciesGrantingServiceAccess",
                        user,
                        iam -> iam.listPoliciesGrantingServiceAccess(
                                r -> r.arn(user).serviceNamespaces("iam"))),
                new IamCall(
                        "GetAccessKeyLastUsed",
                        "access key " + keyId,
                        iam -> iam.getAccessKeyLastUsed(r -> r.accessKeyId(keyId))));
    }

    @Override
    public String toString() {
        return operation + " of " + resource;
    }
}
