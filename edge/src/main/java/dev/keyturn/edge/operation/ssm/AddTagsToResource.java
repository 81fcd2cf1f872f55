package dev.keyturn.edge.operation.ssm;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.parameter.StoredParameter;
import dev.keyturn.state.store.Transaction;

/**
 * Attaches tags; a tag whose key the parameter wears already gets the new value.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html">
 *     AddTagsToResource</a>
 */
final class AddTagsToResource
        implements Change<AddTagsToResourceRequest, Optional<StoredParameter>, AddTagsToResourceResponse> {
    private static final Api<AddTagsToResourceRequest> API =
            new Api<>("ssm", "AddTagsToResource", AddTagsToResourceRequest.class, AddTagsToResourceRequest::builder);

    private final TaggedResource tagged;

    AddTagsToResource(TaggedResource tagged) {
        this.tagged = tagged;
    }

    @Override
    public Api<AddTagsToResourceRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredParameter> resolve(AddTagsToResourceRequest request, Caller caller, Transaction tx) {
        return tagged.find(request.resourceTypeAsString(), request.resourceId(), caller, tx);
    }

    @Override
    public Demand demand(AddTagsToResourceRequest request, Optional<StoredParameter> found, Caller caller) {
        return tagged.demand(API, request.resourceTypeAsString(), request.resourceId(), found, caller)
                .withRequestTags(ParameterTags.given(request.tags()));
    }

    @Override
    public AddTagsToResourceResponse perform(
            Authorized<AddTagsToResourceRequest, Optional<StoredParameter>> authorized, Transaction tx) {
        AddTagsToResourceRequest request = authorized.request();
        StoredParameter stored = TaggedResource.existing(request.resourceTypeAsString(), authorized.target());
        Map<String, String> tags = new TreeMap<>(stored.tags());
        Map<String, String> added = ParameterTags.checked(request.tags());
        tags.keySet().removeIf(added::containsKey); // in any case: the new spelling takes the old one's place
        tags.putAll(added);
        ParameterTags.requireWithinQuota(tags);
        new Parameters(tx).replaceTags(stored.parameter(), tags);
        return AddTagsToResourceResponse.builder().build();
    }
}
