package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.SamlProvider;
import dev.keyturn.state.store.Store;

/**
 * Lists the tags of a SAML provider, by key.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviderTags.html">ListSAMLProviderTags</a>
 */
final class ListSAMLProviderTags
        implements Read<ListSamlProviderTagsRequest, ProviderByArn<SamlProvider>, ListSamlProviderTagsResponse> {
    private static final Api<ListSamlProviderTagsRequest> API = new Api<>(
            "iam", "ListSAMLProviderTags", ListSamlProviderTagsRequest.class, ListSamlProviderTagsRequest::builder);

    private final Store store;
    private final Marker marker;

    ListSAMLProviderTags(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListSamlProviderTagsRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<SamlProvider> resolve(ListSamlProviderTagsRequest request, Caller caller) {
        return store.read(tx -> ProviderByArn.saml(request.samlProviderArn(), caller, tx));
    }

    @Override
    public Demand demand(ListSamlProviderTagsRequest request, ProviderByArn<SamlProvider> provider, Caller caller) {
        return provider.demand(API.action());
    }

    @Override
    public ListSamlProviderTagsResponse perform(
            Authorized<ListSamlProviderTagsRequest, ProviderByArn<SamlProvider>> authorized) {
        Page<Tag> page = ProviderTags.page(
                authorized.target().found(),
                marker.position(authorized.request().marker(), authorized.caller()),
                Marker.limit(authorized.request().maxItems()));
        return ListSamlProviderTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), authorized.caller()))
                .build();
    }
}
