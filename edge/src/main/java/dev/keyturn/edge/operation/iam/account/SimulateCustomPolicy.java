package dev.keyturn.edge.operation.iam.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.rules.policy.PolicySet;
import dev.keyturn.rules.policy.Requester;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.Page;

/**
 * Says what policies that come with the request would decide.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html">SimulateCustomPolicy</a>
 */
final class SimulateCustomPolicy implements Read<SimulateCustomPolicyRequest, Nothing, SimulateCustomPolicyResponse> {
    private static final Api<SimulateCustomPolicyRequest> API = new Api<>(
            "iam", "SimulateCustomPolicy", SimulateCustomPolicyRequest.class, SimulateCustomPolicyRequest::builder);

    private final Marker marker;

    SimulateCustomPolicy(PageTokens tokens) {
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<SimulateCustomPolicyRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(SimulateCustomPolicyRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(SimulateCustomPolicyRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public SimulateCustomPolicyResponse perform(Authorized<SimulateCustomPolicyRequest, Nothing> authorized) {
        SimulateCustomPolicyRequest request = authorized.request();
        Caller caller = authorized.caller();
        List<Simulation.Case> cases = Simulation.cases(request.actionNames(), request.resourceArns());
        Optional<String> after = marker.position(request.marker(), caller);
        Page<EvaluationResult> page =
                simulation(request, caller.account()).page(cases, after, Marker.limit(request.maxItems()));
        return SimulateCustomPolicyResponse.builder()
                .evaluationResults(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }

    private static Simulation simulation(SimulateCustomPolicyRequest request, String account) {
        List<NamedPolicy> policies =
                new ArrayList<>(PolicyInputs.parse("PolicyInputList", PolicyKind.IDENTITY, request.policyInputList()));
        policies.addAll(PolicyInputs.parse(
                "PermissionsBoundaryPolicyInputList",
                PolicyKind.PERMISSIONS_BOUNDARY,
                request.permissionsBoundaryPolicyInputList()));
        Optional<NamedPolicy> resourcePolicy = SimulationInput.resourcePolicy(request.resourcePolicy());
        Optional<Requester> asked = SimulationInput.caller(request.callerArn());
        if (resourcePolicy.isPresent() && asked.isEmpty()) {
            throw SimulationInput.callerNeeded();
        }
        Requester requester = asked.orElseGet(() -> new Requester.User(EntityKind.USER.arn(account, "/", "simulated")));
        return new Simulation(
                PolicySet.of(policies),
                resourcePolicy,
                requester,
                SimulationInput.owner(request.resourceOwner(), requester, account),
                SimulationInput.context(request.contextEntries()));
    }
}
