package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyResponse;

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
 * Takes a secret's resource policy off. Where there is none nothing changes.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteResourcePolicy.html">
 *     DeleteResourcePolicy</a>
 */
final class DeleteResourcePolicy
        implements Change<DeleteResourcePolicyRequest, Optional<StoredSecret>, DeleteResourcePolicyResponse> {
    private static final Api<DeleteResourcePolicyRequest> API = new Api<>(
            "secretsmanager",
            "DeleteResourcePolicy",
            DeleteResourcePolicyRequest.class,
            DeleteResourcePolicyRequest::builder);

    private final SecretIds ids;

    DeleteResourcePolicy(SecretIds ids) {
        this.ids = ids;
    }

    @Override
    public Api<DeleteResourcePolicyRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(DeleteResourcePolicyRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(DeleteResourcePolicyRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller);
    }

    @Override
    public DeleteResourcePolicyResponse perform(
            Authorized<DeleteResourcePolicyRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        StoredSecret stored = SecretIds.primary(authorized.request().secretId(), authorized.target());
        Secret secret = stored.secret();
        if (stored.resourcePolicy().isPresent()) {
            new Secrets(tx).putResourcePolicy(secret, Optional.empty());
        }
        return DeleteResourcePolicyResponse.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .build();
    }
}
