package dev.keyturn.state.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.state.store.OnBothStores;
import dev.keyturn.state.store.Transaction;

class SignInFailuresTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final String BOB = SignInFailures.ofPassword("Bob");

    @Test
    void theSixthAttemptHasToWait() {
        for (int i = 0; i < SignInFailures.FREE; i++) {
            assertThat(attempt(BOB)).isEmpty();
        }

        assertThat(attempt(BOB)).isPresent();
        assertThat(attempt(SignInFailures.ofPassword("alice"))).isEmpty();
    }

    @Test
    void anAttemptWhileLockedIsNotCounted() {
        lock();
        Optional<Instant> until = attempt(BOB);

        assertThat(attempt(BOB)).isEqualTo(until);
    }

    @Test
    void proofTakesItBack() {
        lock();
        store.write(tx -> {
            new SignInFailures(tx).forget(ACCOUNT, BOB);
            return true;
        });

        assertThat(attempt(BOB)).isEmpty();
    }

    @Test
    void whatWasNotJudgedIsNotCounted() {
        for (int i = 0; i < 2 * SignInFailures.FREE; i++) {
            assertThat(attemptInVain(BOB)).isEmpty();
        }

        for (int i = 0; i < SignInFailures.FREE; i++) {
            assertThat(attempt(BOB)).isEmpty();
        }
        assertThat(attempt(BOB)).isPresent();
    }

    @Test
    void whoWasLetTryInVainNeedNotWaitAgain() {
        lock();
        clock.advance(Duration.ofSeconds(30));

        assertThat(attemptInVain(BOB)).isEmpty();

        assertThat(attempt(BOB)).isEmpty();
    }

    @Test
    void takingBackLateShortensNoLaterAttemptsWait() {
        Instant inVain = store.read(Transaction::now);
        lock();
        clock.advance(Duration.ofSeconds(30));
        assertThat(attempt(BOB)).isEmpty();

        takeBack(BOB, inVain);

        assertThat(attempt(BOB)).contains(store.read(Transaction::now).plusSeconds(30));
    }

    /** Threat 37. */
    @Test
    void aRestartForgivesNothing() {
        lock();
        store.close();
        store = open();

        assertThat(attempt(BOB)).isPresent();
    }

    /** Threat 37: one person is one, however the name is written. */
    @ParameterizedTest
    @ValueSource(strings = {"bob", "BOB", " Bob ", "Ｂｏｂ", "bob\u00a0"})
    void aNameIsOneInAnySpelling(String name) {
        assertThat(SignInFailures.ofPassword(name)).isEqualTo(BOB);
    }

    @ParameterizedTest
    @CsvSource({"5, 30", "6, 60", "7, 120", "9, 480", "10, 900", "50, 900", "99, 900"})
    void theWaitDoublesUpToAQuarterOfAnHour(int failures, long seconds) {
        Instant last = Instant.parse("2026-11-24T12:00:00Z");

        assertThat(Duration.between(last, new SignInFailures.Count(failures, last).lockedUntil()))
                .hasSeconds(seconds);
    }

    /** NIST SP 800-63B-4, 3.2.2. */
    @Test
    void afterAHundredOnlyAnAdministratorHelps() {
        Instant last = Instant.parse("2026-11-24T12:00:00Z");

        assertThat(new SignInFailures.Count(99, last).lockedUntil()).isBefore(Instant.MAX);
        assertThat(new SignInFailures.Count(100, last).lockedUntil()).isEqualTo(Instant.MAX);
        assertThat(new SignInFailures.Count(100, last).isForgotten(last.plus(Duration.ofDays(400))))
                .isFalse();
        assertThat(new SignInFailures.Count(99, last).isForgotten(last.plus(Duration.ofDays(2))))
                .isTrue();
    }

    private void lock() {
        for (int i = 0; i < SignInFailures.FREE; i++) {
            attempt(BOB);
        }
    }

    /** Turned away before it was judged. */
    private Optional<Instant> attemptInVain(String subject) {
        Optional<Instant> until = attempt(subject);
        takeBack(subject, store.read(Transaction::now));
        return until;
    }

    private void takeBack(String subject, Instant attempted) {
        store.write(tx -> {
            new SignInFailures(tx).takeBack(ACCOUNT, subject, attempted);
            return true;
        });
    }

    private Optional<Instant> attempt(String subject) {
        return store.write(tx -> new SignInFailures(tx).attempt(ACCOUNT, subject));
    }
}
