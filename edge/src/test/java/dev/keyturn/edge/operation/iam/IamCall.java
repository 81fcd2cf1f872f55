package dev.keyturn.edge.operation.iam;

import java.util.List;
import java.util.UUID;
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

    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},
             "Action":"sts:AssumeRole"}}""";
    private static final String LINKED_ROLE =
            "arn:aws:iam::111122223333:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS";

    String action() {
        return "iam:" + operation;
    }

    /** @param name of a user, a role and an instance profile */
    static List<IamCall> all(String name, String policyArn, String keyId) {
        return Stream.of(ofUsers(name, policyArn, keyId), ofRoles(name, policyArn), ofInstanceProfiles(name))
                .flatMap(List::stream)
                .toList();
    }

    private static List<IamCall> ofUsers(String userName, String policyArn, String keyId) {
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
