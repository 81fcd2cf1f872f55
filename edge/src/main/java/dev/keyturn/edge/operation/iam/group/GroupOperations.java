package dev.keyturn.edge.operation.iam.group;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.store.Store;

/** The operations on groups and who is in them. */
public final class GroupOperations {
    private GroupOperations() {}

    /** One of each. */
    public static List<Operation<?, ?, ?>> all(Store store, RandomGenerator random, PageTokens tokens) {
        return List.of(
                new CreateGroup(random),
                new GetGroup(store, tokens),
                new ListGroups(store, tokens),
                new UpdateGroup(),
                new DeleteGroup(),
                new AddUserToGroup(),
                new RemoveUserFromGroup(),
                new ListGroupsForUser(store, tokens));
    }
}
