package dev.keyturn.edge.operation.iam.role;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.edge.operation.iam.resource.SdkRoles;
import dev.keyturn.edge.operation.iam.resource.Tagging;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.store.Transaction;

/**
 * Creates a role, with tags if the caller may also tag.
 *
 * <p>The decision is about the ARN that the new role will have, not about a role that has the name already: whether
 * there is one is told only to a caller who may create it. It is resolved to the policy that is to be its permissions
 * boundary, so that a condition on that holds in any spelling.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html">CreateRole</a>
 */
final class CreateRole implements Change<CreateRoleRequest, Optional<PolicyByArn>, CreateRoleResponse> {
    private static final Api<CreateRoleRequest> API =
            new Api<>("iam", "CreateRole", CreateRoleRequest.class, CreateRoleRequest::builder);
    private static final int ROLES_PER_ACCOUNT = 1000;
    private static final Duration DEFAULT_SESSION = Duration.ofHours(1);

    private final RandomGenerator random;

    CreateRole(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Api<CreateRoleRequest> api() {
        return API;
    }

    @Override
    public Optional<PolicyByArn> resolve(CreateRoleRequest request, Caller caller, Transaction tx) {
        return Optional.ofNullable(request.permissionsBoundary()).map(arn -> PolicyByArn.resolve(arn, caller, tx));
    }

    @Override
    public Demand demand(CreateRoleRequest request, Optional<PolicyByArn> target, Caller caller) {
        Map<String, String> tags = Tags.asRequested(request.tags());
        Demand demand = Demand.on(
                        API.action(),
                        EntityKind.ROLE
                                .arn(caller.account(), path(request), request.roleName())
                                .toString())
                .namedInDenial("role " + request.roleName())
                .recordedAs("AWS::IAM::Role", request.roleName())
                .withRequestTags(tags);
        if (target.isPresent()) {
            demand = demand.with("iam:PermissionsBoundary", target.get().arn());
        }
        return tags.isEmpty() ? demand : demand.alsoNeeding("iam:TagRole");
    }

    @Override
    public CreateRoleResponse perform(Authorized<CreateRoleRequest, Optional<PolicyByArn>> authorized, Transaction tx) {
        CreateRoleRequest request = authorized.request();
        Optional<ManagedPolicy> boundary = authorized.target().map(PolicyByArn::boundary);
        TrustPolicyText.check(request.assumeRolePolicyDocument(), authorized.account(), tx);
        Role role = role(request, authorized.account(), boundary, tx);
        Roles roles = new Roles(tx);
        if (!roles.insert(role)) {
            throw Named.exists(EntityKind.ROLE, role.name());
        }
        // Counted with the new one; a refusal undoes it.
        if (roles.count(role.account()) > ROLES_PER_ACCOUNT) {
            throw AwsFailure.of(
                    "LimitExceededException", "Cannot exceed quota for RolesPerAccount: " + ROLES_PER_ACCOUNT);
        }
        boundary.ifPresent(policy -> new Policies(tx).setBoundary(role, policy));
        return CreateRoleResponse.builder().role(SdkRoles.created(role)).build();
    }

    private Role role(CreateRoleRequest request, String account, Optional<ManagedPolicy> boundary, Transaction tx) {
        return new Role(
                account,
                request.roleName(),
                path(request),
                UniqueIds.role(random),
                tx.now(),
                request.description() == null ? "" : request.description(),
                request.assumeRolePolicyDocument(),
                request.maxSessionDuration() == null
                        ? DEFAULT_SESSION
                        : Duration.ofSeconds(request.maxSessionDuration()),
                Tagging.checked(EntityKind.ROLE, request.tags()),
                boundary.map(ManagedPolicy::arn),
                Optional.empty(),
                Optional.empty());
    }

    private static String path(CreateRoleRequest request) {
        return request.path() == null ? "/" : request.path();
    }
}
