package dev.keyturn.edge.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import dev.keyturn.edge.aws.AwsFailure;

/** When an issuer is asked for its keys, and when not. */
final class IssuerKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final TrustedIssuer ISSUER = new TrustedIssuer("https://issuer.example", Set.of("us"), Set.of());
    private static final ECKey OLD = OidcIssuer.ec(Curve.P_256, "old");
    private static final ECKey NEW = OidcIssuer.ec(Curve.P_256, "new");

    private final Published published = new Published();
    private final IssuerKeys keys = new IssuerKeys(published);

    @Test
    void keysAreAskedForOnce() {
        for (int second = 0; second < 599; second++) {
            assertThat(key("old", NOW.plusSeconds(second))).isEqualTo("old");
        }

        assertThat(published.rounds.get()).isEqualTo(1);
    }

    @Test
    void keysAreAskedForAgainAfterTenMinutes() {
        key("old", NOW);
        key("old", NOW.plusSeconds(600));

        assertThat(published.rounds.get()).isEqualTo(2);
    }

    @Test
    void aNewKeyIsFoundAtOnce() {
        key("old", NOW);
        published.set = List.of(OLD, NEW);

        assertThat(key("new", NOW.plusSeconds(10))).isEqualTo("new");
    }

    @Test
    void strangersWithUnknownKeysDoNotMakeUsHammerTheIssuer() {
        key("old", NOW);

        for (int i = 0; i < 1_000; i++) {
            int at = i;
            Refusals.assertRefused(
                    () -> key("made-up-" + at, NOW.plusSeconds(10).plusMillis(at)),
                    "InvalidIdentityToken",
                    FederationFailure.noVerificationKey().getMessage());
        }

        assertThat(published.rounds.get()).isEqualTo(2);
    }

    @Test
    void anIssuerThatIsDownIsNotHammeredEither() {
        published.down = true;

        for (int i = 0; i < 1_000; i++) {
            Instant at = NOW.plusMillis(i);
            Refusals.assertRefused(
                    () -> key("old", at), "IDPCommunicationError", "Error communicating with the identity provider");
        }

        assertThat(published.rounds.get()).isEqualTo(1);
    }

    @Test
    void anIssuerThatIsUpAgainIsAskedAgain() {
        published.down = true;
        Refusals.assertRefused(
                () -> key("old", NOW), "IDPCommunicationError", "Error communicating with the identity provider");
        published.down = false;

        assertThat(key("old", NOW.plusSeconds(10))).isEqualTo("old");
    }

    @Test
    void knownKeysSurviveAnOutageForAnHour() {
        key("old", NOW);
        published.down = true;

        assertThat(key("old", NOW.plus(Duration.ofMinutes(59)))).isEqualTo("old");
        Refusals.assertRefused(
                () -> key("old", NOW.plus(Duration.ofMinutes(60))),
                "IDPCommunicationError",
                "Error communicating with the identity provider");
    }

    @Test
    void aWithdrawnKeyIsForgottenWithTheNextFetch() {
        key("old", NOW);
        published.set = List.of(NEW);

        Refusals.assertRefused(
                () -> key("old", NOW.plusSeconds(600)),
                "InvalidIdentityToken",
                FederationFailure.noVerificationKey().getMessage());
    }

    /** One call waits for a slow issuer; whoever comes with a known key does not. */
    @Test
    void aSlowIssuerHoldsUpNobodyWhoseKeyIsKnown() throws Exception {
        key("old", NOW);
        published.hold = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> slow = threads.submit(() -> key("old", NOW.plusSeconds(600)));
            published.entered.await();

            assertThat(key("old", NOW.plusSeconds(600))).isEqualTo("old");
            assertThat(slow.isDone()).isFalse();

            published.hold.countDown();
            assertThat(slow.get()).isEqualTo("old");
        }
    }

    /** Thirty-two wait; the next is turned away instead of queued. */
    @Test
    void aCrowdDoesNotQueueUpForASlowIssuer() throws Exception {
        published.hold = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> crowd = IntStream.range(0, 100)
                    .mapToObj(_ -> threads.submit(() -> {
                        try {
                            return key("old", NOW);
                        } catch (AwsFailure turnedAway) {
                            return "turned away";
                        } finally {
                            published.answered.countDown();
                        }
                    }))
                    .toList();
            published.answered.await(); // 68 of them

            published.hold.countDown();
            List<String> answers = new ArrayList<>();
            for (Future<String> one : crowd) {
                answers.add(one.get());
            }
            assertThat(answers).filteredOn("old"::equals).hasSize(32);
            assertThat(answers).filteredOn("turned away"::equals).hasSize(68);
        }
    }

    private String key(String id, Instant now) {
        return keys.of(ISSUER, key -> key.getKeyID().equals(id), now).getFirst().getKeyID();
    }

    /** An issuer whose documents are these. */
    private static final class Published implements IssuerKeys.Documents {
        final AtomicInteger rounds = new AtomicInteger();
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch answered = new CountDownLatch(68);
        volatile List<JWK> set = List.of(OLD);
        volatile boolean down;
        volatile CountDownLatch hold = new CountDownLatch(0);

        @Override
        public byte[] get(URI uri, Set<String> thumbprints) {
            if (uri.getPath().equals("/.well-known/openid-configuration")) {
                rounds.incrementAndGet();
                if (hold.getCount() > 0) {
                    entered.countDown();
                    awaitRelease();
                }
                if (down) {
                    throw FederationFailure.unreachable();
                }
                return "{\"issuer\":\"https://issuer.example\",\"jwks_uri\":\"https://issuer.example/keys\"}"
                        .getBytes(StandardCharsets.UTF_8);
            }
            return new JWKSet(set).toString(true).getBytes(StandardCharsets.UTF_8);
        }

        private void awaitRelease() {
            try {
                hold.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
