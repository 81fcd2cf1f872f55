package dev.keyturn.edge.operation.iam.mfa;

import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.store.Transaction;

/**
 * A virtual MFA device as a request names one, by its ARN, with the one of that ARN if the caller's account has it.
 */
record DeviceBySerial(String serialNumber, Optional<MfaDevice> stored) {

    static DeviceBySerial resolve(String serialNumber, Caller caller, Transaction tx) {
        return new DeviceBySerial(serialNumber, new MfaDevices(tx).withSerial(caller.account(), serialNumber));
    }

    String arn() {
        return stored.map(device -> device.arn().toString()).orElse(serialNumber);
    }

    Demand demand(String action) {
        Demand demand =
                Demand.on(action, arn()).namedInDenial(serialNumber).recordedAs("AWS::IAM::VirtualMFADevice", arn());
        return stored.map(device -> demand.withResourceTags("iam", device.tags()))
                .orElse(demand);
    }

    /** @throws AwsFailure NoSuchEntity */
    MfaDevice found() {
        return stored.orElseThrow(() -> AwsFailure.of(
                "NoSuchEntityException", "VirtualMFADevice with serial number " + serialNumber + " doesn't exist."));
    }
}
