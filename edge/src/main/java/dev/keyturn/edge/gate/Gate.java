package dev.keyturn.edge.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.rules.policy.AccessRequest;
import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.rules.policy.Decision;
import dev.keyturn.rules.policy.Evaluator;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.rules.policy.PolicySet;
import dev.keyturn.rules.policy.Requester;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Session;
import dev.keyturn.state.identity.User;

/** The one place that decides whether a request may go on. */
public final class Gate {
    private static final int ACCOUNT_LENGTH = 12;

    private final Authority authority;
    private final GlobalKeys globalKeys;
    private final DenialMessages messages;
    private final CredentialLimits limits;

    /** @param rootHasMfa whether the root user of that account has an MFA device */
    public Gate(Authority authority, DenialMessages messages, Predicate<String> rootHasMfa, String region) {
        this.authority = authority;
        this.globalKeys = new GlobalKeys(region);
        this.messages = messages;
        this.limits = new CredentialLimits(rootHasMfa);
    }

    /** @throws AwsFailure AccessDenied, saying who may not do what to which resource, and why */
    public <Q, T> Authorized<Q, T> authorise(Q request, T target, Demand demand, Caller caller) {
        denial(demand, caller).ifPresent(refusal -> {
            throw refusal;
        });
        return new Authorized<>(request, target, demand, caller);
    }

    /** Each action's limits come right before its decision: what else is needed is told only to who may do the rest. */
    private Optional<AwsFailure> denial(Demand demand, Caller caller) {
        limits.check(demand.action(), caller);
        if (!demand.permissionNeeded()) {
            return Optional.empty();
        }
        ConditionContext context = globalKeys.context(demand, caller);
        PolicySet own = authority.policiesOf(caller.principal());
        Optional<AwsFailure> denial = denialOf(demand.action(), demand, caller, own, context);
        for (String further : demand.alsoNeeds()) {
            if (denial.isEmpty()) {
                limits.check(further, caller);
                denial = denialOf(further, demand, caller, own, context);
            }
        }
        for (Demand further : demand.further()) {
            if (denial.isEmpty()) {
                denial = denial(further, caller);
            }
        }
        return denial;
    }

    private Optional<AwsFailure> denialOf(
            String action, Demand demand, Caller caller, PolicySet own, ConditionContext context) {
        var question = new AccessRequest(
                requester(caller.principal()), action, demand.resource(), owner(demand, caller), context);
        Decision decision = Evaluator.decide(own, brought(demand, caller), question);
        if (decision instanceof Decision.Allow) {
            return Optional.empty();
        }
        String because = switch (told(decision, own, demand, caller, question)) {
            case Decision.Allow _ -> "";
            case Decision.ExplicitDeny deny -> "with an explicit deny in " + a(deny.kind());
            case Decision.ImplicitDeny deny ->
                "because no " + name(deny.missing()) + " allows the " + action + " action";
        };
        return Optional.of(denied(question, decision, demand, caller, because));
    }

    /**
     * The reason that a denial gives. Under a resource's own policy it is the one that it would have without, if there is
     * one: what that policy says would tell that the resource exists to somebody who would not be told so else.
     */
    private Decision told(Decision denial, PolicySet own, Demand demand, Caller caller, AccessRequest question) {
        if (demand.resourcePolicy()
                .filter(policy -> policy.kind() == PolicyKind.RESOURCE)
                .isEmpty()) {
            return denial;
        }
        Decision without = Evaluator.decide(own, brought(demand.withoutResourcePolicy(), caller), question);
        return without instanceof Decision.Allow ? denial : without;
    }

    /** What comes with the request and not with the principal: session policies, and the resource's own. */
    private List<NamedPolicy> brought(Demand demand, Caller caller) {
        Optional<Session> narrowed = caller.session().filter(Session::hasSessionPolicies);
        if (narrowed.isEmpty()) {
            return demand.resourcePolicy().map(List::of).orElse(List.of());
        }
        List<NamedPolicy> brought = new ArrayList<>();
        SessionPolicies.of(narrowed.get(), authority, brought);
        demand.resourcePolicy().ifPresent(brought::add);
        return brought;
    }

    /** As whom policies know the principal. */
    public static Requester requester(Principal principal) {
        return switch (principal) {
            // The account's owner answers to no identity policy, so none can lock it out.
            case Principal.Root root -> new Requester.User(root.arn());
            case Principal.IamUser user -> new Requester.User(user.arn());
            case Principal.RoleSession session ->
                new Requester.RoleSession(session.arn(), session.role().arn());
            case Principal.FederatedUser federated ->
                new Requester.FederatedUser(federated.arn(), federated.issuer().map(User::arn));
            case Principal.Federated federated ->
                new Requester.Federated(federated.provider().toString(), federated.account());
        };
    }

    /**
     * The account in the resource's ARN. What belongs to none, such as a policy of AWS's or a name that is no ARN at
     * all, is decided by the caller's account alone.
     */
    private static String owner(Demand demand, Caller caller) {
        String[] parts = demand.resource().split(":", 6);
        return parts.length == 6 && parts[4].length() == ACCOUNT_LENGTH ? parts[4] : caller.account();
    }

    private AwsFailure denied(AccessRequest question, Decision decision, Demand demand, Caller caller, String because) {
        String action = question.action();
        // What another account's resource is like is not for the caller's account to decode.
        boolean withContext = demand.owner().isEmpty();
        String message = messages.encoded(caller.principal(), question, decision, withContext);
        if (caller.principal() instanceof Principal.Federated) {
            return AwsFailure.of(CommonError.ACCESS_DENIED, "Not authorized to perform " + action)
                    .followedBy(DenialMessages.INTRODUCTION + message);
        }
        String resource = demand.nameInDenial().orElse(demand.resource());
        String on = resource.equals("*") ? "" : " on resource: " + resource;
        String why = tells(decision, demand) ? " " + because : "";
        return AwsFailure.of(
                        CommonError.ACCESS_DENIED,
                        "User: " + caller.principal().arn() + " is not authorized to perform: " + action + on + why)
                .followedBy(DenialMessages.INTRODUCTION + message);
    }

    /**
     * Whether a denial says why. Under a trust policy it does so only where that does not depend on the role: else it
     * would tell whether there is such a role, in whichever account. AWS says no more either.
     */
    private static boolean tells(Decision decision, Demand demand) {
        boolean trust = demand.resourcePolicy()
                .filter(policy -> policy.kind() == PolicyKind.ROLE_TRUST)
                .isPresent();
        return !trust || decision instanceof Decision.ExplicitDeny deny && deny.kind() != PolicyKind.ROLE_TRUST;
    }

    private static String a(PolicyKind kind) {
        return (kind == PolicyKind.IDENTITY ? "an " : "a ") + name(kind);
    }

    private static String name(PolicyKind kind) {
        return switch (kind) {
            case IDENTITY -> "identity-based policy";
            case RESOURCE -> "resource-based policy";
            case ROLE_TRUST -> "role trust policy";
            case PERMISSIONS_BOUNDARY -> "permissions boundary";
            case SESSION -> "session policy";
        };
    }
}
