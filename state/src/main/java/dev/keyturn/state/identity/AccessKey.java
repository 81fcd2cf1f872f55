package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Optional;

import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Sealed;

/**
 * A long-term access key.
 *
 * @param id {@code AKIA…}
 * @param userName empty for a key of the root user
 * @param secret bound as {@link #binding} says
 */
public record AccessKey(
        String account, String id, Optional<String> userName, boolean active, Instant created, Sealed secret) {

    /** What the secret of a key is sealed for: a row copied to another key or account does not open. */
    public static Binding binding(String account, String id) {
        return new Binding(account, id, "-");
    }
}
