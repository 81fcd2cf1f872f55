package dev.keyturn.edge.operation.iam.resource;

import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;

/** Roles as IAM answers them: each answer has another part of what is known, and its trust policy percent-encoded. */
public final class SdkRoles {
    private SdkRoles() {}

    /** As within an instance profile: what never changes, and the trust policy. */
    public static Role brief(dev.keyturn.state.identity.Role role) {
        return common(role).build();
    }

    /** As CreateRole has it: with tags and boundary, but without description and longest session. */
    public static Role created(dev.keyturn.state.identity.Role role) {
        return wearing(common(role), role).build();
    }

    /** As ListRoles has it: without tags, boundary and last use. */
    public static Role listed(dev.keyturn.state.identity.Role role) {
        return described(role).build();
    }

    /** As GetRole has it: with all, and with an empty last use if there was none. */
    public static Role inFull(dev.keyturn.state.identity.Role role) {
        return wearing(described(role), role).roleLastUsed(lastUsed(role)).build();
    }

    private static RoleLastUsed lastUsed(dev.keyturn.state.identity.Role role) {
        return role.lastUsed()
                .map(used -> RoleLastUsed.builder()
                        .lastUsedDate(used.at())
                        .region(used.region())
                        .build())
                .orElseGet(() -> RoleLastUsed.builder().build());
    }

    private static Role.Builder wearing(Role.Builder builder, dev.keyturn.state.identity.Role role) {
        role.boundary()
                .ifPresent(arn -> builder.permissionsBoundary(boundary -> boundary.permissionsBoundaryType(
                                PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY)
                        .permissionsBoundaryArn(arn.toString())));
        return role.tags().isEmpty() ? builder : builder.tags(Tags.toSdk(role.tags()));
    }

    private static Role.Builder described(dev.keyturn.state.identity.Role role) {
        Role.Builder described = common(role)
                .maxSessionDuration(Math.toIntExact(role.maxSession().toSeconds()));
        return role.description().isEmpty() ? described : described.description(role.description());
    }

    private static Role.Builder common(dev.keyturn.state.identity.Role role) {
        return Role.builder()
                .path(role.path())
                .roleName(role.name())
                .roleId(role.id())
                .arn(role.arn().toString())
                .createDate(role.created())
                .assumeRolePolicyDocument(PolicyText.encoded(role.trustPolicy()));
    }
}
