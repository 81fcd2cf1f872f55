package dev.keyturn.edge.operation.iam.key;

import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.StatusType;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.KeyOwner;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.NewAccessKey;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes.Reason;
import dev.keyturn.state.store.Transaction;

/**
 * Makes an access key. Its secret is in this answer, sealed in the store, and nowhere else ever.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html">CreateAccessKey</a>
 */
final class CreateAccessKey implements Change<CreateAccessKeyRequest, KeyOwner, CreateAccessKeyResponse> {
    private static final Api<CreateAccessKeyRequest> API =
            new Api<>("iam", "CreateAccessKey", CreateAccessKeyRequest.class, CreateAccessKeyRequest::builder);
    private static final int KEYS_PER_USER = 2;

    private final Seal seal;
    private final RandomGenerator random;

    CreateAccessKey(Seal seal, RandomGenerator random) {
        this.seal = seal;
        this.random = random;
    }

    @Override
    public Api<CreateAccessKeyRequest> api() {
        return API;
    }

    @Override
    public KeyOwner resolve(CreateAccessKeyRequest request, Caller caller, Transaction tx) {
        return KeyOwner.resolve(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(CreateAccessKeyRequest request, KeyOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public CreateAccessKeyResponse perform(Authorized<CreateAccessKeyRequest, KeyOwner> authorized, Transaction tx) {
        KeyOwner owner = authorized.target();
        Optional<String> userName = owner.userName();
        if (owner.keys(tx).size() >= KEYS_PER_USER) {
            throw AwsFailure.of(
                    "LimitExceededException", "Cannot exceed quota for AccessKeysPerUser: " + KEYS_PER_USER);
        }
        NewAccessKey made = NewAccessKey.make(owner.account(), userName, tx.now(), seal, random);
        new AccessKeys(tx).insert(made.key());
        return CreateAccessKeyResponse.builder()
                .accessKey(answer -> answer.userName(userName.orElse(null))
                        .accessKeyId(made.key().id())
                        .status(StatusType.ACTIVE)
                        .secretAccessKey(made.secret().revealUtf8(Reason.ANSWER_CALLER))
                        .createDate(made.key().created()))
                .build();
    }
}
