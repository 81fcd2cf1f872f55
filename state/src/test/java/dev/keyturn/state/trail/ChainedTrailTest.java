package dev.keyturn.state.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.seal.EnvelopeSeal;
import dev.keyturn.state.seal.RootKey;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.store.OnBothStores;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;
import dev.keyturn.state.trail.LookupPage.StoredEvent;
import dev.keyturn.state.trail.LookupQuery.Attribute;
import dev.keyturn.state.trail.LookupQuery.Key;

/** What the trail promises: nothing is missing, nothing is changed unseen, and it is found again. */
class ChainedTrailTest extends OnBothStores {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final RootKey root = RootKey.of(SecretBytes.of(new byte[32]));

    @SuppressWarnings("NullAway.Init") // opened before each test
    private ChainedTrail trail;

    @BeforeEach
    void openTrail() {
        trail = open(store);
    }

    private ChainedTrail open(Store on) {
        return ChainedTrail.open(on, EnvelopeSeal.open(on, root, RANDOM), RANDOM);
    }

    @Test
    void whatIsRecordedIsFoundAndIntact() {
        trail.record(Events.event("e1"));
        assertThat(ids(query())).containsExactly("e1");
        assertThat(trail.validate()).isEmpty();
        StoredEvent event = trail.lookup(query()).events().getFirst();
        assertThat(event.eventTime()).isEqualTo(Events.NOON);
        assertThat(event.userName()).contains("alice");
        assertThat(event.json()).isEqualTo(EventJson.of(Events.event("e1")));
        assertThat(event.resources())
                .containsExactly(new TrailRecord.Resource("AWS::SecretsManager::Secret", "arn:aws:x:secret:e1"));
    }

    @Test
    void whatIsUndoneLeavesNoRowAndNoGap() {
        assertThatThrownBy(() -> store.write(tx -> {
                    trail.append(tx, Events.event("undone"));
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        store.write(tx -> {
            trail.append(tx, Events.event("e1"));
            assertThatThrownBy(() -> tx.nested(() -> {
                        trail.append(tx, Events.event("undone too"));
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            trail.append(tx, Events.event("e2"));
            return true;
        });
        assertThat(ids(query())).containsExactly("e2", "e1");
        assertThat(numbers()).containsExactly(1L, 2L);
        assertThat(trail.validate()).isEmpty();
    }

    @Test
    void manyAtOnceMakeOneChainWithoutGap() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                int thread = i;
                all.add(threads.submit(() -> {
                    for (int j = 0; j < 30; j++) {
                        String id = thread + "-" + j;
                        if (j % 5 == 4) {
                            assertThatThrownBy(() -> store.write(tx -> {
                                        tx.sql().execute("DELETE FROM data_key");
                                        trail.append(tx, Events.event("undone " + id));
                                        throw new IllegalStateException("undo");
                                    }))
                                    .hasMessage("undo");
                        } else {
                            trail.record(Events.event(id));
                        }
                    }
                }));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(numbers()).hasSize(64 * 24);
        assertThat(numbers().getLast()).isEqualTo(64 * 24);
        assertThat(trail.validate()).isEmpty();
        assertThat(open(store).validate()).isEmpty();
    }

    @Test
    void eachStartBeginsAChainAndOldOnesStayValid() {
        trail.record(Events.event("e1"));
        store.close();
        store = open();
        trail = open(store);
        trail.record(Events.event("e2"));
        assertThat(trail.validate()).isEmpty();
        assertThat(trail.heads().stream().map(ChainedTrail.PublishedHead::chain))
                .containsExactly(1L, 2L);
    }

    @Test
    void everyColumnThatIsEditedIsFoundAndLocated() {
        record(5);
        for (String edit : List.of(
                "account_id = '999988887777'",
                "event_time = event_time + 1",
                "event_id = 'other'",
                "event_name = 'ListSecrets'",
                "event_source = 'iam.amazonaws.com'",
                "read_only = NOT read_only",
                "access_key_id = 'AKIABOB'",
                "user_name = 'bob'",
                "resources = ''",
                "json = replace(json, 'alice', 'bob')")) {
            String column = edit.substring(0, edit.indexOf(' '));
            sql("CREATE TABLE kept AS SELECT seq, " + column + " AS was FROM trail_event");
            sql("UPDATE trail_event SET " + edit + " WHERE seq = 3");
            String id = edit.startsWith("event_id") ? "other" : "e3";
            assertThat(trail.validate())
                    .as(edit)
                    .containsExactly("chain 1: number 3 (event `" + id
                            + "`) does not authenticate: it, or the mac before it, was altered");
            sql("UPDATE trail_event SET " + column + " = (SELECT was FROM kept WHERE kept.seq = trail_event.seq)");
            sql("DROP TABLE kept");
            assertThat(trail.validate()).isEmpty();
        }
    }

    @Test
    void textMovedFromOneColumnToTheNextIsFound() {
        record(2);
        sql("UPDATE trail_event SET event_id = event_id || 'Get', event_name = 'SecretValue' WHERE seq = 2");
        assertThat(trail.validate()).hasSize(1);
    }

    @Test
    void aDeletedRowIsFound() {
        record(5);
        sql("DELETE FROM trail_event WHERE seq IN (2, 3)");
        assertThat(trail.validate())
                .containsExactly("chain 1: numbers 2 to 3 are missing; number 4 (event `e4`), which follows, cannot be"
                        + " checked");
    }

    @Test
    void aDeletedRowIsFoundEvenWhenTheOthersAreRenumbered() {
        record(5);
        sql("DELETE FROM trail_event WHERE seq = 3");
        sql("UPDATE trail_event SET seq = 3 WHERE seq = 4");
        sql("UPDATE trail_event SET seq = 4 WHERE seq = 5");
        assertThat(trail.validate())
                .hasSize(3)
                .anyMatch(line -> line.contains("number 3 (event `e4`)"))
                .anyMatch(line -> line.contains("number 5 is missing at the end"));
    }

    @Test
    void reorderedRowsAreFound() {
        record(5);
        sql("UPDATE trail_event SET seq = 100 WHERE seq = 2");
        sql("UPDATE trail_event SET seq = 2 WHERE seq = 3");
        sql("UPDATE trail_event SET seq = 3 WHERE seq = 100");
        assertThat(trail.validate())
                .anyMatch(line -> line.contains("number 2 (event `e3`)"))
                .anyMatch(line -> line.contains("number 3 (event `e2`)"));
    }

    @Test
    void aCutTailIsFound() {
        record(5);
        sql("DELETE FROM trail_event WHERE seq >= 4");
        assertThat(trail.validate())
                .containsExactly("chain 1: numbers 4 to 5 are missing at the end: the tail was cut off");
    }

    @Test
    void aCutTailIsFoundEvenWhenTheHeadIsEditedToFit() {
        record(5);
        sql("DELETE FROM trail_event WHERE seq >= 4");
        sql("UPDATE trail_head SET seq = 3, mac = (SELECT mac FROM trail_event WHERE seq = 3)");
        assertThat(trail.validate()).containsExactly("chain 1: the head does not authenticate: it was altered");
    }

    @Test
    void aRowThatWasAddedIsFound() {
        record(3);
        sql("INSERT INTO trail_event SELECT chain, 4, account_id, event_time, 'forged', event_name, event_source,"
                + " read_only, access_key_id, user_name, resources, json, mac FROM trail_event WHERE seq = 3");
        assertThat(trail.validate())
                .containsExactly("chain 1: number 4 is behind the head: added, or the head was put back");
    }

    @Test
    void aRowMovedToAnotherChainIsFound() {
        record(3);
        ChainedTrail second = open(store);
        second.record(Events.event("other"));
        sql("UPDATE trail_event SET chain = 3 WHERE chain = 2");
        sql("UPDATE trail_head SET chain = 3 WHERE chain = 2");
        assertThat(second.validate())
                .contains("chain 3: the head does not authenticate: it was altered")
                .anyMatch(line -> line.startsWith("chain 2: the head is missing"))
                .anyMatch(line -> line.startsWith("chain 3: number 1 (event `other`) does not authenticate"));
    }

    @Test
    void aWholeChainThatIsGoneIsMissed() {
        record(3);
        open(store).record(Events.event("later"));
        sql("DELETE FROM trail_event WHERE chain = 1");
        sql("DELETE FROM trail_head WHERE chain = 1");
        assertThat(trail.validate()).singleElement().asString().startsWith("chain 1: the head is missing");
    }

    @Test
    void nothingIsAppendedToAHeadThatIsGone() {
        record(1);
        sql("DELETE FROM trail_head");
        assertThatThrownBy(() -> trail.record(Events.event("e2"))).isInstanceOf(StoreException.class);
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void aTrailWithoutItsKeyDoesNotStart() {
        record(1);
        sql("DELETE FROM trail_key");
        assertThatThrownBy(() -> open(store))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("key is gone");
    }

    @Test
    void pagesAreStableWhileEventsArrive() {
        record(25);
        List<String> seen = new ArrayList<>();
        Optional<String> next = Optional.empty();
        int pages = 0;
        do {
            LookupPage page = trail.lookup(
                    new LookupQuery(Events.ACCOUNT, Optional.empty(), Optional.empty(), Optional.empty(), next, 10));
            page.events().forEach(event -> seen.add(event.eventId()));
            next = page.next();
            trail.record(Events.event("new" + pages++, Events.NOON.plusSeconds(60)));
        } while (next.isPresent());
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(seen.getFirst()).isEqualTo("e25");
        assertThat(seen.getLast()).isEqualTo("e1");
    }

    @Test
    void lookupTakesWholeSecondsAtBothEnds() {
        for (int i = 0; i < 5; i++) {
            trail.record(Events.event("s" + i, Events.NOON.plusSeconds(i)));
        }
        Instant second1 = Instant.parse("2026-11-24T12:00:01Z");
        assertThat(ids(new LookupQuery(
                        Events.ACCOUNT,
                        Optional.of(second1),
                        Optional.of(second1.plus(Duration.ofSeconds(2))),
                        Optional.empty(),
                        Optional.empty(),
                        50)))
                .containsExactly("s3", "s2", "s1");
    }

    @Test
    void lookupFiltersByEveryAttribute() {
        trail.record(Events.event("a"));
        trail.record(Events.event(
                Events.ACCOUNT, "b", Events.NOON, "PutSecretValue", "bob", "AKIABOB", "arn:aws:x:secret:a%_", "x"));
        trail.record(Events.event(
                "999988887777", "c", Events.NOON, "PutSecretValue", "bob", "AKIABOB", "arn:aws:x:secret:a", "x"));
        assertThat(ids(by(Key.EVENT_ID, "a"))).containsExactly("a");
        assertThat(ids(by(Key.EVENT_NAME, "PutSecretValue"))).containsExactly("b");
        assertThat(ids(by(Key.READ_ONLY, "true"))).containsExactly("a");
        assertThat(ids(by(Key.READ_ONLY, "false"))).containsExactly("b");
        assertThat(ids(by(Key.USERNAME, "bob"))).containsExactly("b");
        assertThat(ids(by(Key.USERNAME, "Bob"))).isEmpty();
        assertThat(ids(by(Key.ACCESS_KEY_ID, "AKIAALICE"))).containsExactly("a");
        assertThat(ids(by(Key.EVENT_SOURCE, "secretsmanager.amazonaws.com"))).containsExactly("b", "a");
        assertThat(ids(by(Key.RESOURCE_TYPE, "AWS::SecretsManager::Secret"))).containsExactly("b", "a");
        assertThat(ids(by(Key.RESOURCE_TYPE, "AWS::SecretsManager"))).isEmpty();
        assertThat(ids(by(Key.RESOURCE_NAME, "arn:aws:x:secret:a"))).containsExactly("a");
        assertThat(ids(by(Key.RESOURCE_NAME, "arn:aws:x:secret:A"))).isEmpty();
        assertThat(ids(by(Key.RESOURCE_NAME, "arn:aws:x:secret:a%_"))).containsExactly("b");
    }

    @Test
    void aForgedPagePositionIsRefused() {
        for (String bad :
                List.of("", "1.2", "1.2.x", "1.2.3.4", "99999999999999999999.1.1", "1;DROP TABLE trail_event")) {
            assertThatThrownBy(() -> trail.lookup(new LookupQuery(
                            Events.ACCOUNT, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(bad), 5)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void record(int count) {
        for (int i = 1; i <= count; i++) {
            trail.record(Events.event("e" + i));
        }
    }

    /** As somebody would who has the database but not the key. */
    private void sql(String statement) {
        store.write(tx -> tx.sql().execute(statement));
    }

    private List<Long> numbers() {
        List<Long> numbers = store.read(tx -> tx.sql()
                .createQuery("SELECT seq FROM trail_event WHERE chain = 1 ORDER BY seq")
                .mapTo(Long.class)
                .list());
        Set<Long> distinct = new HashSet<>(numbers);
        assertThat(distinct).hasSameSizeAs(numbers);
        return numbers;
    }

    private List<String> ids(LookupQuery query) {
        return trail.lookup(query).events().stream().map(StoredEvent::eventId).toList();
    }

    private static LookupQuery query() {
        return new LookupQuery(
                Events.ACCOUNT, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 50);
    }

    private static LookupQuery by(Key key, String value) {
        return new LookupQuery(
                Events.ACCOUNT,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Attribute(key, value)),
                Optional.empty(),
                50);
    }
}
