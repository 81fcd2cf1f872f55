package dev.keyturn.state.identity;

import java.time.Instant;

/**
 * The last time that a user or role asked for an action, allowed or not.
 *
 * @param service {@code secretsmanager}
 * @param action {@code GetSecretValue}
 * @param region the region that was asked
 */
public record LastAccess(String entityId, String service, String action, Instant at, String region) {}
