package dev.keyturn.edge.operation.sts;

import java.time.Instant;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.federation.IdentityProviders;
import dev.keyturn.edge.federation.WebIdentity;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.gate.Origin;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.SelfAuthenticated;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Session;

/**
 * Gives temporary credentials of a role for a token of an OpenID Connect issuer that the role's account has registered
 * and the role trusts: how pods and pipelines come without any secret.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">AssumeRoleWithWebIdentity</a>
 */
final class AssumeRoleWithWebIdentity
        implements Read<
                        AssumeRoleWithWebIdentityRequest,
                        AssumeRoleWithWebIdentity.Asked,
                        AssumeRoleWithWebIdentityResponse>,
                SelfAuthenticated<AssumeRoleWithWebIdentityRequest> {
    private static final Api<AssumeRoleWithWebIdentityRequest> API = new Api<>(
            "sts",
            "AssumeRoleWithWebIdentity",
            AssumeRoleWithWebIdentityRequest.class,
            AssumeRoleWithWebIdentityRequest::builder);

    private final Authority authority;
    private final SessionMaker sessions;
    private final IdentityProviders providers;

    AssumeRoleWithWebIdentity(Authority authority, SessionMaker sessions, IdentityProviders providers) {
        this.authority = authority;
        this.sessions = sessions;
        this.providers = providers;
    }

    record Asked(RoleTarget target, SessionRequest session, WebIdentity identity, Principal.Federated principal) {}

    @Override
    public Api<AssumeRoleWithWebIdentityRequest> api() {
        return API;
    }

    @Override
    public boolean recordsAnswer() {
        return true;
    }

    @Override
    public Principal.Federated identify(AssumeRoleWithWebIdentityRequest request, Origin origin) {
        return verified(request, origin.arrival()).principal();
    }

    /** Verifies once more, so that there is no way to a role but by the token in the request itself. */
    @Override
    public Asked resolve(AssumeRoleWithWebIdentityRequest request, Caller caller) {
        Asked asked = verified(request, caller.origin().arrival());
        FederatedCallers.check(API.action(), asked.principal(), caller);
        return asked;
    }

    private Asked verified(AssumeRoleWithWebIdentityRequest request, Instant now) {
        if (request.providerId() != null) {
            throw AwsFailure.of("InvalidIdentityTokenException", "OAuth 2.0 access tokens are not supported");
        }
        RoleTarget target = RoleTarget.of(authority, request.roleArn());
        String account = target.arn().account();
        WebIdentity identity = providers.webIdentity(account, request.webIdentityToken(), now);
        AttestedTags.check(identity.attested());
        var principal = new Principal.Federated(
                account,
                Principal.Federated.Kind.WEB_IDENTITY,
                EntityKind.OIDC_PROVIDER.arn(account, "/", identity.provider()),
                identity.subject(),
                identity.provider() + ":" + identity.audience() + ":" + identity.subject(),
                identity.keys());
        return new Asked(target, session(request, identity, principal), identity, principal);
    }

    private static SessionRequest session(
            AssumeRoleWithWebIdentityRequest request, WebIdentity identity, Principal.Federated principal) {
        return SessionRequest.named(request.roleSessionName())
                .lasting(SessionRequest.seconds(request.durationSeconds()))
                .narrowedBy(request.policy(), request.policyArns())
                .attestedBy(identity.attested())
                .vouchedForBy(new Session.Federation(principal.provider().toString(), identity.keys()))
                .build();
    }

    @Override
    public Demand demand(AssumeRoleWithWebIdentityRequest request, Asked asked, Caller caller) {
        return asked.target().demand(API.action(), asked.session(), caller);
    }

    @Override
    public AssumeRoleWithWebIdentityResponse perform(Authorized<AssumeRoleWithWebIdentityRequest, Asked> authorized) {
        Asked asked = authorized.target();
        Role role = asked.target().role();
        SessionMaker.Made made = sessions.ofRole(
                role, asked.session(), authorized.caller().origin().arrival());
        AssumeRoleWithWebIdentityResponse.Builder response = AssumeRoleWithWebIdentityResponse.builder()
                .credentials(made.credentials())
                .subjectFromWebIdentityToken(asked.identity().subject())
                .assumedRoleUser(
                        AssumeRole.assumedRoleUser(role, asked.session().name()))
                .provider(asked.principal().provider().toString())
                .audience(asked.identity().audience());
        asked.session().sourceIdentity().ifPresent(response::sourceIdentity);
        made.packedSize().ifPresent(response::packedPolicySize);
        return response.build();
    }
}
