package dev.keyturn.edge.operation.iam.account;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AccessKeyLastUsed;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.identity.LastUses;
import dev.keyturn.state.store.Store;

/**
 * Says whose an access key is, and when, where and for what service it was last used.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html">GetAccessKeyLastUsed</a>
 */
final class GetAccessKeyLastUsed
        implements Read<GetAccessKeyLastUsedRequest, Optional<AccessKey>, GetAccessKeyLastUsedResponse> {
    private static final Api<GetAccessKeyLastUsedRequest> API = new Api<>(
            "iam", "GetAccessKeyLastUsed", GetAccessKeyLastUsedRequest.class, GetAccessKeyLastUsedRequest::builder);

    private static final AccessKeyLastUsed NEVER =
            AccessKeyLastUsed.builder().serviceName("N/A").region("N/A").build();

    private final Store store;
    private final LastUsed lastUsed;

    GetAccessKeyLastUsed(Store store, LastUsed lastUsed) {
        this.store = store;
        this.lastUsed = lastUsed;
    }

    @Override
    public Api<GetAccessKeyLastUsedRequest> api() {
        return API;
    }

    @Override
    public Optional<AccessKey> resolve(GetAccessKeyLastUsedRequest request, Caller caller) {
        return store.read(tx -> new AccessKeys(tx).find(request.accessKeyId()))
                .filter(key -> key.account().equals(caller.account()));
    }

    @Override
    public Demand demand(GetAccessKeyLastUsedRequest request, Optional<AccessKey> target, Caller caller) {
        Optional<String> owner = target.flatMap(AccessKey::userName);
        Arn arn = owner.map(
                        name -> store.read(tx -> Named.user(name, caller, tx).arn()))
                .orElseGet(() -> EntityKind.USER.arn(caller.account(), "/", "*"));
        return Demand.on(API.action(), arn.toString()).namedInDenial("access key " + request.accessKeyId());
    }

    @Override
    public GetAccessKeyLastUsedResponse perform(
            Authorized<GetAccessKeyLastUsedRequest, Optional<AccessKey>> authorized) {
        AccessKey key = authorized
                .target()
                .orElseThrow(() -> AwsFailure.of(
                        "NoSuchEntityException",
                        "The Access Key with id " + authorized.request().accessKeyId() + " cannot be found."));
        lastUsed.flush();
        GetAccessKeyLastUsedResponse.Builder answer = GetAccessKeyLastUsedResponse.builder()
                .accessKeyLastUsed(store.read(tx -> new LastUses(tx).ofKey(key.id()))
                        .map(use -> AccessKeyLastUsed.builder()
                                .lastUsedDate(use.at())
                                .serviceName(use.service())
                                .region(use.region())
                                .build())
                        .orElse(NEVER));
        key.userName().ifPresent(answer::userName);
        return answer.build();
    }
}
