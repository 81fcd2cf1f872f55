package dev.keyturn.edge.operation.rds;

import java.util.Optional;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.instance.DatabaseInstance;
import dev.keyturn.state.store.Store;

/** The tags of a registered database. */
final class ListTagsForResource
        implements Read<ListTagsForResourceRequest, Optional<DatabaseInstance>, ListTagsForResourceResponse> {
    private static final Api<ListTagsForResourceRequest> API = new Api<>(
            "rds", "ListTagsForResource", ListTagsForResourceRequest.class, ListTagsForResourceRequest::builder);

    private final Store store;
    private final InstanceIds ids;

    ListTagsForResource(Store store, InstanceIds ids) {
        this.store = store;
        this.ids = ids;
    }

    @Override
    public Api<ListTagsForResourceRequest> api() {
        return API;
    }

    @Override
    public Optional<DatabaseInstance> resolve(ListTagsForResourceRequest request, Caller caller) {
        return store.read(tx -> ids.find(request.resourceName(), caller.account(), tx));
    }

    @Override
    public Demand demand(ListTagsForResourceRequest request, Optional<DatabaseInstance> target, Caller caller) {
        return ids.demand(API, request.resourceName(), target, caller.account());
    }

    @Override
    public ListTagsForResourceResponse perform(
            Authorized<ListTagsForResourceRequest, Optional<DatabaseInstance>> authorized) {
        DatabaseInstance instance = InstanceIds.named(authorized.request().resourceName(), authorized.target());
        return ListTagsForResourceResponse.builder()
                .tagList(InstanceTags.answered(instance.tags()))
                .build();
    }
}
