package dev.keyturn.edge.operation.iam.resource;

import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;
import software.amazon.awssdk.services.iam.model.User;

import dev.keyturn.state.identity.Principal;

/** Users as IAM answers them. */
public final class SdkUsers {
    private SdkUsers() {}

    /** As ListUsers has it: without tags. */
    public static User listed(dev.keyturn.state.identity.User user) {
        return described(user).build();
    }

    public static User withTags(dev.keyturn.state.identity.User user) {
        User.Builder described = described(user);
        user.boundary()
                .ifPresent(arn -> described.permissionsBoundary(boundary -> boundary.permissionsBoundaryType(
                                PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY)
                        .permissionsBoundaryArn(arn.toString())));
        return user.tags().isEmpty()
                ? described.build()
                : described.tags(Tags.toSdk(user.tags())).build();
    }

    /** The root user has neither name nor path, and here no date: that of the account is not kept. */
    public static User of(Principal.Root root) {
        return User.builder().userId(root.uniqueId()).arn(root.arn().toString()).build();
    }

    private static User.Builder described(dev.keyturn.state.identity.User user) {
        return User.builder()
                .path(user.path())
                .userName(user.name())
                .userId(user.id())
                .arn(user.arn().toString())
                .createDate(user.created());
    }
}
