package dev.keyturn.edge.operation.cloudtrail;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.EventCategory;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.cloudtrail.model.Resource;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.trail.LookupPage;
import dev.keyturn.state.trail.LookupPage.StoredEvent;
import dev.keyturn.state.trail.LookupQuery;
import dev.keyturn.state.trail.LookupQuery.Attribute;
import dev.keyturn.state.trail.LookupQuery.Key;
import dev.keyturn.state.trail.Trail;

/**
 * Searches the account's trail, newest event first. Unlike AWS, which answers minutes late and for ninety days, it
 * answers from the trail itself.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html">LookupEvents</a>
 */
final class LookupEvents implements Read<LookupEventsRequest, Nothing, LookupEventsResponse> {
    private static final Api<LookupEventsRequest> API =
            new Api<>("cloudtrail", "LookupEvents", LookupEventsRequest.class, LookupEventsRequest::builder);
    private static final int DEFAULT_LIMIT = 50;

    private final Trail trail;
    private final PageTokens pages;

    LookupEvents(Trail trail, PageTokens pages) {
        this.trail = trail;
        this.pages = pages;
    }

    @Override
    public Api<LookupEventsRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(LookupEventsRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(LookupEventsRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public LookupEventsResponse perform(Authorized<LookupEventsRequest, Nothing> authorized) {
        LookupEventsRequest request = authorized.request();
        String account = authorized.account();
        LookupQuery query = query(request, account);
        if (request.eventCategory() == EventCategory.INSIGHT) {
            // Nobody computes insights here, so there are none.
            return LookupEventsResponse.builder().events(List.of()).build();
        }
        LookupPage page = trail.lookup(query);
        return LookupEventsResponse.builder()
                .events(page.events().stream().map(LookupEvents::event).toList())
                .nextToken(page.next()
                        .map(position -> pages.issue(account, listing(request), position))
                        .orElse(null))
                .build();
    }

    private LookupQuery query(LookupEventsRequest request, String account) {
        if (request.startTime() != null
                && request.endTime() != null
                && request.startTime().isAfter(request.endTime())) {
            throw AwsFailure.of("InvalidTimeRangeException", "The start time must not be after the end time.");
        }
        return new LookupQuery(
                account,
                Optional.ofNullable(request.startTime()),
                Optional.ofNullable(request.endTime()),
                attribute(request),
                position(request, account),
                request.maxResults() == null ? DEFAULT_LIMIT : request.maxResults());
    }

    private static Optional<Attribute> attribute(LookupEventsRequest request) {
        if (request.lookupAttributes().size() > 1) {
            throw AwsFailure.of("InvalidLookupAttributesException", "You can specify only one lookup attribute.");
        }
        return request.lookupAttributes().stream()
                .findFirst()
                .map(attribute -> new Attribute(key(attribute), attribute.attributeValue()));
    }

    private static Key key(LookupAttribute attribute) {
        return switch (attribute.attributeKey()) {
            case EVENT_ID -> Key.EVENT_ID;
            case EVENT_NAME -> Key.EVENT_NAME;
            case READ_ONLY -> Key.READ_ONLY;
            case USERNAME -> Key.USERNAME;
            case RESOURCE_TYPE -> Key.RESOURCE_TYPE;
            case RESOURCE_NAME -> Key.RESOURCE_NAME;
            case EVENT_SOURCE -> Key.EVENT_SOURCE;
            case ACCESS_KEY_ID -> Key.ACCESS_KEY_ID;
            case UNKNOWN_TO_SDK_VERSION ->
                throw AwsFailure.of(
                        "InvalidLookupAttributesException",
                        "Invalid lookup attribute key: " + attribute.attributeKeyAsString());
        };
    }

    private Optional<String> position(LookupEventsRequest request, String account) {
        if (request.nextToken() == null) {
            return Optional.empty();
        }
        Optional<String> position = pages.position(account, listing(request), request.nextToken());
        if (position.isEmpty()) {
            throw AwsFailure.of("InvalidNextTokenException", "Invalid next token.");
        }
        return position;
    }

    /** "The token must be passed in with the same parameters that were specified in the original call." */
    private static String listing(LookupEventsRequest request) {
        return "LookupEvents " + request.startTime() + " " + request.endTime() + " " + request.lookupAttributes();
    }

    private static Event event(StoredEvent event) {
        return Event.builder()
                .eventId(event.eventId())
                .eventName(event.eventName())
                .readOnly(Boolean.toString(event.readOnly()))
                .accessKeyId(event.accessKeyId().orElse(null))
                .eventTime(event.eventTime())
                .eventSource(event.eventSource())
                .username(event.userName().orElse(null))
                .resources(event.resources().stream()
                        .map(resource -> Resource.builder()
                                .resourceType(resource.type())
                                .resourceName(resource.arnOrName())
                                .build())
                        .toList())
                .cloudTrailEvent(event.json())
                .build();
    }
}
