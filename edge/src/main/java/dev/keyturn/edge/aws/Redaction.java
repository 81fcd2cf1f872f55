package dev.keyturn.edge.aws;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.edge.aws.ModelPlan.Member;

/**
 * What the trail may say of a request or an answer: CloudTrail's {@code requestParameters} and
 * {@code responseElements}.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">
 *     CloudTrail record contents</a>
 */
public final class Redaction {
    private static final String HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

    /** Not sensitive in AWS's models, but parts of credentials all the same; a one-time code may not be used up yet. */
    private static final Set<String> CREDENTIALS =
            Set.of("SessionToken", "TokenCode", "AuthenticationCode1", "AuthenticationCode2");

    /** CloudTrail's way, {@code Jul 19, 2023, 9:29:12 PM}. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM d, yyyy, h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ServiceFacts service;

    /** Whether a member of that name is part of a credential, though AWS's models do not say so. */
    static boolean isCredential(String member) {
        return CREDENTIALS.contains(member);
    }

    private Redaction(ServiceFacts service) {
        this.service = service;
    }

    /**
     * All members that are set, in CloudTrail's lower camel case ({@code secretId}, {@code aRN}), without those that
     * the API model calls sensitive anywhere in the service. What is a credential and not so called is
     * {@code HIDDEN_DUE_TO_SECURITY_REASONS}.
     */
    public static ObjectNode tree(ServiceFacts service, SdkPojo requestOrResponse) {
        return new Redaction(service).structure(requestOrResponse);
    }

    private ObjectNode structure(SdkPojo pojo) {
        ObjectNode node = NODES.objectNode();
        for (Member member : ModelPlan.of(pojo).members()) {
            String name = member.modelName();
            Object value = service.sensitiveMembers().contains(name) ? null : member.get(pojo);
            if (value != null) {
                node.set(
                        ModelPlan.lowerCamel(name),
                        CREDENTIALS.contains(name) ? NODES.stringNode(HIDDEN) : value(value));
            }
        }
        return node;
    }

    private JsonNode value(Object value) {
        return switch (value) {
            case String text -> NODES.stringNode(text);
            case Boolean bool -> NODES.booleanNode(bool);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Number number -> NODES.numberNode(number.doubleValue());
            case Instant time -> NODES.stringNode(TIME.format(time));
            case SdkBytes bytes -> NODES.stringNode(Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()));
            case SdkPojo structure -> structure(structure);
            case Collection<?> list -> {
                ArrayNode array = NODES.arrayNode(list.size());
                list.forEach(element -> array.add(value(element)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = NODES.objectNode();
                map.forEach((key, element) -> object.set((String) key, value(element)));
                yield object;
            }
            // SDK models have no other classes; Object cannot be sealed.
            default -> throw new IllegalStateException("no JSON for " + value.getClass());
        };
    }
}
