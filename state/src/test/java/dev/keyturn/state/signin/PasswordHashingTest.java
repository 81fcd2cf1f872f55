package dev.keyturn.state.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

class PasswordHashingTest {
    private static final RandomGenerator RANDOM = new SecureRandom();

    /** The reference implementation's own test: version 0x13, t=2, m=64 MiB, p=1. */
    private static final String REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @Test
    void theStandardIsAtLeastTheThreatsPages() {
        try (PasswordHashing hashing = new PasswordHashing(PasswordHashing.Cost.STANDARD, RANDOM)) {
            String hash = hashing.hash("harbour violets").revealUtf8(Reason.VERIFY_PERSON);

            assertThat(hash).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        }
    }

    @Test
    void hashesOfOthersAreVerified() {
        try (PasswordHashing hashing = cheap(1, 1)) {
            assertThat(hashing.verify("password", Optional.of(SecretBytes.ofUtf8(REFERENCE))))
                    .isTrue();
            assertThat(hashing.verify("passwore", Optional.of(SecretBytes.ofUtf8(REFERENCE))))
                    .isFalse();
        }
    }

    @Test
    void theSameCharactersAreTheSamePassword() {
        try (PasswordHashing hashing = cheap(1, 1)) {
            SecretBytes hash = hashing.hash("h\u00e9 harbour violets");

            assertThat(hashing.verify("he\u0301 harbour violets", Optional.of(hash)))
                    .isTrue();
            assertThat(hashing.hash("h\u00e9 harbour violets")).isNotEqualTo(hash);
        }
    }

    @Test
    void aHashOfLessWorkIsOutdated() {
        try (PasswordHashing weak = cheap(1, 1);
                PasswordHashing strong = new PasswordHashing(new PasswordHashing.Cost(1024, 2, 1, 1), RANDOM)) {
            SecretBytes hash = weak.hash("x");

            assertThat(strong.isOutdated(hash)).isTrue();
            assertThat(weak.isOutdated(hash)).isFalse();
            assertThat(weak.isOutdated(strong.hash("x"))).isFalse();
        }
    }

    /** Threat 38: by counting the work, since no clock can prove it. */
    @Test
    void withoutAHashTheSameWorkIsDone() {
        try (PasswordHashing hashing = cheap(1, 1)) {
            SecretBytes hash = hashing.hash("right");
            long before = hashing.done();
            assertThat(hashing.verify("wrong", Optional.of(hash))).isFalse();
            long known = hashing.done() - before;
            assertThat(hashing.verify("wrong", Optional.empty())).isFalse();

            assertThat(known).isEqualTo(1);
            assertThat(hashing.done() - before - known).isEqualTo(known);
        }
    }

    /** Threat 41: no more wait than may, and who may not is told at once. */
    @Test
    void fiveHundredAtOnceAreBounded() throws Exception {
        int waiting = 8;
        try (PasswordHashing hashing = cheap(1, waiting);
                ExecutorService logins = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                answers.add(logins.submit(() -> {
                    go.await();
                    return hashing.verify("x", Optional.empty());
                }));
            }
            go.countDown();
            int throttled = 0;
            for (Future<Boolean> answer : answers) {
                try {
                    assertThat(answer.get()).isFalse();
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(HashingBusyException.class);
                    throttled++;
                }
            }
            assertThat(hashing.done()).isEqualTo(500L - throttled);
            assertThat(throttled).isPositive();
            assertThatThrownBy(() -> {
                        hashing.close();
                        hashing.hash("x");
                    })
                    .isInstanceOf(HashingBusyException.class);
        }
    }

    private static PasswordHashing cheap(int threads, int waiting) {
        return new PasswordHashing(new PasswordHashing.Cost(256, 1, threads, waiting), RANDOM);
    }
}
