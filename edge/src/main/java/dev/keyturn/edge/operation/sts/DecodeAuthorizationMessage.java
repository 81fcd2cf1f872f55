package dev.keyturn.edge.operation.sts;

import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.gate.DenialMessages;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;

/**
 * Says what a denial's encoded message holds, to those who may know: of the account whose caller was denied.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html">DecodeAuthorizationMessage</a>
 */
final class DecodeAuthorizationMessage
        implements Read<DecodeAuthorizationMessageRequest, Nothing, DecodeAuthorizationMessageResponse> {
    private static final Api<DecodeAuthorizationMessageRequest> API = new Api<>(
            "sts",
            "DecodeAuthorizationMessage",
            DecodeAuthorizationMessageRequest.class,
            DecodeAuthorizationMessageRequest::builder);

    private final DenialMessages messages;

    DecodeAuthorizationMessage(DenialMessages messages) {
        this.messages = messages;
    }

    @Override
    public Api<DecodeAuthorizationMessageRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(DecodeAuthorizationMessageRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(DecodeAuthorizationMessageRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public DecodeAuthorizationMessageResponse perform(
            Authorized<DecodeAuthorizationMessageRequest, Nothing> authorized) {
        String decoded = messages.decoded(
                        authorized.account(), authorized.request().encodedMessage())
                .orElseThrow(() -> AwsFailure.of("InvalidAuthorizationMessageException", "Message is not valid"));
        return DecodeAuthorizationMessageResponse.builder()
                .decodedMessage(decoded)
                .build();
    }
}
