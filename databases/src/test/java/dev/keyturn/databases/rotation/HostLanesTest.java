package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** On one thread that the test turns by hand, so that the order is the lanes' own. */
class HostLanesTest {
    private final Queue<Runnable> thread = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final HostLanes lanes = new HostLanes(thread::add);

    @Test
    void hostsTakeTurnsHoweverMuchOneHasToDo() {
        lanes.submit("slow", () -> done.add("slow 1"));
        lanes.submit("slow", () -> done.add("slow 2"));
        lanes.submit("slow", () -> done.add("slow 3"));
        lanes.submit("other", () -> done.add("other 1"));
        turn();
        assertThat(done).containsExactly("slow 1", "other 1", "slow 2", "slow 3");
        assertThat(lanes.size()).isZero();
    }

    @Test
    void oneHostHasOneThreadAtATime() {
        lanes.submit("host", () -> done.add("first"));
        lanes.submit("host", () -> done.add("second"));
        assertThat(thread).hasSize(1);
        thread.remove().run();
        assertThat(done).containsExactly("first");
        assertThat(thread).hasSize(1);
    }

    @Test
    void aHostWhereWorkGoesWellGetsAFewThreads() {
        for (int i = 0; i < 8; i++) {
            lanes.submitOneOfSeveral("host", () -> true);
        }
        assertThat(thread).hasSize(1);
        thread.remove().run();
        assertThat(thread).hasSize(4);
        turn();
        assertThat(lanes.size()).isZero();
    }

    @Test
    void aHostWhereOneFailsGetsOneThreadAgain() {
        lanes.submitOneOfSeveral("host", () -> true);
        for (int i = 0; i < 8; i++) {
            lanes.submitOneOfSeveral("host", () -> false);
        }
        thread.remove().run();
        assertThat(thread).hasSize(4);
        for (int i = 0; i < 4; i++) {
            thread.remove().run();
        }
        assertThat(thread).hasSize(1);
        turn();
        assertThat(lanes.size()).isZero();
    }

    @Test
    void workThatThrowsDoesNotBlockItsHost() throws Exception {
        lanes.submit("host", () -> {
            throw new IllegalStateException("a bug");
        });
        lanes.submit("host", () -> done.add("next"));
        try {
            thread.remove().run();
        } catch (IllegalStateException e) {
            // the thread's own
        }
        turn();
        assertThat(done).containsExactly("next");
        assertThat(lanes.awaitIdle(Duration.ZERO)).isTrue();
    }

    private void turn() {
        while (!thread.isEmpty()) {
            thread.remove().run();
        }
    }
}
