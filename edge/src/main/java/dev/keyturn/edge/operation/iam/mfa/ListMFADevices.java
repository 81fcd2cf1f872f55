package dev.keyturn.edge.operation.iam.mfa;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.MFADevice;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.KeyOwner;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.signin.SecurityKey;
import dev.keyturn.state.signin.SecurityKeys;
import dev.keyturn.state.store.Store;

/**
 * Lists a user's or the caller's own devices.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html">ListMFADevices</a>
 */
final class ListMFADevices implements Read<ListMfaDevicesRequest, KeyOwner, ListMfaDevicesResponse> {
    private static final Api<ListMfaDevicesRequest> API =
            new Api<>("iam", "ListMFADevices", ListMfaDevicesRequest.class, ListMfaDevicesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListMFADevices(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListMfaDevicesRequest> api() {
        return API;
    }

    @Override
    public KeyOwner resolve(ListMfaDevicesRequest request, Caller caller) {
        return store.read(tx -> KeyOwner.resolve(request.userName(), caller, tx));
    }

    @Override
    public Demand demand(ListMfaDevicesRequest request, KeyOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListMfaDevicesResponse perform(Authorized<ListMfaDevicesRequest, KeyOwner> authorized) {
        ListMfaDevicesRequest request = authorized.request();
        KeyOwner owner = authorized.target();
        String holder = DeviceOfOwner.holder(owner);
        List<MFADevice> devices = store.read(tx -> Stream.concat(
                        new MfaDevices(tx).of(owner.account(), holder).stream().map(device -> listed(device, owner)),
                        new SecurityKeys(tx)
                                .of(owner.account(), holder).stream().map(key -> listed(key, owner)))
                .sorted(Comparator.comparing(MFADevice::serialNumber))
                .toList());
        Pages<MFADevice> pages = Pages.cut(
                devices,
                MFADevice::serialNumber,
                marker.position(request.marker(), authorized.caller()),
                Marker.limit(request.maxItems()));
        return ListMfaDevicesResponse.builder()
                .mfaDevices(pages.page())
                .isTruncated(pages.next().isPresent())
                .marker(marker.next(pages.next(), authorized.caller()))
                .build();
    }

    private static MFADevice listed(MfaDevice device, KeyOwner owner) {
        return MFADevice.builder()
                .userName(owner.userName().orElse(null))
                .serialNumber(device.arn().toString())
                .enableDate(device.use().orElseThrow().since())
                .build();
    }

    private static MFADevice listed(SecurityKey key, KeyOwner owner) {
        return MFADevice.builder()
                .userName(owner.userName().orElse(null))
                .serialNumber(key.serialNumber(owner.userName().orElseThrow()))
                .enableDate(key.created())
                .build();
    }
}
