package dev.keyturn.edge.operation.iam.mfa;

import software.amazon.awssdk.services.iam.model.ResyncMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.ResyncMfaDeviceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.PreparedChange;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.signin.MfaCodes;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * Finds where the clock of a device is, by two codes in a row.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html">ResyncMFADevice</a>
 */
final class ResyncMFADevice implements PreparedChange<ResyncMfaDeviceRequest, DeviceOfOwner, ResyncMfaDeviceResponse> {
    private static final Api<ResyncMfaDeviceRequest> API =
            new Api<>("iam", "ResyncMFADevice", ResyncMfaDeviceRequest.class, ResyncMfaDeviceRequest::builder);

    private final Store store;
    private final MfaCodes codes;

    ResyncMFADevice(Store store, MfaCodes codes) {
        this.store = store;
        this.codes = codes;
    }

    @Override
    public Api<ResyncMfaDeviceRequest> api() {
        return API;
    }

    @Override
    public DeviceOfOwner resolve(ResyncMfaDeviceRequest request, Caller caller, Transaction tx) {
        return DeviceOfOwner.resolve(request.userName(), request.serialNumber(), caller, tx);
    }

    @Override
    public Demand demand(ResyncMfaDeviceRequest request, DeviceOfOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public Change<ResyncMfaDeviceRequest, DeviceOfOwner, ResyncMfaDeviceResponse> prepare(
            Authorized<ResyncMfaDeviceRequest, DeviceOfOwner> authorized) {
        ResyncMfaDeviceRequest request = authorized.request();
        MfaDevice device = authorized.target().enabled();
        MfaDevice.Use before = device.use().orElseThrow();
        MfaDevice.Use use = codes.locate(
                        device,
                        before.holder(),
                        before.since(),
                        request.authenticationCode1(),
                        request.authenticationCode2(),
                        store.read(Transaction::now))
                .orElseThrow(DeviceOfOwner::wrongCodes);
        return new LocatedDevice<>(
                this,
                (target, _) -> target.enabled(),
                device,
                use,
                ResyncMfaDeviceResponse.builder().build());
    }
}
