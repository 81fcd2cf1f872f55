package dev.keyturn.edge.operation.iam.mfa;

import software.amazon.awssdk.services.iam.model.EnableMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.signin.MfaCodes;
import dev.keyturn.state.signin.SignInFailures;
import dev.keyturn.state.store.Transaction;

/**
 * Makes a device a user's, who proves with two codes in a row to hold it. The device with the name
 * {@code root-account-mfa-device} becomes the root user's, whatever user name is said.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html">EnableMFADevice</a>
 */
final class EnableMFADevice implements Change<EnableMfaDeviceRequest, DeviceOfOwner, EnableMfaDeviceResponse> {
    private static final Api<EnableMfaDeviceRequest> API =
            new Api<>("iam", "EnableMFADevice", EnableMfaDeviceRequest.class, EnableMfaDeviceRequest::builder);

    private static final int DEVICES_PER_USER = 8;

    private final MfaCodes codes;

    EnableMFADevice(MfaCodes codes) {
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
    public EnableMfaDeviceResponse perform(
            Authorized<EnableMfaDeviceRequest, DeviceOfOwner> authorized, Transaction tx) {
        EnableMfaDeviceRequest request = authorized.request();
        String holder = authorized.target().holder();
        MfaDevice device = authorized.target().device().found();
        if (device.use().isPresent()) {
            throw AwsFailure.of(
                    "EntityAlreadyExistsException", "MFADevice entity at the same path and name already exists.");
        }
        MfaDevices devices = new MfaDevices(tx);
        if (devices.of(device.account(), holder).size() >= DEVICES_PER_USER) {
            throw AwsFailure.of(
                    "LimitExceededException", "Cannot exceed quota for MfaDevicesPerUser: " + DEVICES_PER_USER);
        }
        MfaDevice.Use use = codes.locate(
                        device,
                        holder,
                        tx.now(),
                        request.authenticationCode1(),
                        request.authenticationCode2(),
                        tx.now())
                .orElseThrow(DeviceOfOwner::wrongCodes);
        devices.use(device, use);
        new SignInFailures(tx).forget(device.account(), SignInFailures.ofSecondFactor(holder));
        return EnableMfaDeviceResponse.builder().build();
    }
}
