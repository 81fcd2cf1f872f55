package dev.keyturn.edge.operation.sts;

import java.util.Optional;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.identity.AccessKeyIds;
import dev.keyturn.state.identity.Authority;

/**
 * Says which account an access key belongs to. The id itself says it, so an answer does not mean that there is such a
 * key.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html">GetAccessKeyInfo</a>
 */
final class GetAccessKeyInfo implements Read<GetAccessKeyInfoRequest, Nothing, GetAccessKeyInfoResponse> {
    private static final Api<GetAccessKeyInfoRequest> API =
            new Api<>("sts", "GetAccessKeyInfo", GetAccessKeyInfoRequest.class, GetAccessKeyInfoRequest::builder);

    private final Authority authority;

    GetAccessKeyInfo(Authority authority) {
        this.authority = authority;
    }

    @Override
    public Api<GetAccessKeyInfoRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GetAccessKeyInfoRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(GetAccessKeyInfoRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public GetAccessKeyInfoResponse perform(Authorized<GetAccessKeyInfoRequest, Nothing> authorized) {
        String id = authorized.request().accessKeyId();
        String account = stored(id)
                .or(() -> AccessKeyIds.account(id))
                .orElseThrow(() -> AwsFailure.of(CommonError.VALIDATION, "Invalid Access Key ID: " + id));
        return GetAccessKeyInfoResponse.builder().account(account).build();
    }

    /** For keys from before ids said it, which may say something else. */
    private Optional<String> stored(String id) {
        return authority.holder(id).map(holder -> holder.principal().account());
    }
}
