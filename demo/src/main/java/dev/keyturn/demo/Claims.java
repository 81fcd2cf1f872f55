package dev.keyturn.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;

/**
 * What the demo claims, each checked against what happened.
 *
 * @param checks in the order they are shown
 * @param readers how often each identity made which call on the secret, from the trail
 */
record Claims(List<Check> checks, Map<String, Integer> readers) {
    /** Of the single-user strategy, docs/design/rotation.md. */
    private static final Duration WINDOW = Duration.ofSeconds(2);

    record Check(String claim, boolean held) {}

    static Claims check(Stage stage, Act act, Tally tally, List<Rotated> rotated, int asked, String firstPassword) {
        Map<String, Integer> readers = readers(stage, act);
        long readsInTrail = readers.entrySet().stream()
                .filter(entry -> entry.getKey().equals("orders-service GetSecretValue"))
                .mapToLong(Map.Entry::getValue)
                .sum();
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("the password was changed " + asked + " times", rotated.size() == asked));
        checks.add(new Check(
                "no login and no query of an application failed",
                tally.failures().isEmpty()));
        if (act.alternating()) {
            checks.add(new Check(
                    "no login was refused, so that no driver or pool had to try again",
                    tally.refusedThenRetried() == 0));
            checks.add(new Check("AWSPREVIOUS logs in as well", stage.logsIn(act, "AWSPREVIOUS")));
        } else {
            checks.add(new Check(
                    "the window in which only the pending password worked never exceeded 2 s",
                    rotated.stream().allMatch(rotation -> rotation.uncovered().compareTo(WINDOW) <= 0)));
            checks.add(new Check("AWSPREVIOUS no longer logs in", !stage.logsIn(act, "AWSPREVIOUS")));
        }
        checks.add(new Check("AWSCURRENT logs in", stage.logsIn(act, "AWSCURRENT")));
        checks.add(new Check("the first password no longer does", !stage.logsIn(act, act.login(), firstPassword)));
        checks.add(new Check(
                "the service read the secret " + tally.secretReads()
                        + " times, and the trail has as many records of it",
                readsInTrail == tally.secretReads() && readsInTrail > 0));
        checks.add(
                new Check("the trail is intact", stage.server().validateTrail().isEmpty()));
        return new Claims(checks, readers);
    }

    boolean held() {
        return checks.stream().allMatch(Check::held);
    }

    private static Map<String, Integer> readers(Stage stage, Act act) {
        Map<String, Integer> count = new TreeMap<>();
        stage.trail()
                .lookupEventsPaginator(lookup -> lookup.maxResults(50)
                        .lookupAttributes(attribute -> attribute
                                .attributeKey(LookupAttributeKey.RESOURCE_NAME)
                                .attributeValue(act.secret())))
                .events()
                .forEach(event -> count.merge(who(event) + " " + event.eventName(), 1, Integer::sum));
        return count;
    }

    private static String who(Event event) {
        return event.username() == null ? "keyturn itself" : event.username();
    }
}
