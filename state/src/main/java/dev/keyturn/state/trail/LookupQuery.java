package dev.keyturn.state.trail;

import java.time.Instant;
import java.util.Optional;

/**
 * What LookupEvents asks for; newest first.
 *
 * @param attribute CloudTrail's lookup attribute key ({@code EventName}, {@code Username}, …) and its value
 * @param before exclusive position from {@link LookupPage#next}; empty for the newest
 */
public record LookupQuery(
        String account,
        Optional<Instant> start,
        Optional<Instant> end,
        Optional<Attribute> attribute,
        Optional<String> before,
        int limit) {

    public record Attribute(Key key, String value) {}

    public enum Key {
        EVENT_ID,
        EVENT_NAME,
        READ_ONLY,
        USERNAME,
        RESOURCE_TYPE,
        RESOURCE_NAME,
        EVENT_SOURCE,
        ACCESS_KEY_ID
    }
}
