package dev.keyturn.edge.operation.secretsmanager;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceResponse;

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
 * Takes tags off; keys that the secret does not wear are no error.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html">UntagResource</a>
 */
final class UntagResource implements Change<UntagResourceRequest, Optional<StoredSecret>, UntagResourceResponse> {
    private static final Api<UntagResourceRequest> API =
            new Api<>("secretsmanager", "UntagResource", UntagResourceRequest.class, UntagResourceRequest::builder);

    private final SecretIds ids;
    private final Gate gate;

    UntagResource(SecretIds ids, Gate gate) {
        this.ids = ids;
        this.gate = gate;
    }

    @Override
    public Api<UntagResourceRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(UntagResourceRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(UntagResourceRequest request, Optional<StoredSecret> found, Caller caller) {
        Demand demand = ids.demand(API, request.secretId(), found, caller);
        return request.tagKeys().isEmpty() ? demand : demand.with("aws:TagKeys", request.tagKeys());
    }

    @Override
    public UntagResourceResponse perform(
            Authorized<UntagResourceRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        UntagResourceRequest request = authorized.request();
        StoredSecret stored = SecretIds.changeable(request.secretId(), authorized.target());
        Secret secret = stored.secret();
        Map<String, String> tags = new TreeMap<>(secret.tags());
        tags.keySet().removeAll(request.tagKeys());
        Secret tagged = SecretEdit.of(secret, tx.now()).tags(tags).done();
        // AWS: if it "would result in you losing your permissions for this secret, then the operation is blocked".
        Optional<StoredSecret> after = Optional.of(stored.with(tagged));
        gate.authorise(request, after, demand(request, after, authorized.caller()), authorized.caller());
        new Secrets(tx).update(tagged);
        return UntagResourceResponse.builder().build();
    }
}
