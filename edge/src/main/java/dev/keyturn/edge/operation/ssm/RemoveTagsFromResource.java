package dev.keyturn.edge.operation.ssm;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.parameter.StoredParameter;
import dev.keyturn.state.store.Transaction;

/**
 * Takes tags away; what the parameter does not wear is passed over.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RemoveTagsFromResource.html">
 *     RemoveTagsFromResource</a>
 */
final class RemoveTagsFromResource
        implements Change<RemoveTagsFromResourceRequest, Optional<StoredParameter>, RemoveTagsFromResourceResponse> {
    private static final Api<RemoveTagsFromResourceRequest> API = new Api<>(
            "ssm",
            "RemoveTagsFromResource",
            RemoveTagsFromResourceRequest.class,
            RemoveTagsFromResourceRequest::builder);

    private final TaggedResource tagged;

    RemoveTagsFromResource(TaggedResource tagged) {
        this.tagged = tagged;
    }

    @Override
    public Api<RemoveTagsFromResourceRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredParameter> resolve(RemoveTagsFromResourceRequest request, Caller caller, Transaction tx) {
        return tagged.find(request.resourceTypeAsString(), request.resourceId(), caller, tx);
    }

    @Override
    public Demand demand(RemoveTagsFromResourceRequest request, Optional<StoredParameter> found, Caller caller) {
        Demand demand = tagged.demand(API, request.resourceTypeAsString(), request.resourceId(), found, caller);
        return request.tagKeys().isEmpty() ? demand : demand.with("aws:TagKeys", request.tagKeys());
    }

    @Override
    public RemoveTagsFromResourceResponse perform(
            Authorized<RemoveTagsFromResourceRequest, Optional<StoredParameter>> authorized, Transaction tx) {
        RemoveTagsFromResourceRequest request = authorized.request();
        StoredParameter stored = TaggedResource.existing(request.resourceTypeAsString(), authorized.target());
        Map<String, String> tags = new TreeMap<>(stored.tags());
        request.tagKeys().forEach(tags::remove);
        new Parameters(tx).replaceTags(stored.parameter(), tags);
        return RemoveTagsFromResourceResponse.builder().build();
    }
}
