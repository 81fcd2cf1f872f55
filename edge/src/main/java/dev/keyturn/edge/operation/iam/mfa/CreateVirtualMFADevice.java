package dev.keyturn.edge.operation.iam.mfa;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.rules.otp.Base32;
import dev.keyturn.rules.otp.Totp;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.store.Transaction;

/**
 * Makes a virtual MFA device, which is nobody's yet. Its seed is in this answer, as text and as a QR code, sealed in
 * the store, and nowhere else ever.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html">CreateVirtualMFADevice</a>
 */
final class CreateVirtualMFADevice
        implements Change<CreateVirtualMfaDeviceRequest, Nothing, CreateVirtualMfaDeviceResponse> {
    private static final Api<CreateVirtualMfaDeviceRequest> API = new Api<>(
            "iam",
            "CreateVirtualMFADevice",
            CreateVirtualMfaDeviceRequest.class,
            CreateVirtualMfaDeviceRequest::builder);

    /** RFC 4226, 4: 160 bits are recommended. */
    private static final int SEED_BYTES = 20;

    private final Seal seal;
    private final RandomGenerator random;

    CreateVirtualMFADevice(Seal seal, RandomGenerator random) {
        this.seal = seal;
        this.random = random;
    }

    @Override
    public Api<CreateVirtualMfaDeviceRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(CreateVirtualMfaDeviceRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(CreateVirtualMfaDeviceRequest request, Nothing target, Caller caller) {
        Map<String, String> tags = Tags.asRequested(request.tags());
        String arn = arn(request, caller.account());
        Demand demand = Demand.on(API.action(), arn)
                .recordedAs("AWS::IAM::VirtualMFADevice", arn)
                .withRequestTags(tags);
        return tags.isEmpty() ? demand : demand.alsoNeeding("iam:TagMFADevice");
    }

    @Override
    public CreateVirtualMfaDeviceResponse perform(
            Authorized<CreateVirtualMfaDeviceRequest, Nothing> authorized, Transaction tx) {
        CreateVirtualMfaDeviceRequest request = authorized.request();
        if (request.virtualMFADeviceName().equalsIgnoreCase(MfaDevice.OF_ROOT)
                && !(authorized.caller().principal() instanceof Principal.Root)) {
            throw AwsFailure.of(
                    "InvalidInputException", "The name " + MfaDevice.OF_ROOT + " is reserved for the root user.");
        }
        Map<String, String> tags = Tags.checked(request.tags());
        String account = authorized.account();
        String id = UniqueIds.mfaDevice(random);
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        MfaDevice device = new MfaDevice(
                account,
                request.virtualMFADeviceName(),
                path(request),
                id,
                tx.now(),
                tags,
                seal.seal(SecretBytes.of(seed), MfaDevice.binding(account, id)),
                Optional.empty());
        if (!new MfaDevices(tx).insert(device)) {
            throw AwsFailure.of(
                    "EntityAlreadyExistsException", "MFADevice entity at the same path and name already exists.");
        }
        String base32 = Base32.encode(seed);
        Arrays.fill(seed, (byte) 0);
        String uri = Totp.uri("Keyturn", device.name() + "@" + account, base32);
        VirtualMFADevice.Builder answer = VirtualMFADevice.builder()
                .serialNumber(device.arn().toString())
                .base32StringSeed(SdkBytes.fromUtf8String(base32))
                .qrCodePNG(SdkBytes.fromByteArray(QrPng.of(uri)));
        if (!tags.isEmpty()) {
            answer.tags(Tags.toSdk(tags));
        }
        return CreateVirtualMfaDeviceResponse.builder()
                .virtualMFADevice(answer.build())
                .build();
    }

    private static String arn(CreateVirtualMfaDeviceRequest request, String account) {
        return EntityKind.MFA_DEVICE
                .arn(account, path(request), request.virtualMFADeviceName())
                .toString();
    }

    private static String path(CreateVirtualMfaDeviceRequest request) {
        return request.path() == null ? "/" : request.path();
    }
}
