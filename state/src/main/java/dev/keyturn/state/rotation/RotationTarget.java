package dev.keyturn.state.rotation;

import dev.keyturn.rules.arn.Arn;

/**
 * The database login that a secret holds, fixed when its rotation is first configured. A later edit of the secret's
 * JSON does not change it: where the two differ, the rotation is refused.
 *
 * @param engine {@code postgres}, as in the secret's JSON
 * @param tls false only for a loopback address that was explicitly allowed
 */
public record RotationTarget(
        String account,
        Arn secret,
        String engine,
        String host,
        int port,
        String database,
        String username,
        boolean tls) {}
