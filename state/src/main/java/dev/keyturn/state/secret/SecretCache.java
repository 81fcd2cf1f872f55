package dev.keyturn.state.secret;

import java.util.Optional;

/**
 * Recently read secrets, still sealed. A read after a write has returned never sees what was before that write.
 * Bounded; an unknown id is looked up each time.
 */
public interface SecretCache {
    /** As {@link Secrets#find}. */
    Optional<StoredSecret> find(String account, String secretId);
}
