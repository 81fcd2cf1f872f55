package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintRequest;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.OidcProvider;
import dev.keyturn.state.identity.OidcProviders;
import dev.keyturn.state.store.Transaction;

/**
 * Replaces all thumbprints of an OpenID Connect provider.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html">UpdateOpenIDConnectProviderThumbprint</a>
 */
final class UpdateOpenIDConnectProviderThumbprint
        implements Change<
                UpdateOpenIdConnectProviderThumbprintRequest,
                ProviderByArn<OidcProvider>,
                UpdateOpenIdConnectProviderThumbprintResponse> {
    private static final Api<UpdateOpenIdConnectProviderThumbprintRequest> API = new Api<>(
            "iam",
            "UpdateOpenIDConnectProviderThumbprint",
            UpdateOpenIdConnectProviderThumbprintRequest.class,
            UpdateOpenIdConnectProviderThumbprintRequest::builder);

    @Override
    public Api<UpdateOpenIdConnectProviderThumbprintRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<OidcProvider> resolve(
            UpdateOpenIdConnectProviderThumbprintRequest request, Caller caller, Transaction tx) {
        return ProviderByArn.oidc(request.openIDConnectProviderArn(), caller, tx);
    }

    @Override
    public Demand demand(
            UpdateOpenIdConnectProviderThumbprintRequest request, ProviderByArn<OidcProvider> provider, Caller caller) {
        return provider.demand(API.action());
    }

    @Override
    public UpdateOpenIdConnectProviderThumbprintResponse perform(
            Authorized<UpdateOpenIdConnectProviderThumbprintRequest, ProviderByArn<OidcProvider>> authorized,
            Transaction tx) {
        new OidcProviders(tx)
                .setThumbprints(
                        authorized.target().found(),
                        ProviderLimits.thumbprints(authorized.request().thumbprintList()));
        return UpdateOpenIdConnectProviderThumbprintResponse.builder().build();
    }
}
