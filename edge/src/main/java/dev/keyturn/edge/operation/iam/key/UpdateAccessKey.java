package dev.keyturn.edge.operation.iam.key;

import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
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
 * Switches an access key off and on.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html">UpdateAccessKey</a>
 */
final class UpdateAccessKey implements Change<UpdateAccessKeyRequest, KeyOwner, UpdateAccessKeyResponse> {
    private static final Api<UpdateAccessKeyRequest> API =
            new Api<>("iam", "UpdateAccessKey", UpdateAccessKeyRequest.class, UpdateAccessKeyRequest::builder);

    @Override
    public Api<UpdateAccessKeyRequest> api() {
        return API;
    }

    @Override
    public KeyOwner resolve(UpdateAccessKeyRequest request, Caller caller, Transaction tx) {
        return KeyOwner.resolve(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(UpdateAccessKeyRequest request, KeyOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public UpdateAccessKeyResponse perform(Authorized<UpdateAccessKeyRequest, KeyOwner> authorized, Transaction tx) {
        UpdateAccessKeyRequest request = authorized.request();
        AccessKey key = authorized.target().key(request.accessKeyId(), tx);
        new AccessKeys(tx).setActive(key, active(request));
        return UpdateAccessKeyResponse.builder().build();
    }

    private static boolean active(UpdateAccessKeyRequest request) {
        StatusType status = request.status();
        if (status == StatusType.ACTIVE) {
            return true;
        }
        if (status == StatusType.INACTIVE) {
            return false;
        }
        // The API model's enumeration is shared with credentials of other kinds, which can also expire.
        throw AwsFailure.of(
                CommonError.VALIDATION,
                "1 validation error detected: Value '" + request.statusAsString() + "' at 'status' failed to satisfy "
                        + "constraint: Member must satisfy enum value set: [Active, Inactive]");
    }
}
