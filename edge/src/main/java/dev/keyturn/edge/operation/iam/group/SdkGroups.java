package dev.keyturn.edge.operation.iam.group;

import software.amazon.awssdk.services.iam.model.Group;

/** Groups as IAM answers them. */
final class SdkGroups {
    private SdkGroups() {}

    static Group of(dev.keyturn.state.identity.Group group) {
        return Group.builder()
                .path(group.path())
                .groupName(group.name())
                .groupId(group.id())
                .arn(group.arn().toString())
                .createDate(group.created())
                .build();
    }
}
