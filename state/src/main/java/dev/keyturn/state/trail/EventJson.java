package dev.keyturn.state.trail;

import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Renders a record as CloudTrail's JSON, in CloudTrail's order. All of it is ASCII: what is beyond is escaped, so that
 * nothing a caller sent can move a cursor or start a line wherever the record is shown.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">CloudTrail
 *     record contents</a>
 */
final class EventJson {
    private static final String EVENT_VERSION = "1.11";
    private static final int ACCOUNT_LENGTH = 12;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_USER_AGENT = 1_024;
    private static final int LONGEST_MESSAGE = 1_024;
    private static final int LONGEST_ARN = 2_048;
    private static final int LONGEST_VALUE = 4_096;
    private static final int LONGEST_PART = 100_000;

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private EventJson() {}

    /** @throws IllegalArgumentException if the request parameters or response elements are not JSON */
    static String of(TrailRecord event) {
        StringWriter text = new StringWriter(1_024);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("eventVersion", EVENT_VERSION);
            identity(json, event.userIdentity());
            json.writeStringProperty(
                    "eventTime",
                    event.eventTime().truncatedTo(ChronoUnit.SECONDS).toString());
            string(json, "eventSource", event.eventSource(), LONGEST_NAME);
            string(json, "eventName", event.eventName(), LONGEST_NAME);
            string(json, "awsRegion", event.region(), LONGEST_NAME);
            string(json, "sourceIPAddress", event.sourceIpAddress(), LONGEST_NAME);
            string(json, "userAgent", event.userAgent(), LONGEST_USER_AGENT);
            event.errorCode().ifPresent(code -> string(json, "errorCode", code, LONGEST_NAME));
            event.errorMessage().ifPresent(message -> string(json, "errorMessage", message, LONGEST_MESSAGE));
            part(json, "requestParameters", event.requestParameters());
            part(json, "responseElements", event.responseElements());
            additional(json, event.additionalEventData());
            string(json, "requestID", event.requestId(), LONGEST_NAME);
            string(json, "eventID", event.eventId(), LONGEST_NAME);
            json.writeBooleanProperty("readOnly", event.readOnly());
            resources(json, event);
            string(json, "eventType", event.eventType(), LONGEST_NAME);
            json.writeBooleanProperty("managementEvent", true);
            string(json, "recipientAccountId", event.account(), LONGEST_NAME);
            event.sharedEventId().ifPresent(id -> string(json, "sharedEventID", id, LONGEST_NAME));
            json.writeStringProperty("eventCategory", "Management");
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void identity(JsonGenerator json, TrailRecord.UserIdentity who) {
        json.writeObjectPropertyStart("userIdentity");
        string(json, "type", who.type(), LONGEST_NAME);
        known(json, "principalId", who.principalId());
        known(json, "arn", who.arn());
        known(json, "accountId", who.accountId());
        known(json, "accessKeyId", who.accessKeyId());
        known(json, "userName", who.userName());
        who.session().ifPresent(session -> session(json, session));
        json.writeEndObject();
    }

    private static void session(JsonGenerator json, TrailRecord.SessionContext session) {
        json.writeObjectPropertyStart("sessionContext");
        session.issuer().ifPresent(issuer -> {
            json.writeObjectPropertyStart("sessionIssuer");
            known(json, "type", issuer.type());
            known(json, "principalId", issuer.principalId());
            known(json, "arn", issuer.arn());
            known(json, "accountId", issuer.accountId());
            known(json, "userName", issuer.userName());
            json.writeEndObject();
        });
        session.federatedProvider().ifPresent(provider -> {
            json.writeObjectPropertyStart("webIdFederationData");
            string(json, "federatedProvider", provider, LONGEST_ARN);
            json.writeEndObject();
        });
        json.writeObjectPropertyStart("attributes");
        json.writeStringProperty(
                "creationDate",
                session.created().truncatedTo(ChronoUnit.SECONDS).toString());
        json.writeStringProperty("mfaAuthenticated", Boolean.toString(session.mfaAuthenticated()));
        json.writeEndObject();
        session.sourceIdentity().ifPresent(identity -> string(json, "sourceIdentity", identity, LONGEST_NAME));
        json.writeEndObject();
    }

    private static void known(JsonGenerator json, String name, String value) {
        if (!value.isEmpty()) {
            string(json, name, value, LONGEST_ARN);
        }
    }

    private static void string(JsonGenerator json, String name, String value, int longest) {
        json.writeStringProperty(name, CleanText.bounded(value, longest));
    }

    /** Copied token by token, so that whatever it is, the whole stays one JSON object. */
    private static void part(JsonGenerator json, String name, Optional<String> part) {
        json.writeName(name);
        if (part.isEmpty()) {
            json.writeNull();
        } else if (part.get().length() > LONGEST_PART) {
            omitted(json, part.get().length());
        } else {
            try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), part.get())) {
                parser.nextToken();
                json.copyCurrentStructure(parser);
            } catch (JacksonException _) {
                throw new IllegalArgumentException("`" + name + "` of a trail record is not JSON");
            }
        }
    }

    /** CloudTrail's own way to say that a part was too long. */
    private static void omitted(JsonGenerator json, int length) {
        json.writeStartObject();
        json.writeBooleanProperty("omitted", true);
        json.writeNumberProperty("originalSize", length);
        json.writeStringProperty("reason", "the content is longer than " + LONGEST_PART + " characters");
        json.writeEndObject();
    }

    private static void additional(JsonGenerator json, Map<String, String> data) {
        if (data.isEmpty()) {
            return;
        }
        json.writeObjectPropertyStart("additionalEventData");
        new TreeMap<>(data)
                .forEach((name, value) -> string(json, CleanText.bounded(name, LONGEST_NAME), value, LONGEST_VALUE));
        json.writeEndObject();
    }

    /** Those with an ARN: what has only a name is in the request parameters, and in the columns that lookups search. */
    private static void resources(JsonGenerator json, TrailRecord event) {
        List<TrailRecord.Resource> withArn = event.resources().stream()
                .filter(resource -> resource.arnOrName().startsWith("arn:"))
                .toList();
        if (withArn.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("resources");
        for (TrailRecord.Resource resource : withArn) {
            json.writeStartObject();
            string(json, "accountId", owner(resource.arnOrName(), event), LONGEST_NAME);
            string(json, "type", resource.type(), LONGEST_NAME);
            string(json, "ARN", resource.arnOrName(), LONGEST_ARN);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The account in the ARN; of what AWS owns, whoever asked for it. */
    private static String owner(String arn, TrailRecord event) {
        String[] parts = arn.split(":", 6);
        return parts.length == 6 && parts[4].length() == ACCOUNT_LENGTH ? parts[4] : event.account();
    }
}
