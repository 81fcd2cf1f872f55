package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.state.identity.OidcProvider;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.store.Store;

/**
 * Lists the tags of an OpenID Connect provider, by key.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviderTags.html">ListOpenIDConnectProviderTags</a>
 */
final class ListOpenIDConnectProviderTags
        implements Read<
                ListOpenIdConnectProviderTagsRequest,
                ProviderByArn<OidcProvider>,
                ListOpenIdConnectProviderTagsResponse> {
    private static final Api<ListOpenIdConnectProviderTagsRequest> API = new Api<>(
            "iam",
            "ListOpenIDConnectProviderTags",
            ListOpenIdConnectProviderTagsRequest.class,
            ListOpenIdConnectProviderTagsRequest::builder);

    private final Store store;
    private final Marker marker;

    ListOpenIDConnectProviderTags(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListOpenIdConnectProviderTagsRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<OidcProvider> resolve(ListOpenIdConnectProviderTagsRequest request, Caller caller) {
        return store.read(tx -> ProviderByArn.oidc(request.openIDConnectProviderArn(), caller, tx));
    }

    @Override
    public Demand demand(
            ListOpenIdConnectProviderTagsRequest request, ProviderByArn<OidcProvider> provider, Caller caller) {
        return provider.demand(API.action());
    }

    @Override
    public ListOpenIdConnectProviderTagsResponse perform(
            Authorized<ListOpenIdConnectProviderTagsRequest, ProviderByArn<OidcProvider>> authorized) {
        Page<Tag> page = ProviderTags.page(
                authorized.target().found(),
                marker.position(authorized.request().marker(), authorized.caller()),
                Marker.limit(authorized.request().maxItems()));
        return ListOpenIdConnectProviderTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), authorized.caller()))
                .build();
    }
}
