package dev.keyturn.edge.gate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.state.trail.TrailRecord.Resource;

/**
 * What a request needs to be allowed: an action on a resource, under the condition keys that the request brings.
 *
 * @param action {@code iam:CreateUser}
 * @param resource an ARN, or {@code *} where the action has no resource
 * @param keys condition keys of the service and of the request, with their values; the gate adds the global ones
 * @param alsoNeeds further actions on the same resource, such as tagging what is created
 * @param trailResources the names under which the trail can be searched for the resource
 * @param nameInDenial how a denial names the resource where AWS does not name it by its ARN, as in {@code on resource:
 *     user bob}; it is what the caller said, so that a denial reveals nothing of what is stored
 * @param resourcePolicy what is attached to the resource and says who may do what to it; a role's trust policy
 * @param permissionNeeded false only for what any authenticated caller may do, whatever the policies say
 * @param further what must be allowed besides on other resources, each under keys of its own, such as passing a role
 */
public record Demand(
        String action,
        String resource,
        Map<String, List<String>> keys,
        List<String> alsoNeeds,
        List<Resource> trailResources,
        Optional<String> nameInDenial,
        Optional<NamedPolicy> resourcePolicy,
        boolean permissionNeeded,
        List<Demand> further) {
    public Demand {
        keys = Map.copyOf(keys);
        alsoNeeds = List.copyOf(alsoNeeds);
        trailResources = List.copyOf(trailResources);
        further = List.copyOf(further);
    }

    public static Demand on(String action, String resource) {
        return new Demand(
                action, resource, Map.of(), List.of(), List.of(), Optional.empty(), Optional.empty(), true, List.of());
    }

    /** For an action that AWS defines without a resource. */
    public static Demand of(String action) {
        return on(action, "*");
    }

    /**
     * For an action that needs no permission: the gate allows it without asking the policies, so that not even an
     * explicit deny forbids it. AWS has two such actions among those served here: GetCallerIdentity, GetSessionToken.
     *
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity:
     *     "No permissions are required to perform this operation"</a>
     */
    public static Demand none(String action) {
        return new Demand(
                action, "*", Map.of(), List.of(), List.of(), Optional.empty(), Optional.empty(), false, List.of());
    }

    public Demand with(String key, String value) {
        return with(key, List.of(value));
    }

    public Demand with(String key, List<String> values) {
        return withAll(Map.of(key, values));
    }

    /** The tags that the resource wears: {@code aws:ResourceTag/…} and the service's own spelling. */
    public Demand withResourceTags(String servicePrefix, Map<String, String> tags) {
        Map<String, List<String>> more = new HashMap<>();
        tags.forEach((key, value) -> {
            more.put("aws:ResourceTag/" + key, List.of(value));
            more.put(servicePrefix + ":ResourceTag/" + key, List.of(value));
        });
        return withAll(more);
    }

    /** The tags that the request brings: {@code aws:RequestTag/…} and {@code aws:TagKeys}. */
    public Demand withRequestTags(Map<String, String> tags) {
        if (tags.isEmpty()) {
            return this;
        }
        Map<String, List<String>> more = new HashMap<>();
        tags.forEach((key, value) -> more.put("aws:RequestTag/" + key, List.of(value)));
        more.put("aws:TagKeys", List.copyOf(tags.keySet()));
        return withAll(more);
    }

    public Demand alsoNeeding(String furtherAction) {
        List<String> more = new ArrayList<>(alsoNeeds);
        more.add(furtherAction);
        return new Demand(
                action, resource, keys, more, trailResources, nameInDenial, resourcePolicy, permissionNeeded, further);
    }

    /** Both must be allowed, this one first; of the other's names the trail gets none. */
    public Demand and(Demand other) {
        List<Demand> more = new ArrayList<>(further);
        more.add(other);
        return new Demand(
                action,
                resource,
                keys,
                alsoNeeds,
                trailResources,
                nameInDenial,
                resourcePolicy,
                permissionNeeded,
                more);
    }

    /**
     * The same action under the same keys on another resource; to be put beside this one with {@link #and}.
     *
     * @param name what a denial calls that resource
     */
    public Demand movedTo(String otherResource, String name) {
        return new Demand(
                action,
                otherResource,
                keys,
                alsoNeeds,
                List.of(),
                Optional.of(name),
                resourcePolicy,
                permissionNeeded,
                List.of());
    }

    /**
     * One more name for the resource in the trail.
     *
     * @param type CloudFormation's name of the type, {@code AWS::SecretsManager::Secret}
     */
    public Demand recordedAs(String type, String arnOrName) {
        List<Resource> more = new ArrayList<>(trailResources);
        more.add(new Resource(type, arnOrName));
        return new Demand(
                action, resource, keys, alsoNeeds, more, nameInDenial, resourcePolicy, permissionNeeded, further);
    }

    /** @param name what a denial calls the resource, {@code user bob} */
    public Demand namedInDenial(String name) {
        return new Demand(
                action,
                resource,
                keys,
                alsoNeeds,
                trailResources,
                Optional.of(name),
                resourcePolicy,
                permissionNeeded,
                further);
    }

    /** Decided by that policy as well. */
    public Demand under(NamedPolicy policy) {
        return new Demand(
                action,
                resource,
                keys,
                alsoNeeds,
                trailResources,
                nameInDenial,
                Optional.of(policy),
                permissionNeeded,
                further);
    }

    private Demand withAll(Map<String, List<String>> added) {
        Map<String, List<String>> more = new HashMap<>(keys);
        added.forEach((key, values) -> more.put(key, List.copyOf(values)));
        return new Demand(
                action,
                resource,
                more,
                alsoNeeds,
                trailResources,
                nameInDenial,
                resourcePolicy,
                permissionNeeded,
                further);
    }
}
