package dev.keyturn.edge.gate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
 * @param owner another account whose resource it is, and whose trail has the call too; only of a resource that the
 *     caller may know of
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
        Optional<String> owner,
        List<Demand> further) {
    public Demand {
        keys = Map.copyOf(keys);
        alsoNeeds = List.copyOf(alsoNeeds);
        trailResources = List.copyOf(trailResources);
        further = List.copyOf(further);
    }

    public static Demand on(String action, String resource) {
        return new Demand(
                action,
                resource,
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                List.of());
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
                action,
                "*",
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of());
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
        return changed(draft -> draft.alsoNeeds.add(furtherAction));
    }

    /** Both must be allowed, this one first; of the other's names the trail gets none. */
    public Demand and(Demand other) {
        return changed(draft -> draft.further.add(other));
    }

    /**
     * The same action under the same keys on another resource; to be put beside this one with {@link #and}.
     *
     * @param name what a denial calls that resource
     */
    public Demand movedTo(String otherResource, String name) {
        return changed(draft -> {
            draft.resource = otherResource;
            draft.nameInDenial = Optional.of(name);
            draft.trailResources.clear();
            draft.further.clear();
        });
    }

    /**
     * One more name for the resource in the trail.
     *
     * @param type CloudFormation's name of the type, {@code AWS::SecretsManager::Secret}
     */
    public Demand recordedAs(String type, String arnOrName) {
        return changed(draft -> draft.trailResources.add(new Resource(type, arnOrName)));
    }

    /** @param name what a denial calls the resource, {@code user bob} */
    public Demand namedInDenial(String name) {
        return changed(draft -> draft.nameInDenial = Optional.of(name));
    }

    /** The resource is another account's, which learns of the call as the caller's own does. */
    public Demand ownedBy(String otherAccount) {
        return changed(draft -> draft.owner = Optional.of(otherAccount));
    }

    Demand withoutResourcePolicy() {
        return changed(draft -> draft.resourcePolicy = Optional.empty());
    }

    /** Decided by that policy as well. */
    public Demand under(NamedPolicy policy) {
        return changed(draft -> draft.resourcePolicy = Optional.of(policy));
    }

    private Demand withAll(Map<String, List<String>> added) {
        return changed(draft -> added.forEach((key, values) -> draft.keys.put(key, List.copyOf(values))));
    }

    private Demand changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done(this);
    }

    /** A copy to be changed in one thing; what no change is about stays with the original. */
    private static final class Draft {
        String resource;
        Optional<String> nameInDenial;
        Optional<NamedPolicy> resourcePolicy;
        Optional<String> owner;
        final Map<String, List<String>> keys;
        final List<String> alsoNeeds;
        final List<Resource> trailResources;
        final List<Demand> further;

        Draft(Demand demand) {
            resource = demand.resource;
            nameInDenial = demand.nameInDenial;
            resourcePolicy = demand.resourcePolicy;
            owner = demand.owner;
            keys = new HashMap<>(demand.keys);
            alsoNeeds = new ArrayList<>(demand.alsoNeeds);
            trailResources = new ArrayList<>(demand.trailResources);
            further = new ArrayList<>(demand.further);
        }

        Demand done(Demand original) {
            return new Demand(
                    original.action,
                    resource,
                    keys,
                    alsoNeeds,
                    trailResources,
                    nameInDenial,
                    resourcePolicy,
                    original.permissionNeeded,
                    owner,
                    further);
        }
    }
}
