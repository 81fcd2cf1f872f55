package dev.keyturn.edge.operation.iam.mfa;

import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.iam.resource.KeyOwner;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/**
 * A device together with whose it is or is to be: a user, or root, whose device has a name that says so.
 */
record DeviceOfOwner(KeyOwner owner, DeviceBySerial device) {

    /** @param userName null for the caller itself; of no account when root asks about its own device */
    static DeviceOfOwner resolve(@Nullable String userName, String serialNumber, Caller caller, Transaction tx) {
        DeviceBySerial device = DeviceBySerial.resolve(serialNumber, caller, tx);
        boolean ofRoot = caller.principal() instanceof Principal.Root && isOfRoot(device.arn());
        return new DeviceOfOwner(KeyOwner.resolve(ofRoot ? null : userName, caller, tx), device);
    }

    static boolean isOfRoot(String serialNumber) {
        return serialNumber.endsWith("/" + MfaDevice.OF_ROOT);
    }

    Demand demand(String action) {
        return owner.demand(action).recordedAs("AWS::IAM::VirtualMFADevice", device.arn());
    }

    /** @throws AwsFailure NoSuchEntity for a user that is not there; InvalidInput for a device that cannot be theirs */
    String holder() {
        String holder = holder(owner);
        if (holder.equals(MfaDevices.ROOT) != isOfRoot(device.arn())) {
            throw AwsFailure.of(
                    "InvalidInputException",
                    "The device " + MfaDevice.OF_ROOT + " is for the root user, and no other device is.");
        }
        return holder;
    }

    static String holder(KeyOwner owner) {
        owner.userName();
        return switch (owner) {
            case KeyOwner.OfRoot _ -> MfaDevices.ROOT;
            case KeyOwner.OfUser(Named<User> user) -> user.found().id();
        };
    }

    /**
     * The device, which must be enabled for the owner.
     *
     * @throws AwsFailure NoSuchEntity
     */
    MfaDevice enabled() {
        String holder = holder(owner);
        return device.stored()
                .filter(found ->
                        found.use().filter(use -> use.holder().equals(holder)).isPresent())
                .orElseThrow(() -> AwsFailure.of(
                        "NoSuchEntityException",
                        "MFA Device with serial number " + device.serialNumber() + " does not exist for "
                                + owner.userName().map(name -> "user " + name).orElse("the root user") + "."));
    }

    static AwsFailure wrongCodes() {
        return AwsFailure.of("InvalidAuthenticationCodeException", "Authentication code for device is not valid");
    }
}
