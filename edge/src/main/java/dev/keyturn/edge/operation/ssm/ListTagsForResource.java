package dev.keyturn.edge.operation.ssm;

import java.util.Optional;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.parameter.StoredParameter;
import dev.keyturn.state.store.Store;

/**
 * A parameter's tags.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListTagsForResource.html">
 *     ListTagsForResource</a>
 */
final class ListTagsForResource
        implements Read<ListTagsForResourceRequest, Optional<StoredParameter>, ListTagsForResourceResponse> {
    private static final Api<ListTagsForResourceRequest> API = new Api<>(
            "ssm", "ListTagsForResource", ListTagsForResourceRequest.class, ListTagsForResourceRequest::builder);

    private final Store store;
    private final TaggedResource tagged;

    ListTagsForResource(Store store, TaggedResource tagged) {
        this.store = store;
        this.tagged = tagged;
    }

    @Override
    public Api<ListTagsForResourceRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredParameter> resolve(ListTagsForResourceRequest request, Caller caller) {
        return store.read(tx -> tagged.find(request.resourceTypeAsString(), request.resourceId(), caller, tx));
    }

    @Override
    public Demand demand(ListTagsForResourceRequest request, Optional<StoredParameter> found, Caller caller) {
        return tagged.demand(API, request.resourceTypeAsString(), request.resourceId(), found, caller);
    }

    @Override
    public ListTagsForResourceResponse perform(
            Authorized<ListTagsForResourceRequest, Optional<StoredParameter>> authorized) {
        StoredParameter stored =
                TaggedResource.existing(authorized.request().resourceTypeAsString(), authorized.target());
        return ListTagsForResourceResponse.builder()
                .tagList(ParameterTags.answered(stored.tags()))
                .build();
    }
}
