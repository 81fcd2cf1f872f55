package dev.keyturn.edge.operation.iam.mfa;

import software.amazon.awssdk.services.iam.model.UntagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.UntagMfaDeviceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.EntityTags;
import dev.keyturn.state.store.Transaction;

/**
 * Takes tags off a device; those that it does not wear are passed over.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagMFADevice.html">UntagMFADevice</a>
 */
final class UntagMFADevice implements Change<UntagMfaDeviceRequest, DeviceBySerial, UntagMfaDeviceResponse> {
    private static final Api<UntagMfaDeviceRequest> API =
            new Api<>("iam", "UntagMFADevice", UntagMfaDeviceRequest.class, UntagMfaDeviceRequest::builder);

    @Override
    public Api<UntagMfaDeviceRequest> api() {
        return API;
    }

    @Override
    public DeviceBySerial resolve(UntagMfaDeviceRequest request, Caller caller, Transaction tx) {
        return DeviceBySerial.resolve(request.serialNumber(), caller, tx);
    }

    @Override
    public Demand demand(UntagMfaDeviceRequest request, DeviceBySerial target, Caller caller) {
        return target.demand(API.action()).with("aws:TagKeys", request.tagKeys());
    }

    @Override
    public UntagMfaDeviceResponse perform(
            Authorized<UntagMfaDeviceRequest, DeviceBySerial> authorized, Transaction tx) {
        new EntityTags(tx)
                .remove(authorized.target().found(), authorized.request().tagKeys());
        return UntagMfaDeviceResponse.builder().build();
    }
}
