package dev.keyturn.edge.operation.iam.role;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.store.Store;

/** The operations on roles and instance profiles. */
public final class RoleOperations {
    private RoleOperations() {}

    /** One of each. */
    public static List<Operation<?, ?, ?>> all(Store store, RandomGenerator random, PageTokens tokens) {
        return List.of(
                new CreateRole(random),
                new GetRole(store),
                new ListRoles(store, tokens),
                new UpdateRole(),
                new UpdateRoleDescription(),
                new DeleteRole(),
                new UpdateAssumeRolePolicy(),
                new PutRolePermissionsBoundary(),
                new DeleteRolePermissionsBoundary(),
                new TagRole(),
                new UntagRole(),
                new ListRoleTags(store, tokens),
                new CreateServiceLinkedRole(random),
                new DeleteServiceLinkedRole(random, tokens),
                new GetServiceLinkedRoleDeletionStatus(tokens),
                new CreateInstanceProfile(random),
                new GetInstanceProfile(store),
                new ListInstanceProfiles(store, tokens),
                new DeleteInstanceProfile(),
                new AddRoleToInstanceProfile(),
                new RemoveRoleFromInstanceProfile(),
                new ListInstanceProfilesForRole(store, tokens),
                new TagInstanceProfile(),
                new UntagInstanceProfile(),
                new ListInstanceProfileTags(store, tokens));
    }
}
