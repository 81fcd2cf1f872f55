package dev.keyturn.state.trail;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** @param next position of the next page; empty on the last */
public record LookupPage(List<StoredEvent> events, Optional<String> next) {
    public LookupPage {
        events = List.copyOf(events);
    }

    /**
     * @param userName what LookupEvents answers as Username
     * @param json the whole CloudTrail record
     */
    public record StoredEvent(
            String eventId,
            String eventName,
            String eventSource,
            Instant eventTime,
            boolean readOnly,
            Optional<String> accessKeyId,
            Optional<String> userName,
            List<TrailRecord.Resource> resources,
            String json) {
        public StoredEvent {
            resources = List.copyOf(resources);
        }
    }
}
