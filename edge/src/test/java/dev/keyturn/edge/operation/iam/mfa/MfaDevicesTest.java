package dev.keyturn.edge.operation.iam.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.InvalidAuthenticationCodeException;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.rules.otp.Base32;
import dev.keyturn.rules.otp.Totp;

/** Every operation on virtual MFA devices. */
final class MfaDevicesTest extends OnInProcessServer {
    private static final String PHONE = "arn:aws:iam::" + ACCOUNT + ":mfa/phone";
    private static final String WRONG = "Authentication code for device is not valid";
    private static final String OF_ROOT = "arn:aws:iam::" + ACCOUNT + ":mfa/root-account-mfa-device";

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("Bob"));
    }

    @Test
    void aNewDeviceShowsItsSeedAsTextAndAsPicture() {
        VirtualMFADevice phone = create("phone");

        assertThat(phone.serialNumber()).isEqualTo(PHONE);
        assertThat(phone.base32StringSeed().asUtf8String()).matches("[A-Z2-7]{32}");
        assertThat(phone.qrCodePNG().asByteArray()).startsWith(0x89, 'P', 'N', 'G');
        assertRefused(
                () -> create("PHONE"),
                "EntityAlreadyExists",
                "MFADevice entity at the same path and name already exists.");
    }

    /** Threat 53. */
    @Test
    void theSeedIsInNoTableNorInTheTrail() {
        String seed = create("phone").base32StringSeed().asUtf8String();
        String hex = HexFormat.of().formatHex(Base32.decode(seed));

        assertThat(server.tables().toString()).doesNotContain(hex).doesNotContain(seed);
        assertThat(server.trail().records().toString()).doesNotContain(seed).doesNotContain("base32");
        assertThat(server.trail().last().responseElements().orElseThrow()).contains(PHONE);
    }

    @Test
    void twoCodesInARowMakeItAUsers() {
        byte[] seed = seed(create("phone"));
        enable("bob", PHONE, seed, 0);

        var listed = iam.listMFADevices(r -> r.userName("bob")).mfaDevices();
        assertThat(listed).singleElement().satisfies(device -> {
            assertThat(device.userName()).isEqualTo("Bob");
            assertThat(device.serialNumber()).isEqualTo(PHONE);
            assertThat(device.enableDate()).isNotNull();
        });
        assertThat(iam.getMFADevice(r -> r.serialNumber(PHONE).userName("bob")).userName())
                .isEqualTo("Bob");
        assertThat(iam.listVirtualMFADevices().virtualMFADevices())
                .singleElement()
                .satisfies(device -> assertThat(device.user().userName()).isEqualTo("Bob"));
        assertThat(iam.listVirtualMFADevices(r -> r.assignmentStatus("Unassigned"))
                        .virtualMFADevices())
                .isEmpty();
        assertRefused(
                () -> enable("bob", PHONE, seed, 5),
                "EntityAlreadyExists",
                "MFADevice entity at the same path and name already exists.");
    }

    @Test
    void wrongCodesEnableNothing() {
        byte[] seed = seed(create("phone"));
        long now = Totp.step(Instant.now());

        assertWrong(() -> iam.enableMFADevice(r -> r.userName("bob")
                .serialNumber(PHONE)
                .authenticationCode1(Totp.code(seed, now))
                .authenticationCode2(Totp.code(seed, now))));
        assertThat(iam.listMFADevices(r -> r.userName("bob")).mfaDevices()).isEmpty();
        assertRefused(
                () -> enable("bob", PHONE.replace("phone", "ghost"), seed, 0),
                "NoSuchEntity",
                "VirtualMFADevice with serial number " + PHONE.replace("phone", "ghost") + " doesn't exist.");
        assertRefused(
                () -> enable("ghost", PHONE, seed, 0), "NoSuchEntity", "The user with name ghost cannot be found.");
    }

    @Test
    void aDeviceIsResynchronisedReleasedAndDeleted() {
        byte[] seed = seed(create("phone"));
        enable("bob", PHONE, seed, 0);
        assertRefused(
                () -> iam.deleteVirtualMFADevice(r -> r.serialNumber(PHONE)),
                "DeleteConflict",
                "MFA VirtualDevice in use. Must deactivate first.");
        assertRefused(
                () -> iam.deleteUser(r -> r.userName("bob")),
                "DeleteConflict",
                "Cannot delete entity, must delete MFA device first.");

        long ahead = Totp.step(Instant.now()) + 50;
        iam.resyncMFADevice(r -> r.userName("bob")
                .serialNumber(PHONE)
                .authenticationCode1(Totp.code(seed, ahead - 1))
                .authenticationCode2(Totp.code(seed, ahead)));
        iam.deactivateMFADevice(r -> r.userName("bob").serialNumber(PHONE));
        assertRefused(
                () -> iam.deactivateMFADevice(r -> r.userName("bob").serialNumber(PHONE)),
                "NoSuchEntity",
                "MFA Device with serial number " + PHONE + " does not exist for user Bob.");
        iam.deleteVirtualMFADevice(r -> r.serialNumber(PHONE));
        iam.deleteUser(r -> r.userName("bob"));
    }

    /** Threat 37: five wrong pairs are as many as five wrong codes, and not even the right one counts then. */
    @Test
    void whoeverGuessesPairsIsLockedOutUntilThereIsAnotherDevice() {
        byte[] seed = seed(create("phone"));
        enable("bob", PHONE, seed, 0);
        for (int i = 0; i < 5; i++) {
            assertWrong(() -> resync(seed, 10, 10));
        }

        assertRefused(() -> resync(seed, 10, 11), "InvalidAuthenticationCode", WRONG);
        iam.deactivateMFADevice(r -> r.userName("bob").serialNumber(PHONE));
        enable("bob", PHONE, seed, 5);
        resync(seed, 10, 11);
    }

    @Test
    void whoeverGuessesAtANewDeviceNeedsAnother() {
        byte[] seed = seed(create("phone"));
        for (int i = 0; i < 5; i++) {
            assertWrong(() -> enable("bob", PHONE, new byte[20], 0));
        }

        assertRefused(() -> enable("bob", PHONE, seed, 0), "InvalidAuthenticationCode", WRONG);
        enable("bob", PHONE + 2, seed(create("phone2")), 0);
    }

    @Test
    void theRootUsersDeviceIsNobodyElses() {
        IamClient admin = userWith("admin", ALLOW_ALL);
        ThrowingCallable byAdmin =
                () -> admin.createVirtualMFADevice(r -> r.virtualMFADeviceName("root-account-mfa-device"));
        assertRefused(byAdmin, "InvalidInput", "The name root-account-mfa-device is reserved for the root user.");
        byte[] seed = seed(create("root-account-mfa-device"));
        assertRefused(
                () -> enable(admin, "bob", OF_ROOT, seed, 0),
                "InvalidInput",
                "The device root-account-mfa-device is for the root user, and no other device is.");

        enable("root", OF_ROOT, seed, 0);

        assertThat(iam.listMFADevices().mfaDevices())
                .singleElement()
                .satisfies(device -> assertThat(device.serialNumber()).isEqualTo(OF_ROOT));
        assertThat(admin.listMFADevices().mfaDevices()).isEmpty();
        iam.deactivateMFADevice(r -> r.serialNumber(OF_ROOT));
        assertThat(iam.listMFADevices().mfaDevices()).isEmpty();
    }

    @Test
    void tagsArePutListedAndTakenOff() {
        iam.createVirtualMFADevice(
                r -> r.virtualMFADeviceName("phone").tags(tag -> tag.key("a").value("1")));
        iam.tagMFADevice(r -> r.serialNumber(PHONE).tags(tag -> tag.key("b").value("2")));
        iam.untagMFADevice(r -> r.serialNumber(PHONE).tagKeys("a", "ghost"));

        assertThat(iam.listMFADeviceTags(r -> r.serialNumber(PHONE)).tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("2"));
    }

    @Test
    void aUserHasEightDevicesAtMost() {
        for (int i = 0; i < 8; i++) {
            enable("bob", PHONE + i, seed(create("phone" + i)), 0);
        }
        byte[] seed = seed(create("phone8"));

        assertRefused(
                () -> enable("bob", PHONE + 8, seed, 0),
                "LimitExceeded",
                "Cannot exceed quota for MfaDevicesPerUser: 8");
        var first = iam.listMFADevices(r -> r.userName("bob").maxItems(5));
        assertThat(first.isTruncated()).isTrue();
        assertThat(iam.listMFADevices(r -> r.userName("bob").marker(first.marker()))
                        .mfaDevices())
                .hasSize(3);
    }

    /** Refused, and counted: so one table has changed. */
    private void assertWrong(ThrowingCallable call) {
        assertThat(catchThrowable(call))
                .isInstanceOf(InvalidAuthenticationCodeException.class)
                .hasMessageContaining(WRONG);
        assertThat(server.trail().last().errorCode()).contains("InvalidAuthenticationCode");
    }

    private void resync(byte[] seed, int first, int second) {
        long now = Totp.step(Instant.now());
        iam.resyncMFADevice(r -> r.userName("bob")
                .serialNumber(PHONE)
                .authenticationCode1(Totp.code(seed, now + first))
                .authenticationCode2(Totp.code(seed, now + second)));
    }

    private VirtualMFADevice create(String name) {
        return iam.createVirtualMFADevice(r -> r.virtualMFADeviceName(name)).virtualMFADevice();
    }

    private void enable(String userName, String serialNumber, byte[] seed, int ahead) {
        enable(iam, userName, serialNumber, seed, ahead);
    }

    private static void enable(IamClient caller, String userName, String serialNumber, byte[] seed, int ahead) {
        long step = Totp.step(Instant.now()) + ahead;
        caller.enableMFADevice(r -> r.userName(userName)
                .serialNumber(serialNumber)
                .authenticationCode1(Totp.code(seed, step - 1))
                .authenticationCode2(Totp.code(seed, step)));
    }

    private static byte[] seed(VirtualMFADevice device) {
        return Base32.decode(device.base32StringSeed().asUtf8String());
    }
}
