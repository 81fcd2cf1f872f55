package dev.keyturn.edge.gate;

import java.util.Optional;

import dev.keyturn.state.identity.Principal;

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
