package dev.keyturn.edge.operation.iam.mfa;

import software.amazon.awssdk.services.iam.model.ListMfaDeviceTagsRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDeviceTagsResponse;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.store.Store;

/**
 * Lists the tags of a device.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADeviceTags.html">ListMFADeviceTags</a>
 */
final class ListMFADeviceTags implements Read<ListMfaDeviceTagsRequest, DeviceBySerial, ListMfaDeviceTagsResponse> {
    private static final Api<ListMfaDeviceTagsRequest> API =
            new Api<>("iam", "ListMFADeviceTags", ListMfaDeviceTagsRequest.class, ListMfaDeviceTagsRequest::builder);

    private final Store store;
    private final Marker marker;

    ListMFADeviceTags(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListMfaDeviceTagsRequest> api() {
        return API;
    }

    @Override
    public DeviceBySerial resolve(ListMfaDeviceTagsRequest request, Caller caller) {
        return store.read(tx -> DeviceBySerial.resolve(request.serialNumber(), caller, tx));
    }

    @Override
    public Demand demand(ListMfaDeviceTagsRequest request, DeviceBySerial target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListMfaDeviceTagsResponse perform(Authorized<ListMfaDeviceTagsRequest, DeviceBySerial> authorized) {
        ListMfaDeviceTagsRequest request = authorized.request();
        Page<Tag> page = Marker.cut(
                Tags.toSdk(authorized.target().found().tags()),
                Tag::key,
                marker.position(request.marker(), authorized.caller()),
                Marker.limit(request.maxItems()));
        return ListMfaDeviceTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), authorized.caller()))
                .build();
    }
}
