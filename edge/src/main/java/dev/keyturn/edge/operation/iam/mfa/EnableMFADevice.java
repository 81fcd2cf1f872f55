package dev.keyturn.edge.operation.iam.mfa;

import java.time.Instant;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.PreparedChange;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.signin.MfaCodes;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * Makes a device a user's, who proves with two codes in a row to hold it. The device with the name
 * {@code root-account-mfa-device} becomes the root user's, whatever user name is said.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html">EnableMFADevice</a>
 */
final class EnableMFADevice implements PreparedChange<EnableMfaDeviceRequest, DeviceOfOwner, EnableMfaDeviceResponse> {
    private static final Api<EnableMfaDeviceRequest> API =
            new Api<>("iam", "EnableMFADevice", EnableMfaDeviceRequest.class, EnableMfaDeviceRequest::builder);

    private static final int DEVICES_PER_USER = 8;

    private final Store store;
    private final MfaCodes codes;

    EnableMFADevice(Store store, MfaCodes codes) {
        this.store = store;
        this.codes = codes;
    }

    @Override
    public Api<EnableMfaDeviceRequest> api() {
        return API;
    }

    @Override
    public DeviceOfOwner resolve(EnableMfaDeviceRequest request, Caller caller, Transaction tx) {
        return DeviceOfOwner.resolve(request.userName(), request.serialNumber(), caller, tx);
    }

    @Override
    public Demand demand(EnableMfaDeviceRequest request, DeviceOfOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public Change<EnableMfaDeviceRequest, DeviceOfOwner, EnableMfaDeviceResponse> prepare(
            Authorized<EnableMfaDeviceRequest, DeviceOfOwner> authorized) {
        EnableMfaDeviceRequest request = authorized.request();
        DeviceOfOwner target = authorized.target();
        MfaDevice device = store.read(tx -> free(target, tx));
        Instant now = store.read(Transaction::now);
        MfaDevice.Use use = codes.locate(
                        device, target.holder(), now, request.authenticationCode1(), request.authenticationCode2(), now)
                .orElseThrow(DeviceOfOwner::wrongCodes);
        return new LocatedDevice<>(
                this,
                EnableMFADevice::free,
                device,
                use,
                EnableMfaDeviceResponse.builder().build());
    }

    /** The device, which must be nobody's, for an owner who may have one more. */
    private static MfaDevice free(DeviceOfOwner target, Transaction tx) {
        String holder = target.holder();
        MfaDevice device = target.device().found();
        if (device.use().isPresent()) {
            throw AwsFailure.of(
                    "EntityAlreadyExistsException", "MFADevice entity at the same path and name already exists.");
        }
        if (new MfaDevices(tx).of(device.account(), holder).size() >= DEVICES_PER_USER) {
            throw AwsFailure.of(
                    "LimitExceededException", "Cannot exceed quota for MfaDevicesPerUser: " + DEVICES_PER_USER);
        }
        return device;
    }
}
