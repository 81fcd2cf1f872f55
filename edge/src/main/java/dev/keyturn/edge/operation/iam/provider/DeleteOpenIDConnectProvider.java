package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.OidcProvider;
import dev.keyturn.state.identity.OidcProviders;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes an OpenID Connect provider; succeeds too when it is not there. Roles may go on naming it, and nobody can
 * assume them by it any more.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html">DeleteOpenIDConnectProvider</a>
 */
final class DeleteOpenIDConnectProvider
        implements Change<
                DeleteOpenIdConnectProviderRequest, ProviderByArn<OidcProvider>, DeleteOpenIdConnectProviderResponse> {
    private static final Api<DeleteOpenIdConnectProviderRequest> API = new Api<>(
            "iam",
            "DeleteOpenIDConnectProvider",
            DeleteOpenIdConnectProviderRequest.class,
            DeleteOpenIdConnectProviderRequest::builder);

    @Override
    public Api<DeleteOpenIdConnectProviderRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<OidcProvider> resolve(
            DeleteOpenIdConnectProviderRequest request, Caller caller, Transaction tx) {
        return ProviderByArn.oidc(request.openIDConnectProviderArn(), caller, tx);
    }

    @Override
    public Demand demand(
            DeleteOpenIdConnectProviderRequest request, ProviderByArn<OidcProvider> provider, Caller caller) {
        return provider.demand(API.action());
    }

    @Override
    public DeleteOpenIdConnectProviderResponse perform(
            Authorized<DeleteOpenIdConnectProviderRequest, ProviderByArn<OidcProvider>> authorized, Transaction tx) {
        authorized.target().stored().ifPresent(new OidcProviders(tx)::delete);
        return DeleteOpenIdConnectProviderResponse.builder().build();
    }
}
