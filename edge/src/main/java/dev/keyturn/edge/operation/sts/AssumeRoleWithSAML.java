package dev.keyturn.edge.operation.sts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.federation.IdentityProviders;
import dev.keyturn.edge.federation.SamlIdentity;
import dev.keyturn.edge.federation.SamlIdentity.RolePair;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.gate.Origin;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.SelfAuthenticated;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Session;

/**
 * Gives temporary credentials of a role for a SAML assertion of a provider that the role's account has registered and
 * the role trusts, if the assertion itself allows the role. An assertion is good for one session.
 *
 * <p>A read as CloudTrail has it. That an assertion was used commits on its own, before any credentials leave.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html">AssumeRoleWithSAML</a>
 */
final class AssumeRoleWithSAML
        implements Read<AssumeRoleWithSamlRequest, AssumeRoleWithSAML.Asked, AssumeRoleWithSamlResponse>,
                SelfAuthenticated<AssumeRoleWithSamlRequest> {
    private static final Api<AssumeRoleWithSamlRequest> API =
            new Api<>("sts", "AssumeRoleWithSAML", AssumeRoleWithSamlRequest.class, AssumeRoleWithSamlRequest::builder);

    private static final Duration DEFAULT_DURATION = Duration.ofHours(1);

    /** What later calls of the session see of the assertion. */
    private static final Set<String> LASTING_KEYS = Set.of("saml:namequalifier", "saml:sub", "saml:sub_type");

    private final Authority authority;
    private final SessionMaker sessions;
    private final IdentityProviders providers;

    AssumeRoleWithSAML(Authority authority, SessionMaker sessions, IdentityProviders providers) {
        this.authority = authority;
        this.sessions = sessions;
        this.providers = providers;
    }

    record Asked(RoleTarget target, SessionRequest session, SamlIdentity identity, Principal.Federated principal) {}

    @Override
    public Api<AssumeRoleWithSamlRequest> api() {
        return API;
    }

    @Override
    public boolean recordsAnswer() {
        return true;
    }

    @Override
    public Principal.Federated identify(AssumeRoleWithSamlRequest request, Origin origin) {
        return verified(request, origin.arrival()).principal();
    }

    /** Verifies once more, so that there is no way to a role but by the assertion in the request itself. */
    @Override
    public Asked resolve(AssumeRoleWithSamlRequest request, Caller caller) {
        Asked asked = verified(request, caller.origin().arrival());
        FederatedCallers.check(API.action(), asked.principal(), caller);
        // The provider says which roles it means; the trust policy has to agree, and to be in the same account.
        RolePair pair = new RolePair(
                asked.target().arn().toString(), asked.principal().provider().toString());
        if (!asked.identity().roles().contains(pair)
                || !asked.target().arn().account().equals(asked.principal().account())) {
            throw FederatedCallers.notAuthorized(API.action());
        }
        return asked;
    }

    private Asked verified(AssumeRoleWithSamlRequest request, Instant now) {
        RoleTarget target = RoleTarget.of(authority, request.roleArn());
        Arn provider = provider(request.principalArn());
        SamlIdentity identity = providers.saml(provider, request.samlAssertion(), now);
        AttestedTags.check(identity.attested());
        var principal = new Principal.Federated(
                provider.account(),
                Principal.Federated.Kind.SAML,
                provider,
                identity.subject(),
                identity.nameQualifier() + ":" + identity.subject(),
                identity.keys());
        return new Asked(target, session(request, identity, provider, now), identity, principal);
    }

    private static Arn provider(String text) {
        try {
            return Arn.parse(text);
        } catch (IllegalArgumentException _) {
            throw AwsFailure.of(CommonError.VALIDATION, "Principal ARN is invalid");
        }
    }

    private static SessionRequest session(
            AssumeRoleWithSamlRequest request, SamlIdentity identity, Arn provider, Instant now) {
        return SessionRequest.named(identity.roleSessionName())
                .lasting(Optional.of(duration(request, identity, now)))
                .narrowedBy(request.policy(), request.policyArns())
                .attestedBy(identity.attested())
                .vouchedForBy(new Session.Federation(provider.toString(), lasting(identity.keys())))
                .build();
    }

    /** What is asked, otherwise what the provider says, and never beyond the end that the provider sets. */
    private static Duration duration(AssumeRoleWithSamlRequest request, SamlIdentity identity, Instant now) {
        Duration asked = SessionRequest.seconds(request.durationSeconds())
                .or(identity::duration)
                .orElse(DEFAULT_DURATION);
        return identity.sessionEnd()
                .map(end -> Duration.between(now, end))
                .filter(left -> left.compareTo(asked) < 0)
                .orElse(asked);
    }

    private static Map<String, List<String>> lasting(Map<String, List<String>> keys) {
        return keys.entrySet().stream()
                .filter(key -> LASTING_KEYS.contains(key.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Demand demand(AssumeRoleWithSamlRequest request, Asked asked, Caller caller) {
        return asked.target().demand(API.action(), asked.session(), caller);
    }

    @Override
    public AssumeRoleWithSamlResponse perform(Authorized<AssumeRoleWithSamlRequest, Asked> authorized) {
        Asked asked = authorized.target();
        SamlIdentity identity = asked.identity();
        Role role = asked.target().role();
        SessionMaker.Made made = sessions.ofRole(
                role, asked.session(), authorized.caller().origin().arrival());
        providers.use(asked.principal().account(), identity);
        AssumeRoleWithSamlResponse.Builder response = AssumeRoleWithSamlResponse.builder()
                .credentials(made.credentials())
                .assumedRoleUser(
                        AssumeRole.assumedRoleUser(role, asked.session().name()))
                .subject(identity.subject())
                .subjectType(identity.subjectType())
                .issuer(identity.issuer())
                .audience(identity.recipient())
                .nameQualifier(identity.nameQualifier());
        asked.session().sourceIdentity().ifPresent(response::sourceIdentity);
        made.packedSize().ifPresent(response::packedPolicySize);
        return response.build();
    }
}
