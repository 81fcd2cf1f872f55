package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersResponse;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.OidcProviders;
import dev.keyturn.state.store.Store;

/**
 * Lists the OpenID Connect providers of the account.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html">ListOpenIDConnectProviders</a>
 */
final class ListOpenIDConnectProviders
        implements Read<ListOpenIdConnectProvidersRequest, Nothing, ListOpenIdConnectProvidersResponse> {
    private static final Api<ListOpenIdConnectProvidersRequest> API = new Api<>(
            "iam",
            "ListOpenIDConnectProviders",
            ListOpenIdConnectProvidersRequest.class,
            ListOpenIdConnectProvidersRequest::builder);

    private final Store store;

    ListOpenIDConnectProviders(Store store) {
        this.store = store;
    }

    @Override
    public Api<ListOpenIdConnectProvidersRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(ListOpenIdConnectProvidersRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(ListOpenIdConnectProvidersRequest request, Nothing target, Caller caller) {
        return Demand.on(
                API.action(),
                EntityKind.OIDC_PROVIDER.arn(caller.account(), "/", "*").toString());
    }

    @Override
    public ListOpenIdConnectProvidersResponse perform(
            Authorized<ListOpenIdConnectProvidersRequest, Nothing> authorized) {
        return ListOpenIdConnectProvidersResponse.builder()
                .openIDConnectProviderList(store.read(tx -> new OidcProviders(tx).list(authorized.account())).stream()
                        .map(provider -> OpenIDConnectProviderListEntry.builder()
                                .arn(provider.arn().toString())
                                .build())
                        .toList())
                .build();
    }
}
