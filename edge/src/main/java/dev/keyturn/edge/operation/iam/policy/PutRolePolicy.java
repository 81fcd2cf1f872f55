package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Transaction;

/**
 * Creates or replaces an inline policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html">PutRolePolicy</a>
 */
final class PutRolePolicy implements Change<PutRolePolicyRequest, Named<Role>, PutRolePolicyResponse> {
    private static final Api<PutRolePolicyRequest> API =
            new Api<>("iam", "PutRolePolicy", PutRolePolicyRequest.class, PutRolePolicyRequest::builder);

    @Override
    public Api<PutRolePolicyRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(PutRolePolicyRequest request, Caller caller, Transaction tx) {
        return Named.role(request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(PutRolePolicyRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public PutRolePolicyResponse perform(Authorized<PutRolePolicyRequest, Named<Role>> authorized, Transaction tx) {
        PutRolePolicyRequest request = authorized.request();
        InlinePolicies.put(authorized.target().found(), request.policyName(), request.policyDocument(), tx);
        return PutRolePolicyResponse.builder().build();
    }
}
