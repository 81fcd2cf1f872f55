package dev.keyturn.edge.operation.rds;

import java.util.Optional;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.instance.DatabaseInstance;
import dev.keyturn.state.instance.DatabaseInstances;
import dev.keyturn.state.store.Transaction;

/** Tags a registered database. */
final class AddTagsToResource
        implements Change<AddTagsToResourceRequest, Optional<DatabaseInstance>, AddTagsToResourceResponse> {
    private static final Api<AddTagsToResourceRequest> API =
            new Api<>("rds", "AddTagsToResource", AddTagsToResourceRequest.class, AddTagsToResourceRequest::builder);

    private final InstanceIds ids;

    AddTagsToResource(InstanceIds ids) {
        this.ids = ids;
    }

    @Override
    public Api<AddTagsToResourceRequest> api() {
        return API;
    }

    @Override
    public Optional<DatabaseInstance> resolve(AddTagsToResourceRequest request, Caller caller, Transaction tx) {
        return ids.find(request.resourceName(), caller.account(), tx);
    }

    @Override
    public Demand demand(AddTagsToResourceRequest request, Optional<DatabaseInstance> target, Caller caller) {
        return ids.demand(API, request.resourceName(), target, caller.account())
                .withRequestTags(InstanceTags.given(request.tags()));
    }

    @Override
    public AddTagsToResourceResponse perform(
            Authorized<AddTagsToResourceRequest, Optional<DatabaseInstance>> authorized, Transaction tx) {
        DatabaseInstance instance = InstanceIds.named(authorized.request().resourceName(), authorized.target());
        new DatabaseInstances(tx)
                .update(instance.withTags(InstanceTags.with(
                        instance.tags(), InstanceTags.given(authorized.request().tags()))));
        return AddTagsToResourceResponse.builder().build();
    }
}
