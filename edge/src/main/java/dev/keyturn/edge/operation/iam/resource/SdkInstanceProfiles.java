package dev.keyturn.edge.operation.iam.resource;

import software.amazon.awssdk.services.iam.model.InstanceProfile;

/** Instance profiles as IAM answers them, with a list of roles, even an empty one. */
public final class SdkInstanceProfiles {
    private SdkInstanceProfiles() {}

    /** As the listings have it: without tags. */
    public static InstanceProfile listed(dev.keyturn.state.identity.InstanceProfile profile) {
        return common(profile).build();
    }

    public static InstanceProfile withTags(dev.keyturn.state.identity.InstanceProfile profile) {
        return profile.tags().isEmpty()
                ? common(profile).build()
                : common(profile).tags(Tags.toSdk(profile.tags())).build();
    }

    private static InstanceProfile.Builder common(dev.keyturn.state.identity.InstanceProfile profile) {
        return InstanceProfile.builder()
                .path(profile.path())
                .instanceProfileName(profile.name())
                .instanceProfileId(profile.id())
                .arn(profile.arn().toString())
                .createDate(profile.created())
                .roles(profile.role().map(SdkRoles::brief).stream().toList());
    }
}
