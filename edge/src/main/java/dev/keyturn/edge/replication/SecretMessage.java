package dev.keyturn.edge.replication;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;
import dev.keyturn.state.secret.ReplicaCopies;
import dev.keyturn.state.secret.ReplicaDelivery;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;

/**
 * A secret's state as JSON between two servers: all that a replica shares with its primary. Values are opened here and
 * sealed again on the other side, with that server's own keys; the way between is TLS.
 */
public final class SecretMessage {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String VALUE = "value";

    /** AWS's limits: of a value's bytes, of a version's id and of a label. */
    private static final int LONGEST_VALUE = 65_536;

    private static final int LONGEST_ID = 64;
    private static final int LONGEST_LABEL = 256;

    private SecretMessage() {}

    /** @param withValues ids of the versions whose values go along */
    static String write(ReplicaDelivery delivery, StoredSecret stored, Set<String> withValues, Seal seal) {
        Secret secret = stored.secret();
        ObjectNode json = JSON.createObjectNode();
        json.put("name", secret.name());
        secret.description().ifPresent(text -> json.put("description", text));
        delivery.kmsKeyId().ifPresent(key -> json.put("kmsKeyId", key));
        json.put("changed", secret.lastChanged().toEpochMilli());
        stored.resourcePolicy().ifPresent(policy -> json.put("resourcePolicy", policy.json()));
        ObjectNode tags = json.putObject("tags");
        secret.tags().forEach(tags::put);
        ArrayNode versions = json.putArray("versions");
        for (SecretVersion version : stored.versions().reversed()) {
            ObjectNode one = versions.addObject();
            one.put("id", version.id());
            one.put("binary", version.binary());
            one.put("created", version.created().toEpochMilli());
            ArrayNode stages = one.putArray("stages");
            version.stages().forEach(stages::add);
            one.put("valued", version.value().isPresent());
            if (withValues.contains(version.id())) {
                version.value()
                        .map(sealedValue -> seal.open(sealedValue, SecretVersion.binding(secret, version.id())))
                        .ifPresent(value ->
                                one.put(VALUE, Base64.getEncoder().encodeToString(value.reveal(Reason.REPLICATE))));
            }
        }
        return json.toString();
    }

    /**
     * Reads what was written.
     *
     * @param arn of the replica, which everything is sealed for
     * @param before the replica as it is; empty if there is none
     * @throws IllegalArgumentException if it is no such message; the exception says nothing of what it is
     */
    public static ReplicaCopies.State read(
            String text,
            Arn arn,
            String primaryRegion,
            long generation,
            Optional<StoredSecret> before,
            Instant now,
            Seal seal) {
        try {
            JsonNode json = JSON.readTree(text);
            Secret secret = secret(json, arn, before.map(StoredSecret::secret), now);
            List<SecretVersion> versions = new ArrayList<>();
            Set<String> valued = new HashSet<>();
            for (JsonNode one : json.required("versions")) {
                SecretVersion version = version(one, secret, seal);
                versions.add(version);
                if (one.required("valued").booleanValue()) {
                    valued.add(version.id());
                }
            }
            return new ReplicaCopies.State(
                    secret, text(json, "resourcePolicy"), versions, valued, primaryRegion, generation);
        } catch (JacksonException | IllegalArgumentException _) { // both quote what they read
            throw new IllegalArgumentException("the state of the secret cannot be read");
        }
    }

    private static Secret secret(JsonNode json, Arn arn, Optional<Secret> before, Instant now) {
        Map<String, String> tags = new HashMap<>();
        json.required("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().stringValue()));
        return new Secret(
                arn.account(),
                arn,
                json.required("name").stringValue(),
                text(json, "description"),
                text(json, "kmsKeyId"),
                before.map(Secret::created).orElse(now),
                Instant.ofEpochMilli(json.required("changed").longValue()),
                before.flatMap(Secret::lastAccessed),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                tags);
    }

    private static SecretVersion version(JsonNode json, Secret secret, Seal seal) {
        String id = within(LONGEST_ID, json.required("id").stringValue());
        Binding binding = SecretVersion.binding(secret, id);
        Set<String> stages = new HashSet<>();
        json.required("stages").forEach(stage -> stages.add(within(LONGEST_LABEL, stage.stringValue())));
        return new SecretVersion(
                id,
                json.required("binary").booleanValue(),
                text(json, VALUE)
                        .map(Base64.getDecoder()::decode)
                        .map(SecretMessage::within)
                        .map(SecretBytes::of)
                        .map(value -> seal.seal(value, binding)),
                Instant.ofEpochMilli(json.required("created").longValue()),
                Optional.empty(),
                stages);
    }

    private static byte[] within(byte[] value) {
        if (value.length > LONGEST_VALUE) {
            throw new IllegalArgumentException("too long");
        }
        return value;
    }

    private static String within(int longest, String text) {
        if (text.isEmpty() || text.length() > longest) {
            throw new IllegalArgumentException("empty or too long");
        }
        return text;
    }

    private static Optional<String> text(JsonNode json, String member) {
        return Optional.ofNullable(json.get(member)).map(JsonNode::stringValue);
    }
}
