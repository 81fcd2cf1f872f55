package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.OidcProvider;
import dev.keyturn.state.store.Transaction;

/**
 * Tags an OpenID Connect provider; a key that is there gets the new value.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html">TagOpenIDConnectProvider</a>
 */
final class TagOpenIDConnectProvider
        implements Change<
                TagOpenIdConnectProviderRequest, ProviderByArn<OidcProvider>, TagOpenIdConnectProviderResponse> {
    private static final Api<TagOpenIdConnectProviderRequest> API = new Api<>(
            "iam",
            "TagOpenIDConnectProvider",
            TagOpenIdConnectProviderRequest.class,
            TagOpenIdConnectProviderRequest::builder);

    @Override
    public Api<TagOpenIdConnectProviderRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<OidcProvider> resolve(TagOpenIdConnectProviderRequest request, Caller caller, Transaction tx) {
        return ProviderByArn.oidc(request.openIDConnectProviderArn(), caller, tx);
    }

    @Override
    public Demand demand(TagOpenIdConnectProviderRequest request, ProviderByArn<OidcProvider> provider, Caller caller) {
        return provider.demand(API.action()).withRequestTags(Tags.asRequested(request.tags()));
    }

    @Override
    public TagOpenIdConnectProviderResponse perform(
            Authorized<TagOpenIdConnectProviderRequest, ProviderByArn<OidcProvider>> authorized, Transaction tx) {
        ProviderTags.put(authorized.target().found(), authorized.request().tags(), tx);
        return TagOpenIdConnectProviderResponse.builder().build();
    }
}
