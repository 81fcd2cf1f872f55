package dev.keyturn.edge.operation.sts;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.Authority.TrustedRole;
import dev.keyturn.state.identity.Role;

/**
 * The role that somebody asks to assume, in whichever account it is.
 *
 * @param arn as it was asked for
 * @param found empty when there is no such role; a role's ARN is its name, so another spelling is another role
 */
public record RoleTarget(Arn arn, Optional<TrustedRole> found) {
    private static final String ROLE = "role/";

    /** Stands in for the trust policy of a role that is not there, so that its absence reads like its refusal. */
    private static final NamedPolicy NOBODY_TRUSTED =
            new NamedPolicy("trust policy", PolicyKind.ROLE_TRUST, PolicyDocument.parseTrustPolicy("""
                    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
                    "Principal":{"AWS":"arn:aws:iam::000000000000:role/nobody"}}}"""));

    /** @throws AwsFailure ValidationError when it is no role's ARN */
    public static RoleTarget of(Authority authority, String roleArn) {
        Arn arn = parse(roleArn);
        String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
        return new RoleTarget(
                arn,
                authority
                        .roleNamed(arn.account(), name)
                        .filter(found -> found.role().arn().equals(arn)));
    }

    private static Arn parse(String roleArn) {
        try {
            Arn arn = Arn.parse(roleArn);
            if (arn.service().equals("iam")
                    && arn.resource().startsWith(ROLE)
                    && arn.region().isEmpty()
                    && !arn.account().isEmpty()) {
                return arn;
            }
        } catch (IllegalArgumentException _) {
            // Neither is what cannot be parsed.
        }
        throw AwsFailure.of(CommonError.VALIDATION, roleArn + " is invalid");
    }

    /**
     * What assuming it needs: the action, and that of everything passed along, by the caller's policies and the role's.
     *
     * @param action {@code sts:AssumeRole} or one of its kin
     */
    public Demand demand(String action, SessionRequest request, Caller caller) {
        Demand demand = Demand.on(action, arn.toString())
                .under(found.map(TrustedRole::trust).orElse(NOBODY_TRUSTED))
                .with("sts:RoleSessionName", request.name())
                .withResourceTags("iam", tagsSeenBy(caller))
                .withRequestTags(request.tags())
                .recordedAs("AWS::IAM::Role", arn.toString());
        if (!request.transitiveTagKeys().isEmpty()) {
            demand = demand.with("sts:TransitiveTagKeys", List.copyOf(request.transitiveTagKeys()));
        }
        if (!request.tags().isEmpty() || !request.inherited().isEmpty()) {
            demand = demand.alsoNeeding("sts:TagSession");
        }
        if (request.sourceIdentity().isPresent()) {
            demand = demand.with("sts:SourceIdentity", request.sourceIdentity().get())
                    .alsoNeeding("sts:SetSourceIdentity");
        }
        return demand;
    }

    /**
     * None for callers of other accounts, whose own policies could else ask about them one letter after the other, and
     * whose administrators could read them in the denial.
     */
    private Map<String, String> tagsSeenBy(Caller caller) {
        return found.map(TrustedRole::role)
                .filter(role -> role.account().equals(caller.account()))
                .map(Role::tags)
                .orElseGet(Map::of);
    }

    /** After the decision, which nobody gets through for a role that is not there. */
    public Role role() {
        return found.orElseThrow(() -> new IllegalStateException("`" + arn + "` was allowed and is not there"))
                .role();
    }
}
