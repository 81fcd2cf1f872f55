package dev.keyturn.edge.operation.sts;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;

/**
 * Gives a user, or root, temporary credentials of its own, which say whether a second factor was proved. Needs no
 * permission, as AWS: no policy controls authentication. That only long-term credentials get any is the gate's rule.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html">GetSessionToken</a>
 */
final class GetSessionToken implements Read<GetSessionTokenRequest, Optional<Instant>, GetSessionTokenResponse> {
    private static final Api<GetSessionTokenRequest> API =
            new Api<>("sts", "GetSessionToken", GetSessionTokenRequest.class, GetSessionTokenRequest::builder);

    private final SessionMaker sessions;
    private final SecondFactor secondFactor;

    GetSessionToken(SessionMaker sessions, SecondFactor secondFactor) {
        this.sessions = sessions;
        this.secondFactor = secondFactor;
    }

    @Override
    public Api<GetSessionTokenRequest> api() {
        return API;
    }

    @Override
    public boolean recordsAnswer() {
        return true;
    }

    /** When the second factor was proved. */
    @Override
    public Optional<Instant> resolve(GetSessionTokenRequest request, Caller caller) {
        return MfaParameters.proved(secondFactor, caller, request.serialNumber(), request.tokenCode());
    }

    @Override
    public Demand demand(GetSessionTokenRequest request, Optional<Instant> mfa, Caller caller) {
        return Demand.none(API.action());
    }

    @Override
    public GetSessionTokenResponse perform(Authorized<GetSessionTokenRequest, Optional<Instant>> authorized) {
        Caller caller = authorized.caller();
        Duration duration = UserDurations.of(
                caller.principal(), SessionRequest.seconds(authorized.request().durationSeconds()));
        SessionMaker.Made made = sessions.ofUser(
                caller.principal(),
                duration,
                authorized.target(),
                caller.origin().arrival());
        return GetSessionTokenResponse.builder().credentials(made.credentials()).build();
    }
}
