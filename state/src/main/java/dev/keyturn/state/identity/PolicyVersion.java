package dev.keyturn.state.identity;

import java.time.Instant;

/**
 * One version of a managed policy.
 *
 * @param id {@code v3}
 * @param document JSON as it was given
 */
public record PolicyVersion(String id, String document, Instant created, boolean isDefault) {}
