package dev.keyturn.edge.operation.iam.provider;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.OidcProvider;
import dev.keyturn.state.identity.OidcProviders;
import dev.keyturn.state.store.Transaction;

/**
 * Adds an audience whose tokens are meant for the account; one that is there already stays.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html">AddClientIDToOpenIDConnectProvider</a>
 */
final class AddClientIDToOpenIDConnectProvider
        implements Change<
                AddClientIdToOpenIdConnectProviderRequest,
                ProviderByArn<OidcProvider>,
                AddClientIdToOpenIdConnectProviderResponse> {
    private static final Api<AddClientIdToOpenIdConnectProviderRequest> API = new Api<>(
            "iam",
            "AddClientIDToOpenIDConnectProvider",
            AddClientIdToOpenIdConnectProviderRequest.class,
            AddClientIdToOpenIdConnectProviderRequest::builder);

    @Override
    public Api<AddClientIdToOpenIdConnectProviderRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<OidcProvider> resolve(
            AddClientIdToOpenIdConnectProviderRequest request, Caller caller, Transaction tx) {
        return ProviderByArn.oidc(request.openIDConnectProviderArn(), caller, tx);
    }

    @Override
    public Demand demand(
            AddClientIdToOpenIdConnectProviderRequest request, ProviderByArn<OidcProvider> provider, Caller caller) {
        return provider.demand(API.action());
    }

    @Override
    public AddClientIdToOpenIdConnectProviderResponse perform(
            Authorized<AddClientIdToOpenIdConnectProviderRequest, ProviderByArn<OidcProvider>> authorized,
            Transaction tx) {
        OidcProvider provider = authorized.target().found();
        List<String> clientIds = new ArrayList<>(provider.clientIds());
        if (!clientIds.contains(authorized.request().clientID())) {
            clientIds.add(authorized.request().clientID());
            new OidcProviders(tx).setClientIds(provider, ProviderLimits.clientIds(clientIds));
        }
        return AddClientIdToOpenIdConnectProviderResponse.builder().build();
    }
}
