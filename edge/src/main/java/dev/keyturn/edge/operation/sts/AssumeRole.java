package dev.keyturn.edge.operation.sts;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Session;

/**
 * Gives temporary credentials of a role to whom both the caller's policies and the role's trust policy allow it. A
 * read, since it stores nothing; its answer is recorded all the same.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
 */
final class AssumeRole implements Read<AssumeRoleRequest, AssumeRole.Asked, AssumeRoleResponse> {
    private static final Api<AssumeRoleRequest> API =
            new Api<>("sts", "AssumeRole", AssumeRoleRequest.class, AssumeRoleRequest::builder);

    private final Authority authority;
    private final SessionMaker sessions;
    private final SecondFactor secondFactor;

    AssumeRole(Authority authority, SessionMaker sessions, SecondFactor secondFactor) {
        this.authority = authority;
        this.sessions = sessions;
        this.secondFactor = secondFactor;
    }

    /** @param mfa when a second factor was proved, for this decision only: a role's session does not know of it */
    record Asked(RoleTarget target, SessionRequest session, Optional<Instant> mfa) {}

    @Override
    public Api<AssumeRoleRequest> api() {
        return API;
    }

    @Override
    public boolean recordsAnswer() {
        return true;
    }

    @Override
    public Asked resolve(AssumeRoleRequest request, Caller caller) {
        if (caller.principal() instanceof Principal.Root) {
            throw AwsFailure.of(CommonError.ACCESS_DENIED, "Roles may not be assumed by root accounts.");
        }
        SessionTags.checkKeysDiffer(request.tags());
        RoleTarget target = RoleTarget.of(authority, request.roleArn());
        SessionRequest.Builder session = asked(request);
        caller.session().ifPresent(calling -> {
            checkSourceIdentity(request, calling);
            session.chainedFrom(calling);
        });
        return new Asked(
                target,
                session.build(),
                MfaParameters.proved(secondFactor, caller, request.serialNumber(), request.tokenCode()));
    }

    private static SessionRequest.Builder asked(AssumeRoleRequest request) {
        return SessionRequest.named(request.roleSessionName())
                .lasting(SessionRequest.seconds(request.durationSeconds()))
                .narrowedBy(request.policy(), request.policyArns())
                .tagged(SessionTags.asRequested(request.tags()), request.transitiveTagKeys())
                .from(Optional.ofNullable(request.sourceIdentity()));
    }

    /** Once set, it stays along the whole chain. */
    private static void checkSourceIdentity(AssumeRoleRequest request, Session calling) {
        if (calling.sourceIdentity().isPresent()
                && request.sourceIdentity() != null
                && !calling.sourceIdentity().get().equals(request.sourceIdentity())) {
            throw AwsFailure.of(
                    CommonError.ACCESS_DENIED, "The source identity is already set for this assume role session");
        }
    }

    @Override
    public Demand demand(AssumeRoleRequest request, Asked asked, Caller caller) {
        Demand demand = asked.target().demand(API.action(), asked.session(), caller);
        if (request.externalId() != null) {
            demand = demand.with("sts:ExternalId", request.externalId());
        }
        return asked.mfa().isPresent()
                ? demand.with("aws:MultiFactorAuthPresent", "true").with("aws:MultiFactorAuthAge", "0")
                : demand;
    }

    @Override
    public AssumeRoleResponse perform(Authorized<AssumeRoleRequest, Asked> authorized) {
        Role role = authorized.target().target().role();
        SessionRequest asked = authorized.target().session();
        SessionMaker.Made made =
                sessions.ofRole(role, asked, authorized.caller().origin().arrival());
        AssumeRoleResponse.Builder response = AssumeRoleResponse.builder()
                .credentials(made.credentials())
                .assumedRoleUser(assumedRoleUser(role, asked.name()));
        asked.sourceIdentity().ifPresent(response::sourceIdentity);
        made.packedSize().ifPresent(response::packedPolicySize);
        return response.build();
    }

    /** For all three ways to assume a role. */
    static AssumedRoleUser assumedRoleUser(Role role, String sessionName) {
        Principal.RoleSession principal = new Principal.RoleSession(role, sessionName);
        return AssumedRoleUser.builder()
                .arn(principal.arn().toString())
                .assumedRoleId(principal.uniqueId())
                .build();
    }
}
