package dev.keyturn.edge.operation.iam.account;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.store.Store;

/** The operations on the account as a whole. */
public final class AccountOperations {
    private AccountOperations() {}

    /** One of each. */
    public static List<Operation<?, ?, ?>> all(
            Store store, RandomGenerator random, PageTokens tokens, LastUsed lastUsed) {
        return List.of(
                new CreateAccountAlias(),
                new DeleteAccountAlias(),
                new ListAccountAliases(store, tokens),
                new GetAccountSummary(store),
                new GenerateCredentialReport(),
                new GetCredentialReport(store),
                new GetAccountAuthorizationDetails(store, lastUsed, tokens),
                new GetContextKeysForCustomPolicy(),
                new GetContextKeysForPrincipalPolicy(store),
                new SimulateCustomPolicy(tokens),
                new SimulatePrincipalPolicy(store, tokens),
                new GenerateServiceLastAccessedDetails(random),
                new GetServiceLastAccessedDetails(store, lastUsed, tokens),
                new GetServiceLastAccessedDetailsWithEntities(store, lastUsed, tokens),
                new ListPoliciesGrantingServiceAccess(store, tokens),
                new GetAccessKeyLastUsed(store, lastUsed));
    }
}
