package dev.keyturn.edge.operation.secretsmanager;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Attaches tags; a tag whose key the secret wears already gets the new value.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html">TagResource</a>
 */
final class TagResource implements Change<TagResourceRequest, Optional<StoredSecret>, TagResourceResponse> {
    private static final Api<TagResourceRequest> API =
            new Api<>("secretsmanager", "TagResource", TagResourceRequest.class, TagResourceRequest::builder);

    private final SecretIds ids;

    TagResource(SecretIds ids) {
        this.ids = ids;
    }

    @Override
    public Api<TagResourceRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(TagResourceRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(TagResourceRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller).withRequestTags(SecretTags.given(request.tags()));
    }

    @Override
    public TagResourceResponse perform(
            Authorized<TagResourceRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        TagResourceRequest request = authorized.request();
        Secret secret =
                SecretIds.changeable(request.secretId(), authorized.target()).secret();
        Map<String, String> tags = new TreeMap<>(secret.tags());
        Map<String, String> added = SecretTags.checked(request.tags());
        tags.keySet().removeIf(added::containsKey); // in any case: the new spelling takes the old one's place
        tags.putAll(added);
        SecretTags.requireWithinQuota(tags, "InvalidParameterException");
        new Secrets(tx).update(SecretEdit.of(secret, tx.now()).tags(tags).done());
        return TagResourceResponse.builder().build();
    }
}
