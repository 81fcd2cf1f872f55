package dev.keyturn.edge.operation.iam.mfa;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.signin.MfaCodes;
import dev.keyturn.state.store.Store;

/** The operations on MFA devices. */
public final class MfaOperations {
    private MfaOperations() {}

    /**
     * One of each.
     *
     * @param random of cryptographic quality: seeds come from it
     */
    public static List<Operation<?, ?, ?>> all(Store store, Seal seal, RandomGenerator random, PageTokens tokens) {
        MfaCodes codes = new MfaCodes(store, seal);
        return List.of(
                new CreateVirtualMFADevice(seal, random),
                new EnableMFADevice(store, codes),
                new ResyncMFADevice(store, codes),
                new DeactivateMFADevice(),
                new DeleteVirtualMFADevice(),
                new ListMFADevices(store, tokens),
                new ListVirtualMFADevices(store, tokens),
                new GetMFADevice(store),
                new TagMFADevice(),
                new UntagMFADevice(),
                new ListMFADeviceTags(store, tokens));
    }
}
