package dev.keyturn.edge.operation.sts;

import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.identity.Principal;

/**
 * Says who calls. Needs no permission, because a denial would say the same.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>
 */
final class GetCallerIdentity implements Read<GetCallerIdentityRequest, Nothing, GetCallerIdentityResponse> {
    private static final Api<GetCallerIdentityRequest> API =
            new Api<>("sts", "GetCallerIdentity", GetCallerIdentityRequest.class, GetCallerIdentityRequest::builder);

    @Override
    public Api<GetCallerIdentityRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GetCallerIdentityRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(GetCallerIdentityRequest request, Nothing target, Caller caller) {
        return Demand.none(API.action());
    }

    @Override
    public GetCallerIdentityResponse perform(Authorized<GetCallerIdentityRequest, Nothing> authorized) {
        Principal principal = authorized.caller().principal();
        return GetCallerIdentityResponse.builder()
                .account(principal.account())
                .arn(principal.arn().toString())
                .userId(principal.uniqueId())
                .build();
    }
}
