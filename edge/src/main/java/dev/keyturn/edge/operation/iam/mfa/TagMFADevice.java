package dev.keyturn.edge.operation.iam.mfa;

import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.TagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.TagMfaDeviceResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.EntityTags;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.store.Transaction;

/**
 * Tags a device.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagMFADevice.html">TagMFADevice</a>
 */
final class TagMFADevice implements Change<TagMfaDeviceRequest, DeviceBySerial, TagMfaDeviceResponse> {
    private static final Api<TagMfaDeviceRequest> API =
            new Api<>("iam", "TagMFADevice", TagMfaDeviceRequest.class, TagMfaDeviceRequest::builder);

    private static final int MOST_TAGS = 50;

    @Override
    public Api<TagMfaDeviceRequest> api() {
        return API;
    }

    @Override
    public DeviceBySerial resolve(TagMfaDeviceRequest request, Caller caller, Transaction tx) {
        return DeviceBySerial.resolve(request.serialNumber(), caller, tx);
    }

    @Override
    public Demand demand(TagMfaDeviceRequest request, DeviceBySerial target, Caller caller) {
        return target.demand(API.action()).withRequestTags(Tags.asRequested(request.tags()));
    }

    @Override
    public TagMfaDeviceResponse perform(Authorized<TagMfaDeviceRequest, DeviceBySerial> authorized, Transaction tx) {
        MfaDevice device = authorized.target().found();
        Map<String, String> added = Tags.checked(authorized.request().tags());
        long after = Stream.concat(device.tags().keySet().stream(), added.keySet().stream())
                .distinct()
                .count();
        if (after > MOST_TAGS) {
            throw AwsFailure.of("LimitExceededException", "Cannot exceed quota for TagsPerMFADevice: " + MOST_TAGS);
        }
        new EntityTags(tx).put(device, added);
        return TagMfaDeviceResponse.builder().build();
    }
}
