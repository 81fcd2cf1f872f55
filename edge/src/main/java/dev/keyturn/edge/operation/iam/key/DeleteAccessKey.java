package dev.keyturn.edge.operation.iam.key;

import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.KeyOwner;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes an access key for good.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html">DeleteAccessKey</a>
 */
final class DeleteAccessKey implements Change<DeleteAccessKeyRequest, KeyOwner, DeleteAccessKeyResponse> {
    private static final Api<DeleteAccessKeyRequest> API =
            new Api<>("iam", "DeleteAccessKey", DeleteAccessKeyRequest.class, DeleteAccessKeyRequest::builder);

    @Override
    public Api<DeleteAccessKeyRequest> api() {
        return API;
    }

    @Override
    public KeyOwner resolve(DeleteAccessKeyRequest request, Caller caller, Transaction tx) {
        return KeyOwner.resolve(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteAccessKeyRequest request, KeyOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteAccessKeyResponse perform(Authorized<DeleteAccessKeyRequest, KeyOwner> authorized, Transaction tx) {
        AccessKey key = authorized.target().key(authorized.request().accessKeyId(), tx);
        new AccessKeys(tx).delete(key);
        return DeleteAccessKeyResponse.builder().build();
    }
}
