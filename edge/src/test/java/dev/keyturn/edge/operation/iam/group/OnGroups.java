package dev.keyturn.edge.operation.iam.group;

import java.util.List;
import software.amazon.awssdk.services.iam.model.Group;

import dev.keyturn.edge.operation.OnInProcessServer;

/** What the tests of groups need to say. */
abstract class OnGroups extends OnInProcessServer {

    static String groupArn(String pathAndName) {
        return "arn:aws:iam::" + ACCOUNT + ":group/" + pathAndName;
    }

    static List<String> names(List<Group> groups) {
        return groups.stream().map(Group::groupName).toList();
    }

    /** A new user in that group. */
    void member(String userName, String groupName) {
        iam.createUser(r -> r.userName(userName));
        iam.addUserToGroup(r -> r.userName(userName).groupName(groupName));
    }
}
