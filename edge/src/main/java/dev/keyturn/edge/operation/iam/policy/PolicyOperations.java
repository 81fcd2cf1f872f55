package dev.keyturn.edge.operation.iam.policy;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.store.Store;

/** The operations on managed and inline policies. */
public final class PolicyOperations {
    private PolicyOperations() {}

    /** One of each. */
    public static List<Operation<?, ?, ?>> all(Store store, RandomGenerator random, PageTokens tokens) {
        return List.of(
                new CreatePolicy(random),
                new GetPolicy(store),
                new ListPolicies(store, tokens),
                new DeletePolicy(),
                new CreatePolicyVersion(),
                new GetPolicyVersion(store),
                new ListPolicyVersions(store, tokens),
                new SetDefaultPolicyVersion(),
                new DeletePolicyVersion(),
                new ListEntitiesForPolicy(store, tokens),
                new TagPolicy(),
                new UntagPolicy(),
                new ListPolicyTags(store, tokens),
                new PutUserPolicy(),
                new GetUserPolicy(store),
                new DeleteUserPolicy(),
                new ListUserPolicies(store, tokens),
                new AttachUserPolicy(),
                new DetachUserPolicy(),
                new ListAttachedUserPolicies(store, tokens),
                new PutGroupPolicy(),
                new GetGroupPolicy(store),
                new DeleteGroupPolicy(),
                new ListGroupPolicies(store, tokens),
                new AttachGroupPolicy(),
                new DetachGroupPolicy(),
                new ListAttachedGroupPolicies(store, tokens),
                new PutRolePolicy(),
                new GetRolePolicy(store),
                new DeleteRolePolicy(),
                new ListRolePolicies(store, tokens),
                new AttachRolePolicy(),
                new DetachRolePolicy(),
                new ListAttachedRolePolicies(store, tokens));
    }
}
