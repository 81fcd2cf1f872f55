package dev.keyturn.edge.operation.iam.mfa;

import java.util.Map;
import software.amazon.awssdk.services.iam.model.GetMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.GetMfaDeviceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.store.Store;

/**
 * Says since when a device is whose.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html">GetMFADevice</a>
 */
final class GetMFADevice implements Read<GetMfaDeviceRequest, DeviceOfOwner, GetMfaDeviceResponse> {
    private static final Api<GetMfaDeviceRequest> API =
            new Api<>("iam", "GetMFADevice", GetMfaDeviceRequest.class, GetMfaDeviceRequest::builder);

    private final Store store;

    GetMFADevice(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetMfaDeviceRequest> api() {
        return API;
    }

    @Override
    public DeviceOfOwner resolve(GetMfaDeviceRequest request, Caller caller) {
        return store.read(tx -> DeviceOfOwner.resolve(request.userName(), request.serialNumber(), caller, tx));
    }

    @Override
    public Demand demand(GetMfaDeviceRequest request, DeviceOfOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetMfaDeviceResponse perform(Authorized<GetMfaDeviceRequest, DeviceOfOwner> authorized) {
        MfaDevice device = authorized.target().enabled();
        return GetMfaDeviceResponse.builder()
                .userName(authorized.target().owner().userName().orElse(null))
                .serialNumber(device.arn().toString())
                .enableDate(device.use().orElseThrow().since())
                .certifications(Map.of())
                .build();
    }
}
