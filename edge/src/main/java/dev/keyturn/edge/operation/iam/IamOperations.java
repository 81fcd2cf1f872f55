package dev.keyturn.edge.operation.iam;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Store;

/** The operations of AWS IAM. */
public final class IamOperations {
    private IamOperations() {}

    /**
     * One of each.
     *
     * @param random of cryptographic quality: secret access keys come from it
     */
    public static List<Operation<?, ?, ?>> all(Store store, Seal seal, RandomGenerator random, PageTokens tokens) {
        return List.of(
                new CreateUser(random),
                new GetUser(store),
                new ListUsers(store, tokens),
                new DeleteUser(),
                new CreateAccessKey(seal, random),
                new ListAccessKeys(store, tokens),
                new UpdateAccessKey(),
                new DeleteAccessKey(),
                new PutUserPolicy(),
                new GetUserPolicy(store),
                new DeleteUserPolicy(),
                new ListUserPolicies(store, tokens),
                new CreatePolicy(random),
                new GetPolicy(store),
                new AttachUserPolicy(),
                new DetachUserPolicy(),
                new ListAttachedUserPolicies(store, tokens));
    }
}
