package dev.keyturn.edge.gate;

import java.util.List;
import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.rules.policy.AccessRequest;
import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.rules.policy.Decision;
import dev.keyturn.rules.policy.Evaluator;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.rules.policy.PolicySet;
import dev.keyturn.rules.policy.Requester;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.Principal;

/** The one place that decides whether a request may go on. */
public final class Gate {
    private final Authority authority;
    private final GlobalKeys globalKeys;

    public Gate(Authority authority, String region) {
        this.authority = authority;
        this.globalKeys = new GlobalKeys(region);
    }

    /** @throws AwsFailure AccessDenied, saying who may not do what to which resource, and why */
    public <Q, T> Authorized<Q, T> authorise(Q request, T target, Demand demand, Caller caller) {
        denial(demand, caller).ifPresent(refusal -> {
            throw refusal;
        });
        return new Authorized<>(request, target, caller);
    }

    private Optional<AwsFailure> denial(Demand demand, Caller caller) {
        if (!demand.permissionNeeded()) {
            return Optional.empty();
        }
        return switch (caller.principal()) {
            // The account's owner answers to no identity policy, so none can lock it out.
            case Principal.Root _ -> Optional.empty();
            case Principal.IamUser user -> denialByPolicies(demand, caller, PolicySet.of(authority.policiesOf(user)));
        };
    }

    private Optional<AwsFailure> denialByPolicies(Demand demand, Caller caller, PolicySet policies) {
        ConditionContext context = globalKeys.context(demand, caller);
        Optional<AwsFailure> denial = denialOf(demand.action(), demand, caller, policies, context);
        for (String further : demand.alsoNeeds()) {
            if (denial.isEmpty()) {
                denial = denialOf(further, demand, caller, policies, context);
            }
        }
        return denial;
    }

    private Optional<AwsFailure> denialOf(
            String action, Demand demand, Caller caller, PolicySet policies, ConditionContext context) {
        var requester = new Requester.User(caller.principal().arn());
        var question = new AccessRequest(requester, action, demand.resource(), caller.account(), context);
        return switch (Evaluator.decide(policies, List.of(), question)) {
            case Decision.Allow _ -> Optional.empty();
            case Decision.ExplicitDeny deny ->
                Optional.of(denied(action, demand, caller, "with an explicit deny in " + a(deny.kind())));
            case Decision.ImplicitDeny deny ->
                Optional.of(denied(
                        action,
                        demand,
                        caller,
                        "because no " + name(deny.missing()) + " allows the " + action + " action"));
        };
    }

    private static AwsFailure denied(String action, Demand demand, Caller caller, String why) {
        String resource = demand.nameInDenial().orElse(demand.resource());
        String on = resource.equals("*") ? "" : " on resource: " + resource;
        return AwsFailure.of(
                CommonError.ACCESS_DENIED,
                "User: " + caller.principal().arn() + " is not authorized to perform: " + action + on + " " + why);
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
