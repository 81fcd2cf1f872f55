package dev.keyturn.state.rotation.policy;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.Secret.RotationSettings;

/**
 * What of a secret decides under which policy it is. Not of those that a service manages, nor those that are scheduled
 * for deletion.
 *
 * @param accountName may be empty
 * @param tags all of them
 */
public record Governable(
        Arn arn, String accountName, String name, Map<String, String> tags, Optional<RotationSettings> rotation) {
    public Governable {
        tags = Map.copyOf(tags);
    }

    public String account() {
        return arn.account();
    }

    /** The tag's value, or else the name of the account, which is an environment; or its id. */
    public String environment(String tag) {
        String account = accountName.isEmpty() ? account() : accountName;
        return tags.getOrDefault(tag, account);
    }

    /** What the same secret of every environment shares: its tag, or its name without the environment's segment. */
    public String group(String environment) {
        return Optional.ofNullable(tags.get(Policy.GROUP_TAG)).orElseGet(() -> withoutSegment(name, environment));
    }

    /** {@code app/dev/db} is {@code app/db}; a name without the environment in it, as in an account each, stays. */
    static String withoutSegment(String name, String environment) {
        boolean[] gone = {false};
        String rest = Arrays.stream(name.split("/", -1))
                .filter(segment -> {
                    boolean first = !gone[0] && segment.equals(environment);
                    gone[0] |= first;
                    return !first;
                })
                .collect(Collectors.joining("/"));
        return rest.isEmpty() ? name : rest;
    }
}
