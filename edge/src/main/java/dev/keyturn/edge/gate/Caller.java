package dev.keyturn.edge.gate;

import dev.keyturn.state.identity.Principal;
import java.util.Optional;

/**
 * Who calls: authenticated, not yet authorised.
 *
 * @param accessKeyId the key that signed; empty for a call from inside
 */
public record Caller(Principal principal, Optional<String> accessKeyId, Origin origin) {

    public String account() {
        return principal.account();
    }
}
