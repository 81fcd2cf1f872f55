package dev.keyturn.edge.operation.iam.mfa;

import java.util.function.BiFunction;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.PreparedChange;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.signin.MfaCodes;
import dev.keyturn.state.signin.SignInFailures;
import dev.keyturn.state.store.Transaction;

/**
 * What is left of a change of a device when its two codes were found.
 *
 * @param check the device, once more, if it may be changed so
 * @param before the device that the codes are of
 * @param use what the codes say
 */
record LocatedDevice<Q extends AwsRequest, R extends AwsResponse>(
        PreparedChange<Q, DeviceOfOwner, R> change,
        BiFunction<DeviceOfOwner, Transaction, MfaDevice> check,
        MfaDevice before,
        MfaDevice.Use use,
        R response)
        implements Change<Q, DeviceOfOwner, R> {

    @Override
    public Api<Q> api() {
        return change.api();
    }

    @Override
    public DeviceOfOwner resolve(Q request, Caller caller, Transaction tx) {
        return change.resolve(request, caller, tx);
    }

    @Override
    public Demand demand(Q request, DeviceOfOwner target, Caller caller) {
        return change.demand(request, target, caller);
    }

    @Override
    public R perform(Authorized<Q, DeviceOfOwner> authorized, Transaction tx) {
        MfaDevice device = check.apply(authorized.target(), tx);
        boolean same = device.id().equals(before.id())
                && device.use().equals(before.use())
                && DeviceOfOwner.holder(authorized.target().owner()).equals(use.holder());
        if (!same) {
            // Its codes may have been used up meanwhile, or it is another device by now.
            throw DeviceOfOwner.wrongCodes();
        }
        new MfaDevices(tx).use(device, use);
        MfaCodes.forgetFailures(device, tx);
        new SignInFailures(tx).forget(device.account(), SignInFailures.ofSecondFactor(use.holder()));
        return response;
    }
}
