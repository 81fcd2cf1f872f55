package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.GetSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.GetSamlProviderResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.SamlProvider;
import dev.keyturn.state.store.Store;

/**
 * Describes a SAML provider.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html">GetSAMLProvider</a>
 */
final class GetSAMLProvider
        implements Read<GetSamlProviderRequest, ProviderByArn<SamlProvider>, GetSamlProviderResponse> {
    private static final Api<GetSamlProviderRequest> API =
            new Api<>("iam", "GetSAMLProvider", GetSamlProviderRequest.class, GetSamlProviderRequest::builder);

    private final Store store;

    GetSAMLProvider(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetSamlProviderRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<SamlProvider> resolve(GetSamlProviderRequest request, Caller caller) {
        return store.read(tx -> ProviderByArn.saml(request.samlProviderArn(), caller, tx));
    }

    @Override
    public Demand demand(GetSamlProviderRequest request, ProviderByArn<SamlProvider> provider, Caller caller) {
        return provider.demand(API.action());
    }

    @Override
    public GetSamlProviderResponse perform(Authorized<GetSamlProviderRequest, ProviderByArn<SamlProvider>> authorized) {
        SamlProvider provider = authorized.target().found();
        return GetSamlProviderResponse.builder()
                .samlProviderUUID(provider.id())
                .samlMetadataDocument(provider.metadata())
                .createDate(provider.created())
                .validUntil(SamlValidity.of(provider))
                .tags(Tags.toSdk(provider.tags()))
                .build();
    }
}
