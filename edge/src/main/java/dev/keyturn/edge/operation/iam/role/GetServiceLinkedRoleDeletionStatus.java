package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.DeletionTaskStatusType;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;

/**
 * Tells how far the deletion of a service-linked role is: it has succeeded.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html">GetServiceLinkedRoleDeletionStatus</a>
 */
final class GetServiceLinkedRoleDeletionStatus
        implements Read<
                GetServiceLinkedRoleDeletionStatusRequest, Nothing, GetServiceLinkedRoleDeletionStatusResponse> {
    private static final Api<GetServiceLinkedRoleDeletionStatusRequest> API = new Api<>(
            "iam",
            "GetServiceLinkedRoleDeletionStatus",
            GetServiceLinkedRoleDeletionStatusRequest.class,
            GetServiceLinkedRoleDeletionStatusRequest::builder);

    private final DeletionTasks tasks;

    GetServiceLinkedRoleDeletionStatus(PageTokens tokens) {
        this.tasks = new DeletionTasks(tokens);
    }

    @Override
    public Api<GetServiceLinkedRoleDeletionStatusRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GetServiceLinkedRoleDeletionStatusRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(GetServiceLinkedRoleDeletionStatusRequest request, Nothing target, Caller caller) {
        return Demand.on(
                API.action(),
                DeletionTasks.role(caller.account(), request.deletionTaskId()).toString());
    }

    @Override
    public GetServiceLinkedRoleDeletionStatusResponse perform(
            Authorized<GetServiceLinkedRoleDeletionStatusRequest, Nothing> authorized) {
        String id = authorized.request().deletionTaskId();
        if (!tasks.issued(authorized.account(), id)) {
            throw AwsFailure.of("NoSuchEntityException", "The deletion task with id " + id + " cannot be found.");
        }
        return GetServiceLinkedRoleDeletionStatusResponse.builder()
                .status(DeletionTaskStatusType.SUCCEEDED)
                .build();
    }
}
