package dev.keyturn.edge.operation.iam.mfa;

import software.amazon.awssdk.services.iam.model.DeactivateMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeactivateMfaDeviceResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.KeyOwner;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.signin.MfaCodes;
import dev.keyturn.state.signin.SecurityKeys;
import dev.keyturn.state.store.Transaction;

/**
 * Takes a device from its user. The device stays, for nobody.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html">DeactivateMFADevice</a>
 */
final class DeactivateMFADevice
        implements Change<DeactivateMfaDeviceRequest, DeviceOfOwner, DeactivateMfaDeviceResponse> {
    private static final Api<DeactivateMfaDeviceRequest> API = new Api<>(
            "iam", "DeactivateMFADevice", DeactivateMfaDeviceRequest.class, DeactivateMfaDeviceRequest::builder);

    @Override
    public Api<DeactivateMfaDeviceRequest> api() {
        return API;
    }

    @Override
    public DeviceOfOwner resolve(DeactivateMfaDeviceRequest request, Caller caller, Transaction tx) {
        return DeviceOfOwner.resolve(request.userName(), request.serialNumber(), caller, tx);
    }

    @Override
    public Demand demand(DeactivateMfaDeviceRequest request, DeviceOfOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeactivateMfaDeviceResponse perform(
            Authorized<DeactivateMfaDeviceRequest, DeviceOfOwner> authorized, Transaction tx) {
        if (!deletedKey(authorized, tx)) {
            MfaDevice device = authorized.target().enabled();
            new MfaDevices(tx).release(device);
            // How an administrator helps whoever is locked out: what there is to prove next is another device.
            MfaCodes.forgetFailures(device, tx);
        }
        return DeactivateMfaDeviceResponse.builder().build();
    }

    /** A security key has no life without its user. */
    private static boolean deletedKey(
            Authorized<DeactivateMfaDeviceRequest, DeviceOfOwner> authorized, Transaction tx) {
        KeyOwner owner = authorized.target().owner();
        String holder = DeviceOfOwner.holder(owner);
        String serialNumber = authorized.request().serialNumber();
        SecurityKeys keys = new SecurityKeys(tx);
        return keys.of(authorized.account(), holder).stream()
                .filter(key -> key.serialNumber(owner.userName().orElseThrow()).equals(serialNumber))
                .anyMatch(key -> keys.delete(authorized.account(), holder, key.credentialId()));
    }
}
