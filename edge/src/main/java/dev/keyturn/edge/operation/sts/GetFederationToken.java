package dev.keyturn.edge.operation.sts;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sts.model.FederatedUser;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.rules.arn.Arn;

/**
 * Gives credentials for somebody whom the caller knows under a name. They may do what both the caller and the session
 * policies may; without session policies nothing. That only long-term credentials get any is the gate's rule.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html">GetFederationToken</a>
 */
final class GetFederationToken implements Read<GetFederationTokenRequest, Arn, GetFederationTokenResponse> {
    private static final Api<GetFederationTokenRequest> API =
            new Api<>("sts", "GetFederationToken", GetFederationTokenRequest.class, GetFederationTokenRequest::builder);

    private final SessionMaker sessions;

    GetFederationToken(SessionMaker sessions) {
        this.sessions = sessions;
    }

    @Override
    public Api<GetFederationTokenRequest> api() {
        return API;
    }

    @Override
    public boolean recordsAnswer() {
        return true;
    }

    @Override
    public Arn resolve(GetFederationTokenRequest request, Caller caller) {
        SessionTags.checkKeysDiffer(request.tags());
        return Arn.of("sts", "", caller.account(), "federated-user/" + request.name());
    }

    @Override
    public Demand demand(GetFederationTokenRequest request, Arn federatedUser, Caller caller) {
        Map<String, String> tags = SessionTags.asRequested(request.tags());
        Demand demand = Demand.on(API.action(), federatedUser.toString()).withRequestTags(tags);
        return tags.isEmpty() ? demand : demand.alsoNeeding("sts:TagSession");
    }

    @Override
    public GetFederationTokenResponse perform(Authorized<GetFederationTokenRequest, Arn> authorized) {
        GetFederationTokenRequest request = authorized.request();
        Caller caller = authorized.caller();
        SessionRequest asked = SessionRequest.named(request.name())
                .narrowedBy(request.policy(), request.policyArns())
                .tagged(SessionTags.asRequested(request.tags()), List.of())
                .build();
        SessionMaker.Made made = sessions.federated(
                caller.principal(),
                asked,
                UserDurations.of(caller.principal(), SessionRequest.seconds(request.durationSeconds())),
                caller.origin().arrival());
        GetFederationTokenResponse.Builder response = GetFederationTokenResponse.builder()
                .credentials(made.credentials())
                .federatedUser(FederatedUser.builder()
                        .arn(authorized.target().toString())
                        .federatedUserId(caller.account() + ":" + request.name())
                        .build());
        made.packedSize().ifPresent(response::packedPolicySize);
        return response.build();
    }
}
