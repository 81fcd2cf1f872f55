package dev.keyturn.edge.operation.iam.mfa;

import software.amazon.awssdk.services.iam.model.DeleteVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeleteVirtualMfaDeviceResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes a device that is nobody's.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html">DeleteVirtualMFADevice</a>
 */
final class DeleteVirtualMFADevice
        implements Change<DeleteVirtualMfaDeviceRequest, DeviceBySerial, DeleteVirtualMfaDeviceResponse> {
    private static final Api<DeleteVirtualMfaDeviceRequest> API = new Api<>(
            "iam",
            "DeleteVirtualMFADevice",
            DeleteVirtualMfaDeviceRequest.class,
            DeleteVirtualMfaDeviceRequest::builder);

    @Override
    public Api<DeleteVirtualMfaDeviceRequest> api() {
        return API;
    }

    @Override
    public DeviceBySerial resolve(DeleteVirtualMfaDeviceRequest request, Caller caller, Transaction tx) {
        return DeviceBySerial.resolve(request.serialNumber(), caller, tx);
    }

    @Override
    public Demand demand(DeleteVirtualMfaDeviceRequest request, DeviceBySerial target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteVirtualMfaDeviceResponse perform(
            Authorized<DeleteVirtualMfaDeviceRequest, DeviceBySerial> authorized, Transaction tx) {
        MfaDevice device = authorized.target().found();
        if (device.use().isPresent()) {
            throw AwsFailure.of("DeleteConflictException", "MFA VirtualDevice in use. Must deactivate first.");
        }
        new MfaDevices(tx).delete(device);
        return DeleteVirtualMfaDeviceResponse.builder().build();
    }
}
