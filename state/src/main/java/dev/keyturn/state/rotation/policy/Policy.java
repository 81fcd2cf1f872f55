package dev.keyturn.state.rotation.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.rules.password.PasswordRule;
import dev.keyturn.state.rotation.Method;

/**
 * How the secrets that match are to be rotated, as whoever runs the server has said it. docs/design/rotation-policies.md
 * has the fields.
 *
 * @param schedule {@code rate(…)} or {@code cron(…)}
 * @param window {@code 3h}; empty for no end
 * @param password how new passwords are made; empty for the usual rule
 * @param overlapDeadline how long what was replaced works at most; empty for the setting
 * @param overdueAfter how long after its window a rotation may still be missing before that is an alarm; empty for the
 *     setting
 * @param administrators patterns of names: the secrets whose logins may be used to change others
 * @param enforce whether a secret that was changed away from the policy is put back
 * @param document the JSON that says all this
 */
public record Policy(
        String name,
        Match match,
        Way way,
        String schedule,
        Optional<String> window,
        Optional<PasswordRule> password,
        Optional<Duration> overlapDeadline,
        Optional<Duration> overdueAfter,
        Optional<Environments> environments,
        List<NamePattern> administrators,
        boolean enforce,
        String document) {
    public Policy {
        administrators = List.copyOf(administrators);
    }

    /**
     * Which secrets. All that is said must hold.
     *
     * @param accounts ids or names; empty for every account
     */
    public record Match(List<String> accounts, Optional<NamePattern> path, Map<String, String> tags) {
        public Match {
            accounts = List.copyOf(accounts);
            tags = Map.copyOf(tags);
        }

        boolean matches(Governable secret) {
            boolean ofAccount = accounts.isEmpty()
                    || accounts.contains(secret.account())
                    || accounts.contains(secret.accountName());
            return ofAccount
                    && path.map(pattern -> pattern.matches(secret.name())).orElse(true)
                    && secret.tags().entrySet().containsAll(tags.entrySet());
        }
    }

    /** A name, or with {@code *} at its end the beginning of names. */
    public record NamePattern(String text) {
        public boolean matches(String name) {
            return isWhole() ? name.equals(text) : name.startsWith(beginning());
        }

        boolean isWhole() {
            return !text.endsWith("*");
        }

        String beginning() {
            return isWhole() ? text : text.substring(0, text.length() - 1);
        }
    }

    /** What rotates them. */
    public sealed interface Way {
        /** The built-in function of that method for whatever engine the secret is of. */
        record ByMethod(Method method) implements Way {}

        /** A built-in function or one of others, by its name in a RotationLambdaARN. */
        record ByFunction(String name) implements Way {}
    }

    /**
     * In which order the same secret is rotated in several environments.
     *
     * @param tag whose value is a secret's environment; without it that is its account's name
     * @param order the first one rotates by schedule alone
     * @param gate how long a rotation must have been without failure in each environment before it begins in the next
     */
    public record Environments(String tag, List<String> order, Duration gate) {
        public Environments {
            order = List.copyOf(order);
        }
    }

    /** Whose value is a secret's environment where no policy says otherwise. */
    public static final String ENVIRONMENT_TAG = "environment";

    /** Whose value says which secrets of several environments are the same one, where their names do not. */
    public static final String GROUP_TAG = "keyturn:rotation-group";

    /** The name of a method in a policy, as {@code alternating-users}. */
    public static String word(Method method) {
        return switch (method) {
            case SINGLE_USER -> "single-user";
            case DUAL_PASSWORD -> "dual-password";
            case ALTERNATING_USERS -> "alternating-users";
            case ACCESS_KEYS -> "access-keys";
        };
    }

    /** Where the environment of a secret is said. */
    public String environmentTag() {
        return environments.map(Environments::tag).orElse(ENVIRONMENT_TAG);
    }

    /** A summary of what rotates the secrets: the function's or the method's name. */
    public String wayWord() {
        return switch (way) {
            case Way.ByMethod(Method method) -> word(method);
            case Way.ByFunction(String function) -> function;
        };
    }
}
