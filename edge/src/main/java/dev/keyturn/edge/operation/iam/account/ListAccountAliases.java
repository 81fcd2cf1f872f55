package dev.keyturn.edge.operation.iam.account;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesRequest;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.store.Store;

/**
 * Lists the account's alias, if it has one.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html">ListAccountAliases</a>
 */
final class ListAccountAliases implements Read<ListAccountAliasesRequest, Nothing, ListAccountAliasesResponse> {
    private static final Api<ListAccountAliasesRequest> API =
            new Api<>("iam", "ListAccountAliases", ListAccountAliasesRequest.class, ListAccountAliasesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListAccountAliases(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListAccountAliasesRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(ListAccountAliasesRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(ListAccountAliasesRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public ListAccountAliasesResponse perform(Authorized<ListAccountAliasesRequest, Nothing> authorized) {
        marker.position(authorized.request().marker(), authorized.caller());
        Optional<String> alias =
                store.read(tx -> new Accounts(tx).find(authorized.account()).flatMap(Accounts.Account::alias));
        return ListAccountAliasesResponse.builder()
                .accountAliases(alias.stream().toList())
                .isTruncated(false)
                .build();
    }
}
