package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyText;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Store;

/**
 * Shows an inline policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html">GetUserPolicy</a>
 */
final class GetUserPolicy implements Read<GetUserPolicyRequest, Named<User>, GetUserPolicyResponse> {
    private static final Api<GetUserPolicyRequest> API =
            new Api<>("iam", "GetUserPolicy", GetUserPolicyRequest.class, GetUserPolicyRequest::builder);

    private final Store store;

    GetUserPolicy(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetUserPolicyRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(GetUserPolicyRequest request, Caller caller) {
        return store.read(tx -> Named.user(request.userName(), caller, tx));
    }

    @Override
    public Demand demand(GetUserPolicyRequest request, Named<User> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetUserPolicyResponse perform(Authorized<GetUserPolicyRequest, Named<User>> authorized) {
        String name = authorized.request().policyName();
        User user = authorized.target().found();
        String document = store.read(tx -> InlinePolicies.document(user, name, tx));
        return GetUserPolicyResponse.builder()
                .userName(user.name())
                .policyName(name)
                .policyDocument(PolicyText.encoded(document))
                .build();
    }
}
