package dev.keyturn.edge.operation.iam.resource;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Transaction;

/** Whose access keys, or whose own data, a request is about: a named user's, or without a name the caller's. */
public sealed interface KeyOwner {

    /**
     * Finds whom a request means.
     *
     * @param userName null for the caller itself
     */
    static KeyOwner resolve(@Nullable String userName, Caller caller, Transaction tx) {
        if (userName != null) {
            return new OfUser(Named.user(userName, caller, tx));
        }
        return switch (caller.principal()) {
            case Principal.Root root -> new OfRoot(root);
            case Principal.IamUser(User user) -> new OfUser(self(user, tx));
            case Principal.RoleSession _, Principal.FederatedUser _, Principal.Federated _ ->
                throw AwsFailure.of(
                        CommonError.VALIDATION, "Must specify userName when calling with non-User credentials");
        };
    }

    /** The caller's user as it is now; by its id, lest another one of the same name, made since, be taken for it. */
    private static Named<User> self(User user, Transaction tx) {
        Optional<User> now = new Users(tx)
                .find(user.account(), user.name())
                .filter(found -> found.id().equals(user.id()));
        return new Named<>(EntityKind.USER, user.account(), user.name(), now);
    }

    Demand demand(String action);

    /**
     * The user's name as stored; empty for root.
     *
     * @throws AwsFailure NoSuchEntity
     */
    Optional<String> userName();

    String account();

    default List<AccessKey> keys(Transaction tx) {
        return new AccessKeys(tx).of(account(), userName());
    }

    /**
     * One of this owner's keys.
     *
     * @throws AwsFailure NoSuchEntity for a key that is not this owner's, be it somebody else's or nobody's
     */
    default AccessKey key(String id, Transaction tx) {
        return keys(tx).stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        AwsFailure.of("NoSuchEntityException", "The Access Key with id " + id + " cannot be found."));
    }

    record OfRoot(Principal.Root root) implements KeyOwner {
        @Override
        public Demand demand(String action) {
            return Demand.on(action, root.arn().toString());
        }

        @Override
        public Optional<String> userName() {
            return Optional.empty();
        }

        @Override
        public String account() {
            return root.account();
        }
    }

    record OfUser(Named<User> user) implements KeyOwner {
        @Override
        public Demand demand(String action) {
            return user.demand(action);
        }

        @Override
        public Optional<String> userName() {
            return Optional.of(user.found().name());
        }

        @Override
        public String account() {
            return user.account();
        }
    }
}
