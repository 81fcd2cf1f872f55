package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.EntityTags;
import dev.keyturn.state.identity.OidcProvider;
import dev.keyturn.state.store.Transaction;

/**
 * Takes tags off an OpenID Connect provider; those that it does not wear are no error.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagOpenIDConnectProvider.html">UntagOpenIDConnectProvider</a>
 */
final class UntagOpenIDConnectProvider
        implements Change<
                UntagOpenIdConnectProviderRequest, ProviderByArn<OidcProvider>, UntagOpenIdConnectProviderResponse> {
    private static final Api<UntagOpenIdConnectProviderRequest> API = new Api<>(
            "iam",
            "UntagOpenIDConnectProvider",
            UntagOpenIdConnectProviderRequest.class,
            UntagOpenIdConnectProviderRequest::builder);

    @Override
    public Api<UntagOpenIdConnectProviderRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<OidcProvider> resolve(
            UntagOpenIdConnectProviderRequest request, Caller caller, Transaction tx) {
        return ProviderByArn.oidc(request.openIDConnectProviderArn(), caller, tx);
    }

    @Override
    public Demand demand(
            UntagOpenIdConnectProviderRequest request, ProviderByArn<OidcProvider> provider, Caller caller) {
        return provider.demand(API.action()).with("aws:TagKeys", request.tagKeys());
    }

    @Override
    public UntagOpenIdConnectProviderResponse perform(
            Authorized<UntagOpenIdConnectProviderRequest, ProviderByArn<OidcProvider>> authorized, Transaction tx) {
        new EntityTags(tx)
                .remove(authorized.target().found(), authorized.request().tagKeys());
        return UntagOpenIdConnectProviderResponse.builder().build();
    }
}
