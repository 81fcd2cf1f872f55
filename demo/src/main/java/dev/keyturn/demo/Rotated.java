package dev.keyturn.demo;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import dev.keyturn.state.rotation.RotationStep;

/**
 * One rotation as it went.
 *
 * @param token the new version's id
 * @param steps how long each took
 * @param total from the request to the new AWSCURRENT
 * @param uncovered while only the pending password logged in
 */
record Rotated(String token, Map<RotationStep, Duration> steps, Duration total, Duration uncovered) {
    Rotated {
        steps = new EnumMap<>(steps);
    }
}
