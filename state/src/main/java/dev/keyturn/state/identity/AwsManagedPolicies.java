package dev.keyturn.state.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.state.store.Transaction;

/**
 * The policies that AWS manages, as far as this server has them. Their texts are resources, one file for each;
 * docs/aws-managed-policies.md says how close they are to AWS's.
 */
public final class AwsManagedPolicies {
    private static final JsonMapper JSON = JsonMapper.shared();

    private AwsManagedPolicies() {}

    /** As this release has them, ordered by name. */
    public static List<ManagedPolicy> released() {
        List<ManagedPolicy> policies = new ArrayList<>();
        for (JsonNode name : read("index")) {
            policies.add(policy(read(name.stringValue())));
        }
        return List.copyOf(policies);
    }

    /**
     * Puts them into the store, or brings those that are there up to this release; what is as it should be is not
     * written. Nothing is taken away: a policy that an older release had may be attached.
     */
    public static void install(Transaction tx) {
        Policies policies = new Policies(tx);
        for (ManagedPolicy released : released()) {
            Optional<ManagedPolicy> stored = policies.managed(ManagedPolicy.AWS, released.arn());
            if (stored.isEmpty()) {
                policies.insertManaged(released);
            } else if (!stored.get().document().equals(released.document())
                    || !stored.get().defaultVersionId().equals(released.defaultVersionId())) {
                PolicyVersions versions = new PolicyVersions(tx);
                versions.put(stored.get(), released.defaultVersionId(), released.document());
                versions.setDefault(stored.get(), released.defaultVersionId());
            }
        }
    }

    private static ManagedPolicy policy(JsonNode file) {
        JsonNode document = file.get("document");
        String text = JSON.writeValueAsString(document);
        PolicyDocument.parse(text); // a text that does not parse would deny its holders everything
        return new ManagedPolicy(
                ManagedPolicy.AWS,
                file.get("name").stringValue(),
                file.get("path").stringValue(),
                file.get("id").stringValue(),
                file.get("description").stringValue(),
                file.get("version").stringValue(),
                text,
                Instant.parse(file.get("created").stringValue()),
                Instant.parse(file.get("updated").stringValue()),
                0,
                0,
                Map.of());
    }

    private static JsonNode read(String name) {
        String file = "aws-policies/" + name + ".json";
        try (InputStream in = AwsManagedPolicies.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the resource `" + file + "` is missing");
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the resource `" + file + "`", e);
        }
    }
}
