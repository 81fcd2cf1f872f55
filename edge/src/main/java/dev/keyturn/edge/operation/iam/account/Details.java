package dev.keyturn.edge.operation.iam.account;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;
import software.amazon.awssdk.services.iam.model.UserDetail;

import dev.keyturn.edge.operation.iam.resource.PolicyText;
import dev.keyturn.edge.operation.iam.resource.SdkPolicies;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.identity.InstanceProfiles;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.identity.PolicyVersions;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/** What GetAccountAuthorizationDetails says of users, groups, roles and policies. */
final class Details {
    /** As many as an account may have: all of them, without pages. */
    private static final int MOST_INSTANCE_PROFILES = 1_000;

    private final Transaction tx;

    Details(Transaction tx) {
        this.tx = tx;
    }

    UserDetail of(User user) {
        UserDetail.Builder detail = UserDetail.builder()
                .path(user.path())
                .userName(user.name())
                .userId(user.id())
                .arn(user.arn().toString())
                .createDate(user.created())
                .userPolicyList(inline(user))
                .groupList(new Groups(tx).of(user).stream().map(Group::name).toList())
                .attachedManagedPolicies(attached(user))
                .tags(Tags.toSdk(user.tags()));
        user.boundary().ifPresent(arn -> detail.permissionsBoundary(boundary(arn)));
        return detail.build();
    }

    GroupDetail of(Group group) {
        return GroupDetail.builder()
                .path(group.path())
                .groupName(group.name())
                .groupId(group.id())
                .arn(group.arn().toString())
                .createDate(group.created())
                .groupPolicyList(inline(group))
                .attachedManagedPolicies(attached(group))
                .build();
    }

    RoleDetail of(Role role) {
        RoleDetail.Builder detail = RoleDetail.builder()
                .path(role.path())
                .roleName(role.name())
                .roleId(role.id())
                .arn(role.arn().toString())
                .createDate(role.created())
                .assumeRolePolicyDocument(PolicyText.encoded(role.trustPolicy()))
                .instanceProfileList(new InstanceProfiles(tx)
                        .of(role, Optional.empty(), MOST_INSTANCE_PROFILES).items().stream()
                                .map(profile -> profile(profile, role))
                                .toList())
                .rolePolicyList(inline(role))
                .attachedManagedPolicies(attached(role))
                .tags(Tags.toSdk(role.tags()))
                .roleLastUsed(lastUsed(role));
        role.boundary().ifPresent(arn -> detail.permissionsBoundary(boundary(arn)));
        return detail.build();
    }

    ManagedPolicyDetail of(ManagedPolicy policy) {
        ManagedPolicyDetail.Builder detail = ManagedPolicyDetail.builder()
                .policyName(policy.name())
                .policyId(policy.id())
                .arn(policy.arn().toString())
                .path(policy.path())
                .defaultVersionId(policy.defaultVersionId())
                .attachmentCount(policy.attachments())
                .permissionsBoundaryUsageCount(policy.boundaries())
                .isAttachable(true)
                .createDate(policy.created())
                .updateDate(policy.updated())
                .policyVersionList(new PolicyVersions(tx)
                        .of(policy).stream()
                                .map(version -> SdkPolicies.version(version)
                                        .document(PolicyText.encoded(version.document()))
                                        .build())
                                .toList());
        return policy.description().isEmpty()
                ? detail.build()
                : detail.description(policy.description()).build();
    }

    private List<PolicyDetail> inline(PolicyHolder holder) {
        return HeldPolicy.own(holder, tx).stream()
                .filter(held -> held.managed().isEmpty())
                .map(held -> PolicyDetail.builder()
                        .policyName(held.name())
                        .policyDocument(PolicyText.encoded(held.document()))
                        .build())
                .toList();
    }

    private List<AttachedPolicy> attached(PolicyHolder holder) {
        return new Policies(tx)
                .allAttached(holder).stream().map(SdkPolicies::attached).toList();
    }

    private static AttachedPermissionsBoundary boundary(Arn policy) {
        return AttachedPermissionsBoundary.builder()
                .permissionsBoundaryType(PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY)
                .permissionsBoundaryArn(policy.toString())
                .build();
    }

    private static RoleLastUsed lastUsed(Role role) {
        return role.lastUsed()
                .map(used -> RoleLastUsed.builder()
                        .lastUsedDate(used.at())
                        .region(used.region())
                        .build())
                .orElse(RoleLastUsed.builder().build());
    }

    private static software.amazon.awssdk.services.iam.model.InstanceProfile profile(
            InstanceProfile profile, Role role) {
        return software.amazon.awssdk.services.iam.model.InstanceProfile.builder()
                .path(profile.path())
                .instanceProfileName(profile.name())
                .instanceProfileId(profile.id())
                .arn(profile.arn().toString())
                .createDate(profile.created())
                .roles(software.amazon.awssdk.services.iam.model.Role.builder()
                        .path(role.path())
                        .roleName(role.name())
                        .roleId(role.id())
                        .arn(role.arn().toString())
                        .createDate(role.created())
                        .assumeRolePolicyDocument(PolicyText.encoded(role.trustPolicy()))
                        .build())
                .build();
    }
}
