package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.UntagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.EntityTags;
import dev.keyturn.state.identity.SamlProvider;
import dev.keyturn.state.store.Transaction;

/**
 * Takes tags off a SAML provider; those that it does not wear are no error.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagSAMLProvider.html">UntagSAMLProvider</a>
 */
final class UntagSAMLProvider
        implements Change<UntagSamlProviderRequest, ProviderByArn<SamlProvider>, UntagSamlProviderResponse> {
    private static final Api<UntagSamlProviderRequest> API =
            new Api<>("iam", "UntagSAMLProvider", UntagSamlProviderRequest.class, UntagSamlProviderRequest::builder);

    @Override
    public Api<UntagSamlProviderRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<SamlProvider> resolve(UntagSamlProviderRequest request, Caller caller, Transaction tx) {
        return ProviderByArn.saml(request.samlProviderArn(), caller, tx);
    }

    @Override
    public Demand demand(UntagSamlProviderRequest request, ProviderByArn<SamlProvider> provider, Caller caller) {
        return provider.demand(API.action()).with("aws:TagKeys", request.tagKeys());
    }

    @Override
    public UntagSamlProviderResponse perform(
            Authorized<UntagSamlProviderRequest, ProviderByArn<SamlProvider>> authorized, Transaction tx) {
        new EntityTags(tx)
                .remove(authorized.target().found(), authorized.request().tagKeys());
        return UntagSamlProviderResponse.builder().build();
    }
}
