package dev.keyturn.edge.operation.iam;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * One call of every operation of IAM; as long as IAM is, since an operation without its call fails a test.
 *
 * @param resource how a denial names what the call is about
 */
record IamCall(String operation, String resource, Consumer<IamClient> call) {
    private static final String ALLOW_ALL = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    private static final String JOB = "00000000-0000-4000-8000-000000000000";
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},
             "Action":"sts:AssumeRole"}}""";
    private static final String LINKED_ROLE =
            "arn:aws:iam::111122223333:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS";

    String action() {
        return "iam:" + operation;
    }

    /** @param name of a user, a group, a role and an instance profile */
    static List<IamCall> all(String name, String policyArn, String keyId) {
        return Stream.of(
                        ofUsersAndKeys(name, policyArn, keyId),
                        ofManagedPolicies(policyArn),
                        ofGroupsPolicies(name, policyArn),
                        ofRolesPolicies(name, policyArn),
                        ofRoles(name, policyArn),
                        ofInstanceProfiles(name),
                        ofTheAccount(name, keyId),
                        ofSigningIn(name))
                .flatMap(List::stream)
                .toList();
    }

    private static List<IamCall> ofUsersAndKeys(String userName, String policyArn, String keyId) {
        String user = "user " + userName;
        String group = "group " + userName;
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
                new IamCall(
                        "UpdateUser",
                        user,
                        iam -> iam.updateUser(r -> r.userName(userName).newUserName("renamed"))),
                new IamCall(
                        "TagUser",
                        user,
                        iam -> iam.tagUser(r ->
                                r.userName(userName).tags(tag -> tag.key("k").value("v")))),
                new IamCall(
                        "UntagUser",
                        user,
                        iam -> iam.untagUser(r -> r.userName(userName).tagKeys("k"))),
                new IamCall("ListUserTags", user, iam -> iam.listUserTags(r -> r.userName(userName))),
                new IamCall(
                        "PutUserPermissionsBoundary",
                        user,
                        iam -> iam.putUserPermissionsBoundary(
                                r -> r.userName(userName).permissionsBoundary(policyArn))),
                new IamCall(
                        "DeleteUserPermissionsBoundary",
                        user,
                        iam -> iam.deleteUserPermissionsBoundary(r -> r.userName(userName))),
                new IamCall("CreateGroup", "group newcomers", iam -> iam.createGroup(r -> r.groupName("newcomers"))),
                new IamCall("ListGroups", "arn:aws:iam::111122223333:group/", iam -> iam.listGroups()),
                new IamCall("GetGroup", group, iam -> iam.getGroup(r -> r.groupName(userName))),
                new IamCall(
                        "UpdateGroup",
                        group,
                        iam -> iam.updateGroup(r -> r.groupName(userName).newGroupName("renamed"))),
                new IamCall("DeleteGroup", group, iam -> iam.deleteGroup(r -> r.groupName(userName))),
                new IamCall(
                        "AddUserToGroup",
                        group,
                        iam -> iam.addUserToGroup(r -> r.groupName(userName).userName(userName))),
                new IamCall(
                        "RemoveUserFromGroup",
                        group,
                        iam -> iam.removeUserFromGroup(
                                r -> r.groupName(userName).userName(userName))),
                new IamCall("ListGroupsForUser", user, iam -> iam.listGroupsForUser(r -> r.userName(userName))),
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
                        "ListVirtualMFADevices", "arn:aws:iam::111122223333:mfa/", iam -> iam.listVirtualMFADevices()),
                new IamCall(
                        "DeleteVirtualMFADevice", phone, iam -> iam.deleteVirtualMFADevice(r -> r.serialNumber(phone))),
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

    /** @param name of a role and of an instance profile */
    private static List<IamCall> ofRoles(String name, String policyArn) {
        String role = "role " + name;
        return List.of(
                new IamCall(
                        "CreateRole",
                        "role new",
                        iam -> iam.createRole(r -> r.roleName("new").assumeRolePolicyDocument(TRUST))),
                new IamCall("ListRoles", "arn:aws:iam::111122223333:role/", iam -> iam.listRoles()),
                new IamCall("GetRole", role, iam -> iam.getRole(r -> r.roleName(name))),
                new IamCall(
                        "UpdateRole",
                        role,
                        iam -> iam.updateRole(r -> r.roleName(name).description("d"))),
                new IamCall(
                        "UpdateRoleDescription",
                        role,
                        iam -> iam.updateRoleDescription(r -> r.roleName(name).description("d"))),
                new IamCall("DeleteRole", role, iam -> iam.deleteRole(r -> r.roleName(name))),
                new IamCall(
                        "UpdateAssumeRolePolicy",
                        role,
                        iam -> iam.updateAssumeRolePolicy(r -> r.roleName(name).policyDocument(TRUST))),
                new IamCall(
                        "PutRolePermissionsBoundary",
                        role,
                        iam -> iam.putRolePermissionsBoundary(
                                r -> r.roleName(name).permissionsBoundary(policyArn))),
                new IamCall(
                        "DeleteRolePermissionsBoundary",
                        role,
                        iam -> iam.deleteRolePermissionsBoundary(r -> r.roleName(name))),
                new IamCall(
                        "TagRole",
                        role,
                        iam -> iam.tagRole(
                                r -> r.roleName(name).tags(tag -> tag.key("k").value("v")))),
                new IamCall(
                        "UntagRole",
                        role,
                        iam -> iam.untagRole(r -> r.roleName(name).tagKeys("k"))),
                new IamCall("ListRoleTags", role, iam -> iam.listRoleTags(r -> r.roleName(name))),
                new IamCall(
                        "CreateServiceLinkedRole",
                        LINKED_ROLE,
                        iam -> iam.createServiceLinkedRole(r -> r.awsServiceName("rds.amazonaws.com"))),
                new IamCall("DeleteServiceLinkedRole", role, iam -> iam.deleteServiceLinkedRole(r -> r.roleName(name))),
                new IamCall(
                        "GetServiceLinkedRoleDeletionStatus",
                        LINKED_ROLE,
                        iam -> iam.getServiceLinkedRoleDeletionStatus(r -> r.deletionTaskId(
                                "task/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS/" + new UUID(0, 0)))));
    }

    private static List<IamCall> ofInstanceProfiles(String name) {
        String profile = "instance profile " + name;
        return List.of(
                new IamCall(
                        "CreateInstanceProfile",
                        "instance profile new",
                        iam -> iam.createInstanceProfile(r -> r.instanceProfileName("new"))),
                new IamCall(
                        "ListInstanceProfiles",
                        "arn:aws:iam::111122223333:instance-profile/",
                        iam -> iam.listInstanceProfiles()),
                new IamCall(
                        "ListInstanceProfilesForRole",
                        "role " + name,
                        iam -> iam.listInstanceProfilesForRole(r -> r.roleName(name))),
                new IamCall(
                        "GetInstanceProfile", profile, iam -> iam.getInstanceProfile(r -> r.instanceProfileName(name))),
                new IamCall(
                        "DeleteInstanceProfile",
                        profile,
                        iam -> iam.deleteInstanceProfile(r -> r.instanceProfileName(name))),
                new IamCall(
                        "AddRoleToInstanceProfile",
                        profile,
                        iam -> iam.addRoleToInstanceProfile(
                                r -> r.instanceProfileName(name).roleName(name))),
                new IamCall(
                        "RemoveRoleFromInstanceProfile",
                        profile,
                        iam -> iam.removeRoleFromInstanceProfile(
                                r -> r.instanceProfileName(name).roleName(name))),
                new IamCall(
                        "TagInstanceProfile",
                        profile,
                        iam -> iam.tagInstanceProfile(r -> r.instanceProfileName(name)
                                .tags(tag -> tag.key("k").value("v")))),
                new IamCall(
                        "UntagInstanceProfile",
                        profile,
                        iam -> iam.untagInstanceProfile(
                                r -> r.instanceProfileName(name).tagKeys("k"))),
                new IamCall(
                        "ListInstanceProfileTags",
                        profile,
                        iam -> iam.listInstanceProfileTags(r -> r.instanceProfileName(name))));
    }

    @Override
    public String toString() {
        return operation + " of " + resource;
    }
}
