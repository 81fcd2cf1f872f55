package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.secret.ResourcePolicy;
import dev.keyturn.state.secret.SecretCache;
import dev.keyturn.state.secret.StoredSecret;

/**
 * A secret's resource policy as it was put; without the member when there is none.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html">
 *     GetResourcePolicy</a>
 */
final class GetResourcePolicy
        implements Read<GetResourcePolicyRequest, Optional<StoredSecret>, GetResourcePolicyResponse> {
    private static final Api<GetResourcePolicyRequest> API = new Api<>(
            "secretsmanager", "GetResourcePolicy", GetResourcePolicyRequest.class, GetResourcePolicyRequest::builder);

    private final SecretIds ids;
    private final SecretCache cache;

    GetResourcePolicy(SecretIds ids, SecretCache cache) {
        this.ids = ids;
        this.cache = cache;
    }

    @Override
    public Api<GetResourcePolicyRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(GetResourcePolicyRequest request, Caller caller) {
        return SecretIds.find(request.secretId(), caller, cache);
    }

    @Override
    public Demand demand(GetResourcePolicyRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller);
    }

    @Override
    public GetResourcePolicyResponse perform(Authorized<GetResourcePolicyRequest, Optional<StoredSecret>> authorized) {
        StoredSecret stored = SecretIds.usable(authorized.request().secretId(), authorized.target());
        return GetResourcePolicyResponse.builder()
                .arn(stored.secret().arn().toString())
                .name(stored.secret().name())
                .resourcePolicy(
                        stored.resourcePolicy().map(ResourcePolicy::json).orElse(null))
                .build();
    }
}
