package dev.keyturn.state.trail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of {@code trail_event} but for its place in a chain.
 *
 * @param eventTime milliseconds since 1970
 * @param resources {@code \n type \t name} for each, and a last {@code \n}: so one of either can be found by text
 */
record TrailRow(
        String account,
        long eventTime,
        String eventId,
        String eventName,
        String eventSource,
        boolean readOnly,
        String accessKeyId,
        String userName,
        String resources,
        String json) {

    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_ARN = 2_048;

    static TrailRow of(TrailRecord event) {
        return new TrailRow(
                CleanText.column(event.account(), LONGEST_NAME),
                event.eventTime().toEpochMilli(),
                CleanText.column(event.eventId(), LONGEST_NAME),
                CleanText.column(event.eventName(), LONGEST_NAME),
                CleanText.column(event.eventSource(), LONGEST_NAME),
                event.readOnly(),
                CleanText.column(event.userIdentity().accessKeyId(), LONGEST_NAME),
                CleanText.column(event.userIdentity().lookupName(), LONGEST_NAME),
                text(event.resources()),
                EventJson.of(event));
    }

    /** Every column of the row at this place, each text with its length before it. */
    void writeTo(MacInput mac, long chain, long seq) {
        mac.add(chain);
        mac.add(seq);
        mac.add(account);
        mac.add(eventTime);
        mac.add(eventId);
        mac.add(eventName);
        mac.add(eventSource);
        mac.add(readOnly ? 1 : 0);
        mac.add(accessKeyId);
        mac.add(userName);
        mac.add(resources);
        mac.add(json);
    }

    static String typeMark(String type) {
        return "\n" + type + "\t";
    }

    static String nameMark(String name) {
        return "\t" + name + "\n";
    }

    static List<TrailRecord.Resource> resources(String text) {
        List<TrailRecord.Resource> resources = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            int tab = line.indexOf('\t');
            if (tab >= 0) {
                resources.add(new TrailRecord.Resource(line.substring(0, tab), line.substring(tab + 1)));
            }
        }
        return resources;
    }

    private static String text(List<TrailRecord.Resource> resources) {
        if (resources.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (TrailRecord.Resource resource : resources) {
            text.append('\n')
                    .append(CleanText.column(resource.type(), LONGEST_NAME))
                    .append('\t')
                    .append(CleanText.column(resource.arnOrName(), LONGEST_ARN));
        }
        return text.append('\n').toString();
    }

    /** Takes values for a MAC. */
    interface MacInput {
        void add(long value);

        void add(byte[] bytes);

        default void add(String text) {
            add(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
