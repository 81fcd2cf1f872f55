package dev.keyturn.edge.gate;

import java.util.Optional;

import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Session;

/**
 * Who calls: authenticated, not yet authorised.
 *
 * @param session what the temporary credentials say that signed; empty for long-term ones
 * @param accessKeyId the key that signed; empty for a call from inside
 */
public record Caller(Principal principal, Optional<Session> session, Optional<String> accessKeyId, Origin origin) {

    /** Without temporary credentials. */
    public Caller(Principal principal, Optional<String> accessKeyId, Origin origin) {
        this(principal, Optional.empty(), accessKeyId, origin);
    }

    public String account() {
        return principal.account();
    }
}
