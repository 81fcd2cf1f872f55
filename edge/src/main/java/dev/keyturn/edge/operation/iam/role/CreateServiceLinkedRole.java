package dev.keyturn.edge.operation.iam.role;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.iam.resource.SdkRoles;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.store.Transaction;

/**
 * Creates the role that is a service's own: it alone may assume it, and nobody else may change it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html">CreateServiceLinkedRole</a>
 */
final class CreateServiceLinkedRole
        implements Change<CreateServiceLinkedRoleRequest, Nothing, CreateServiceLinkedRoleResponse> {
    private static final Api<CreateServiceLinkedRoleRequest> API = new Api<>(
            "iam",
            "CreateServiceLinkedRole",
            CreateServiceLinkedRoleRequest.class,
            CreateServiceLinkedRoleRequest::builder);
    private static final int ROLES_PER_ACCOUNT = 1000;
    private static final Duration DEFAULT_SESSION = Duration.ofHours(1);

    private final RandomGenerator random;

    CreateServiceLinkedRole(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Api<CreateServiceLinkedRoleRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(CreateServiceLinkedRoleRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(CreateServiceLinkedRoleRequest request, Nothing target, Caller caller) {
        String principal = request.awsServiceName();
        String name = LinkedService.of(principal)
                .map(service -> service.roleName(suffix(request)))
                .orElse("*");
        return Demand.on(
                        API.action(),
                        EntityKind.ROLE
                                .arn(caller.account(), LinkedService.path(principal), name)
                                .toString())
                .with("iam:AWSServiceName", principal)
                .recordedAs("AWS::IAM::Role", name);
    }

    @Override
    public CreateServiceLinkedRoleResponse perform(
            Authorized<CreateServiceLinkedRoleRequest, Nothing> authorized, Transaction tx) {
        CreateServiceLinkedRoleRequest request = authorized.request();
        LinkedService service = LinkedService.of(request.awsServiceName())
                .orElseThrow(() -> AwsFailure.of(
                        "InvalidInputException", "There is no service-linked role for " + request.awsServiceName()));
        service.check(suffix(request));
        Role role = role(request, service, authorized.account(), tx);
        Roles roles = new Roles(tx);
        if (!roles.insert(role)) {
            throw AwsFailure.of(
                    "InvalidInputException",
                    "Service role name " + role.name()
                            + " has been taken in this account, please try a different suffix.");
        }
        if (roles.count(role.account()) > ROLES_PER_ACCOUNT) {
            throw AwsFailure.of(
                    "LimitExceededException", "Cannot exceed quota for RolesPerAccount: " + ROLES_PER_ACCOUNT);
        }
        return CreateServiceLinkedRoleResponse.builder()
                .role(SdkRoles.created(role))
                .build();
    }

    private Role role(CreateServiceLinkedRoleRequest request, LinkedService service, String account, Transaction tx) {
        return new Role(
                account,
                service.roleName(suffix(request)),
                service.path(),
                UniqueIds.role(random),
                tx.now(),
                request.description() == null ? "" : request.description(),
                service.trustPolicy(),
                DEFAULT_SESSION,
                Map.of(),
                Optional.empty(),
                Optional.of(service.principal()),
                Optional.empty());
    }

    private static Optional<String> suffix(CreateServiceLinkedRoleRequest request) {
        return Optional.ofNullable(request.customSuffix());
    }
}
