package dev.keyturn.edge.operation.iam;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.iam.account.AccountOperations;
import dev.keyturn.edge.operation.iam.group.GroupOperations;
import dev.keyturn.edge.operation.iam.key.KeyOperations;
import dev.keyturn.edge.operation.iam.mfa.MfaOperations;
import dev.keyturn.edge.operation.iam.password.PasswordOperations;
import dev.keyturn.edge.operation.iam.policy.PolicyOperations;
import dev.keyturn.edge.operation.iam.provider.ProviderOperations;
import dev.keyturn.edge.operation.iam.role.RoleOperations;
import dev.keyturn.edge.operation.iam.user.UserOperations;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.signin.Passwords;
import dev.keyturn.state.store.Store;

/** The operations of AWS IAM; one package for each thing they are about. */
public final class IamOperations {
    private IamOperations() {}

    /**
     * One of each.
     *
     * @param random of cryptographic quality: secret access keys come from it
     */
    public static List<Operation<?, ?, ?>> all(
            Store store, Seal seal, RandomGenerator random, PageTokens tokens, LastUsed lastUsed, Passwords passwords) {
        return Stream.of(
                        UserOperations.all(store, random, tokens),
                        GroupOperations.all(store, random, tokens),
                        KeyOperations.all(store, seal, random, tokens),
                        PolicyOperations.all(store, random, tokens),
                        RoleOperations.all(store, random, tokens),
                        PasswordOperations.all(store, passwords),
                        MfaOperations.all(store, seal, random, tokens),
                        ProviderOperations.all(store, random, tokens),
                        AccountOperations.all(store, random, tokens, lastUsed))
                .flatMap(List::stream)
                .toList();
    }
}
