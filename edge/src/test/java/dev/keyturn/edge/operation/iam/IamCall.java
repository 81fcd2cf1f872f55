package dev.keyturn.edge.operation.iam;

import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * One call of every operation of IAM. The group has the user's name.
 *
 * @param resource how a denial names what the call is about
 */
record IamCall(String operation, String resource, Consumer<IamClient> call) {
    private static final String ALLOW_ALL = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    String action() {
        return "iam:" + operation;
    }

    static List<IamCall> all(String userName, String policyArn, String keyId) {
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
                new IamCall("UpdateUser", user, iam -> iam.updateUser(r -> r.userName(userName)
                        .newUserName("renamed"))),
                new IamCall("TagUser", user, iam -> iam.tagUser(r -> r.userName(userName)
                        .tags(tag -> tag.key("k").value("v")))),
                new IamCall("UntagUser", user, iam -> iam.untagUser(r -> r.userName(userName).tagKeys("k"))),
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
                new IamCall("UpdateGroup", group, iam -> iam.updateGroup(r -> r.groupName(userName)
                        .newGroupName("renamed"))),
                new IamCall("DeleteGroup", group, iam -> iam.deleteGroup(r -> r.groupName(userName))),
                new IamCall(
                        "AddUserToGroup",
                        group,
                        iam -> iam.addUserToGroup(r -> r.groupName(userName).userName(userName))),
                new IamCall(
                        "RemoveUserFromGroup",
                        group,
                        iam -> iam.removeUserFromGroup(r -> r.groupName(userName).userName(userName))),
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

    @Override
    public String toString() {
        return operation + " of " + resource;
    }
}
