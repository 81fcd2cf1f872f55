package dev.keyturn.edge.operation.iam.resource;

import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.Policy;

import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.PolicyVersion;

/** Managed policies as IAM answers them. */
public final class SdkPolicies {
    private SdkPolicies() {}

    /** As CreatePolicy has it: without the description. */
    public static Policy created(ManagedPolicy policy) {
        Policy.Builder created = common(policy);
        return policy.tags().isEmpty()
                ? created.build()
                : created.tags(Tags.toSdk(policy.tags())).build();
    }

    /** As ListPolicies has it: without the description and without tags. */
    public static Policy listed(ManagedPolicy policy) {
        return common(policy).build();
    }

    /** Without its document. */
    public static software.amazon.awssdk.services.iam.model.PolicyVersion.Builder version(PolicyVersion version) {
        return software.amazon.awssdk.services.iam.model.PolicyVersion.builder()
                .versionId(version.id())
                .isDefaultVersion(version.isDefault())
                .createDate(version.created());
    }

    /** As GetPolicy has it: with a list of tags, even an empty one. */
    public static Policy described(ManagedPolicy policy) {
        Policy.Builder described = common(policy).tags(Tags.toSdk(policy.tags()));
        return policy.description().isEmpty()
                ? described.build()
                : described.description(policy.description()).build();
    }

    public static AttachedPolicy attached(ManagedPolicy policy) {
        return AttachedPolicy.builder()
                .policyName(policy.name())
                .policyArn(policy.arn().toString())
                .build();
    }

    private static Policy.Builder common(ManagedPolicy policy) {
        return Policy.builder()
                .policyName(policy.name())
                .policyId(policy.id())
                .arn(policy.arn().toString())
                .path(policy.path())
                .defaultVersionId(policy.defaultVersionId())
                .attachmentCount(policy.attachments())
                .permissionsBoundaryUsageCount(policy.boundaries())
                .isAttachable(true)
                .createDate(policy.created())
                .updateDate(policy.updated());
    }
}
