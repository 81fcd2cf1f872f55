package dev.keyturn.edge.operation.iam.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.rules.policy.PolicySet;
import dev.keyturn.rules.policy.Requester;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * Says what a user's, group's or role's policies would decide, together with those that come with the request; a
 * user's groups' policies and its permissions boundary included.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html">SimulatePrincipalPolicy</a>
 */
final class SimulatePrincipalPolicy
        implements Read<SimulatePrincipalPolicyRequest, EntityByArn, SimulatePrincipalPolicyResponse> {
    private static final Api<SimulatePrincipalPolicyRequest> API = new Api<>(
            "iam",
            "SimulatePrincipalPolicy",
            SimulatePrincipalPolicyRequest.class,
            SimulatePrincipalPolicyRequest::builder);

    private final Store store;
    private final Marker marker;

    SimulatePrincipalPolicy(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<SimulatePrincipalPolicyRequest> api() {
        return API;
    }

    @Override
    public EntityByArn resolve(SimulatePrincipalPolicyRequest request, Caller caller) {
        return store.read(tx -> EntityByArn.resolve(request.policySourceArn(), caller, tx));
    }

    @Override
    public Demand demand(SimulatePrincipalPolicyRequest request, EntityByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public SimulatePrincipalPolicyResponse perform(Authorized<SimulatePrincipalPolicyRequest, EntityByArn> authorized) {
        SimulatePrincipalPolicyRequest request = authorized.request();
        Caller caller = authorized.caller();
        PolicyHolder source = authorized.target().holder();
        List<Simulation.Case> cases = Simulation.cases(request.actionNames(), request.resourceArns());
        Optional<String> after = marker.position(request.marker(), caller);
        Page<EvaluationResult> page =
                store.read(tx -> simulation(request, source, tx)).page(cases, after, Marker.limit(request.maxItems()));
        return SimulatePrincipalPolicyResponse.builder()
                .evaluationResults(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }

    private static Simulation simulation(SimulatePrincipalPolicyRequest request, PolicyHolder source, Transaction tx) {
        List<NamedPolicy> policies = new ArrayList<>();
        for (HeldPolicy held : HeldPolicy.of(source, tx)) {
            policies.add(PolicyInputs.parse(held.sourceId(), PolicyKind.IDENTITY, held.document()));
        }
        policies.addAll(PolicyInputs.parse("PolicyInputList", PolicyKind.IDENTITY, request.policyInputList()));
        policies.addAll(boundaries(request, source, tx));
        Optional<NamedPolicy> resourcePolicy = SimulationInput.resourcePolicy(request.resourcePolicy());
        Optional<Requester> asked = SimulationInput.caller(request.callerArn());
        if (resourcePolicy.isPresent() && asked.isEmpty() && !(source instanceof User)) {
            throw SimulationInput.callerNeeded();
        }
        Requester requester = asked.orElseGet(() -> requester(source));
        return new Simulation(
                PolicySet.of(policies),
                resourcePolicy,
                requester,
                SimulationInput.owner(request.resourceOwner(), requester, source.account()),
                SimulationInput.context(request.contextEntries()));
    }

    /** Those of the request stand in the place of the source's own. */
    private static List<NamedPolicy> boundaries(
            SimulatePrincipalPolicyRequest request, PolicyHolder source, Transaction tx) {
        if (!request.permissionsBoundaryPolicyInputList().isEmpty()) {
            return PolicyInputs.parse(
                    "PermissionsBoundaryPolicyInputList",
                    PolicyKind.PERMISSIONS_BOUNDARY,
                    request.permissionsBoundaryPolicyInputList());
        }
        return source.boundary().flatMap(arn -> new Policies(tx).managed(source.account(), arn)).stream()
                .map(policy -> PolicyInputs.parse(policy.name(), PolicyKind.PERMISSIONS_BOUNDARY, policy.document()))
                .toList();
    }

    private static Requester requester(PolicyHolder source) {
        return switch (source) {
            case User user -> new Requester.User(user.arn());
            case Role role ->
                new Requester.RoleSession(
                        Arn.of("sts", "", role.account(), "assumed-role/" + role.name() + "/simulated"), role.arn());
            case Group group -> new Requester.User(EntityKind.USER.arn(group.account(), "/", "simulated"));
        };
    }
}
