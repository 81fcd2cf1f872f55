package dev.keyturn.edge.operation.rds;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.rds.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.rds.model.RemoveTagsFromResourceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.instance.DatabaseInstance;
import dev.keyturn.state.instance.DatabaseInstances;
import dev.keyturn.state.store.Transaction;

/** Takes tags off a registered database; those that it does not wear are not missed. */
final class RemoveTagsFromResource
        implements Change<RemoveTagsFromResourceRequest, Optional<DatabaseInstance>, RemoveTagsFromResourceResponse> {
    private static final Api<RemoveTagsFromResourceRequest> API = new Api<>(
            "rds",
            "RemoveTagsFromResource",
            RemoveTagsFromResourceRequest.class,
            RemoveTagsFromResourceRequest::builder);

    private final InstanceIds ids;

    RemoveTagsFromResource(InstanceIds ids) {
        this.ids = ids;
    }

    @Override
    public Api<RemoveTagsFromResourceRequest> api() {
        return API;
    }

    @Override
    public Optional<DatabaseInstance> resolve(RemoveTagsFromResourceRequest request, Caller caller, Transaction tx) {
        return ids.find(request.resourceName(), caller.account(), tx);
    }

    @Override
    public Demand demand(RemoveTagsFromResourceRequest request, Optional<DatabaseInstance> target, Caller caller) {
        return ids.demand(API, request.resourceName(), target, caller.account()).with("aws:TagKeys", request.tagKeys());
    }

    @Override
    public RemoveTagsFromResourceResponse perform(
            Authorized<RemoveTagsFromResourceRequest, Optional<DatabaseInstance>> authorized, Transaction tx) {
        DatabaseInstance instance = InstanceIds.named(authorized.request().resourceName(), authorized.target());
        Map<String, String> tags = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        tags.putAll(instance.tags());
        authorized.request().tagKeys().forEach(tags::remove);
        new DatabaseInstances(tx).update(instance.withTags(tags));
        return RemoveTagsFromResourceResponse.builder().build();
    }
}
