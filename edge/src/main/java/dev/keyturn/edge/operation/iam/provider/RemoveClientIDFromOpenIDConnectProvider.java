package dev.keyturn.edge.operation.iam.provider;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.OidcProvider;
import dev.keyturn.state.identity.OidcProviders;
import dev.keyturn.state.store.Transaction;

/**
 * Removes an audience; succeeds too when it is not there.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html">RemoveClientIDFromOpenIDConnectProvider</a>
 */
final class RemoveClientIDFromOpenIDConnectProvider
        implements Change<
                RemoveClientIdFromOpenIdConnectProviderRequest,
                ProviderByArn<OidcProvider>,
                RemoveClientIdFromOpenIdConnectProviderResponse> {
    private static final Api<RemoveClientIdFromOpenIdConnectProviderRequest> API = new Api<>(
            "iam",
            "RemoveClientIDFromOpenIDConnectProvider",
            RemoveClientIdFromOpenIdConnectProviderRequest.class,
            RemoveClientIdFromOpenIdConnectProviderRequest::builder);

    @Override
    public Api<RemoveClientIdFromOpenIdConnectProviderRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<OidcProvider> resolve(
            RemoveClientIdFromOpenIdConnectProviderRequest request, Caller caller, Transaction tx) {
        return ProviderByArn.oidc(request.openIDConnectProviderArn(), caller, tx);
    }

    @Override
    public Demand demand(
            RemoveClientIdFromOpenIdConnectProviderRequest request,
            ProviderByArn<OidcProvider> provider,
            Caller caller) {
        return provider.demand(API.action());
    }

    @Override
    public RemoveClientIdFromOpenIdConnectProviderResponse perform(
            Authorized<RemoveClientIdFromOpenIdConnectProviderRequest, ProviderByArn<OidcProvider>> authorized,
            Transaction tx) {
        OidcProvider provider = authorized.target().found();
        List<String> clientIds = new ArrayList<>(provider.clientIds());
        clientIds.remove(authorized.request().clientID());
        new OidcProviders(tx).setClientIds(provider, clientIds);
        return RemoveClientIdFromOpenIdConnectProviderResponse.builder().build();
    }
}
