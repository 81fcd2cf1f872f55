package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.OidcProvider;
import dev.keyturn.state.store.Store;

/**
 * Describes an OpenID Connect provider.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html">GetOpenIDConnectProvider</a>
 */
final class GetOpenIDConnectProvider
        implements Read<
                GetOpenIdConnectProviderRequest, ProviderByArn<OidcProvider>, GetOpenIdConnectProviderResponse> {
    private static final Api<GetOpenIdConnectProviderRequest> API = new Api<>(
            "iam",
            "GetOpenIDConnectProvider",
            GetOpenIdConnectProviderRequest.class,
            GetOpenIdConnectProviderRequest::builder);

    private final Store store;

    GetOpenIDConnectProvider(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetOpenIdConnectProviderRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<OidcProvider> resolve(GetOpenIdConnectProviderRequest request, Caller caller) {
        return store.read(tx -> ProviderByArn.oidc(request.openIDConnectProviderArn(), caller, tx));
    }

    @Override
    public Demand demand(GetOpenIdConnectProviderRequest request, ProviderByArn<OidcProvider> provider, Caller caller) {
        return provider.demand(API.action());
    }

    @Override
    public GetOpenIdConnectProviderResponse perform(
            Authorized<GetOpenIdConnectProviderRequest, ProviderByArn<OidcProvider>> authorized) {
        OidcProvider provider = authorized.target().found();
        return GetOpenIdConnectProviderResponse.builder()
                .url(provider.name())
                .clientIDList(provider.clientIds())
                .thumbprintList(provider.thumbprints())
                .createDate(provider.created())
                .tags(Tags.toSdk(provider.tags()))
                .build();
    }
}
