package dev.keyturn.edge.operation.secretsmanager;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.gate.Gate;
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
    private final Gate gate;

    TagResource(SecretIds ids, Gate gate) {
        this.ids = ids;
        this.gate = gate;
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
        StoredSecret stored = SecretIds.changeable(request.secretId(), authorized.target());
        Secret secret = stored.secret();
        Map<String, String> tags = new TreeMap<>(secret.tags());
        Map<String, String> added = SecretTags.checked(request.tags());
        tags.keySet().removeIf(added::containsKey); // in any case: the new spelling takes the old one's place
        tags.putAll(added);
        SecretTags.requireWithinQuota(tags, "InvalidParameterException");
        Secret tagged = SecretEdit.of(secret, tx.now()).tags(tags).done();
        // AWS: if it "would result in you losing your permissions for this secret, then the operation is blocked".
        Optional<StoredSecret> after = Optional.of(stored.with(tagged));
        gate.authorise(request, after, demand(request, after, authorized.caller()), authorized.caller());
        new Secrets(tx).update(tagged);
        return TagResourceResponse.builder().build();
    }
}
