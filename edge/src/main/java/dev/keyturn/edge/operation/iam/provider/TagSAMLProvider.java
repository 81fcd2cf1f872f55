package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.TagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.TagSamlProviderResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.SamlProvider;
import dev.keyturn.state.store.Transaction;

/**
 * Tags a SAML provider; a key that is there gets the new value.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagSAMLProvider.html">TagSAMLProvider</a>
 */
final class TagSAMLProvider
        implements Change<TagSamlProviderRequest, ProviderByArn<SamlProvider>, TagSamlProviderResponse> {
    private static final Api<TagSamlProviderRequest> API =
            new Api<>("iam", "TagSAMLProvider", TagSamlProviderRequest.class, TagSamlProviderRequest::builder);

    @Override
    public Api<TagSamlProviderRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<SamlProvider> resolve(TagSamlProviderRequest request, Caller caller, Transaction tx) {
        return ProviderByArn.saml(request.samlProviderArn(), caller, tx);
    }

    @Override
    public Demand demand(TagSamlProviderRequest request, ProviderByArn<SamlProvider> provider, Caller caller) {
        return provider.demand(API.action()).withRequestTags(Tags.asRequested(request.tags()));
    }

    @Override
    public TagSamlProviderResponse perform(
            Authorized<TagSamlProviderRequest, ProviderByArn<SamlProvider>> authorized, Transaction tx) {
        ProviderTags.put(authorized.target().found(), authorized.request().tags(), tx);
        return TagSamlProviderResponse.builder().build();
    }
}
