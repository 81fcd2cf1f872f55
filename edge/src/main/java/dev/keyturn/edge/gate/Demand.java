package dev.keyturn.edge.gate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.state.trail.TrailRecord.Resource;

/**
 * What a request needs to be allowed: an action on a resource, under the condition keys that the request brings.
 *
 * @param action {@code iam:CreateUser}
 * @param resource an ARN, or {@code *} where the action has no resource
 * @param keys condition keys of the service and of the request, with their values; the gate adds the global ones
 * @param alsoNeeds further actions on the same resource, such as tagging what is created
 * @param trailResource how the trail names the resource
 */
public record Demand(
        String action,
        String resource,
        Map<String, List<String>> keys,
        List<String> alsoNeeds,
        Optional<Resource> trailResource) {
    public Demand {
        keys = Map.copyOf(keys);
        alsoNeeds = List.copyOf(alsoNeeds);
    }

    public static Demand on(String action, String resource) {
        return new Demand(action, resource, Map.of(), List.of(), Optional.empty());
    }

    /** For an action that AWS defines without a resource. */
    public static Demand of(String action) {
        return on(action, "*");
    }

    public Demand with(String key, String value) {
        return with(key, List.of(value));
    }

    public Demand with(String key, List<String> values) {
        Map<String, List<String>> more = new HashMap<>(keys);
        more.put(key, List.copyOf(values));
        return new Demand(action, resource, more, alsoNeeds, trailResource);
    }

    /** The tags that the resource wears: {@code aws:ResourceTag/…} and the service's own spelling. */
    public Demand withResourceTags(String servicePrefix, Map<String, String> tags) {
        Map<String, List<String>> more = new HashMap<>(keys);
        tags.forEach((key, value) -> {
            more.put("aws:ResourceTag/" + key, List.of(value));
            more.put(servicePrefix + ":ResourceTag/" + key, List.of(value));
        });
        return new Demand(action, resource, more, alsoNeeds, trailResource);
    }

    /** The tags that the request brings: {@code aws:RequestTag/…} and {@code aws:TagKeys}. */
    public Demand withRequestTags(Map<String, String> tags) {
        if (tags.isEmpty()) {
            return this;
        }
        Map<String, List<String>> more = new HashMap<>(keys);
        tags.forEach((key, value) -> more.put("aws:RequestTag/" + key, List.of(value)));
        more.put("aws:TagKeys", List.copyOf(tags.keySet()));
        return new Demand(action, resource, more, alsoNeeds, trailResource);
    }

    public Demand alsoNeeding(String furtherAction) {
        List<String> more = new ArrayList<>(alsoNeeds);
        more.add(furtherAction);
        return new Demand(action, resource, keys, more, trailResource);
    }

    /** @param type CloudFormation's name of the type, {@code AWS::SecretsManager::Secret} */
    public Demand recordedAs(String type, String arnOrName) {
        return new Demand(action, resource, keys, alsoNeeds, Optional.of(new Resource(type, arnOrName)));
    }
}
