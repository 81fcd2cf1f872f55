package dev.keyturn.edge.operation.iam;

import software.amazon.awssdk.services.iam.model.User;

import dev.keyturn.state.identity.Principal;

/** Users as IAM answers them. */
final class SdkUsers {
    private SdkUsers() {}

    /** As ListUsers has it: without tags. */
    static User listed(dev.keyturn.state.identity.User user) {
        return described(user).build();
    }

    static User withTags(dev.keyturn.state.identity.User user) {
        User.Builder described = described(user);
        return user.tags().isEmpty()
                ? described.build()
                : described.tags(Tags.toSdk(user.tags())).build();
    }

    /** The root user has neither name nor path, and here no date: that of the account is not kept. */
    static User of(Principal.Root root) {
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
