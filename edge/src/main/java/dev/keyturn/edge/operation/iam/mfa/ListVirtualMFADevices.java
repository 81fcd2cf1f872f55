package dev.keyturn.edge.operation.iam.mfa;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AssignmentStatusType;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.SdkUsers;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Store;

/**
 * Lists the account's devices, with whose they are.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html">ListVirtualMFADevices</a>
 */
final class ListVirtualMFADevices
        implements Read<ListVirtualMfaDevicesRequest, Nothing, ListVirtualMfaDevicesResponse> {
    private static final Api<ListVirtualMfaDevicesRequest> API = new Api<>(
            "iam", "ListVirtualMFADevices", ListVirtualMfaDevicesRequest.class, ListVirtualMfaDevicesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListVirtualMFADevices(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListVirtualMfaDevicesRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(ListVirtualMfaDevicesRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(ListVirtualMfaDevicesRequest request, Nothing target, Caller caller) {
        return Demand.on(API.action(), "arn:aws:iam::" + caller.account() + ":mfa/");
    }

    @Override
    public ListVirtualMfaDevicesResponse perform(Authorized<ListVirtualMfaDevicesRequest, Nothing> authorized) {
        ListVirtualMfaDevicesRequest request = authorized.request();
        AssignmentStatusType status =
                request.assignmentStatus() == null ? AssignmentStatusType.ANY : request.assignmentStatus();
        String account = authorized.account();
        List<MfaDevice> devices = store.read(tx -> new MfaDevices(tx).all(account)).stream()
                .filter(device -> is(status, device))
                .sorted(Comparator.comparing(MfaDevice::id))
                .toList();
        Page<MfaDevice> page = Marker.cut(
                devices,
                MfaDevice::id,
                marker.position(request.marker(), authorized.caller()),
                Marker.limit(request.maxItems()));
        return ListVirtualMfaDevicesResponse.builder()
                .virtualMFADevices(
                        page.items().stream().map(device -> shown(device)).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), authorized.caller()))
                .build();
    }

    private static boolean is(AssignmentStatusType status, MfaDevice device) {
        return switch (status) {
            case ASSIGNED -> device.use().isPresent();
            case UNASSIGNED -> device.use().isEmpty();
            case ANY, UNKNOWN_TO_SDK_VERSION -> true;
        };
    }

    private VirtualMFADevice shown(MfaDevice device) {
        VirtualMFADevice.Builder shown =
                VirtualMFADevice.builder().serialNumber(device.arn().toString());
        device.use().ifPresent(use -> shown.enableDate(use.since()).user(holder(device.account(), use.holder())));
        return shown.build();
    }

    private software.amazon.awssdk.services.iam.model.@Nullable User holder(String account, String holder) {
        if (holder.equals(MfaDevices.ROOT)) {
            return SdkUsers.of(new Principal.Root(account));
        }
        return store.read(tx -> new Users(tx).withId(account, holder))
                .map(SdkUsers::listed)
                .orElse(null);
    }
}
