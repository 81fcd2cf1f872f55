package dev.keyturn.edge.operation.iam.user;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.store.Store;

/** The operations on users. */
public final class UserOperations {
    private UserOperations() {}

    /** One of each. */
    public static List<Operation<?, ?, ?>> all(Store store, RandomGenerator random, PageTokens tokens) {
        return List.of(
                new CreateUser(random),
                new GetUser(store),
                new ListUsers(store, tokens),
                new UpdateUser(),
                new DeleteUser(),
                new PutUserPermissionsBoundary(),
                new DeleteUserPermissionsBoundary(),
                new TagUser(),
                new UntagUser(),
                new ListUserTags(store, tokens));
    }
}
