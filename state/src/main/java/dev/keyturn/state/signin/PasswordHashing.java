package dev.keyturn.state.signin;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * Hashes passwords with Argon2id, on a few threads of its own: a hash is a long run of pure computation, which would
 * hold a virtual thread's carrier, and each takes its memory. Who finds the queue full is turned away.
 *
 * <p>A hash is text in PHC string format, {@code $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH}, so it says itself how it
 * was made.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9106">RFC 9106, Argon2</a>
 */
public final class PasswordHashing implements AutoCloseable {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final Cost cost;
    private final Argon2Function argon2;
    private final RandomGenerator random;
    private final ThreadPoolExecutor threads;
    private final AtomicLong done = new AtomicLong();

    /** Of no password: what is compared with where there is nothing to compare with. */
    private final byte[] dummy;

    /**
     * How much work a hash is.
     *
     * @param memoryKib kibibytes
     * @param iterations passes over that memory
     * @param threads at once, of this node
     * @param waiting that may wait for one of those threads
     */
    public record Cost(int memoryKib, int iterations, int threads, int waiting) {
        /** OWASP's and this project's least: 19 MiB, two passes, one lane. About 30 ms. */
        public static final Cost STANDARD =
                new Cost(19 * 1024, 2, Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4), 64);
    }

    /** @param random of cryptographic quality: salts come from it */
    public PasswordHashing(Cost cost, RandomGenerator random) {
        this.cost = cost;
        this.random = random;
        this.argon2 = function(cost.memoryKib(), cost.iterations());
        this.threads = new ThreadPoolExecutor(
                cost.threads(),
                cost.threads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(cost.waiting()),
                Thread.ofPlatform().daemon().name("password-", 1).factory());
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        this.dummy = argon2.hash(salt, salt).getResult().getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws HashingBusyException when too many wait */
    public SecretBytes hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return run(() -> SecretBytes.of(
                argon2.hash(normalized(password), salt).getResult().getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * Whether it is the hash of the password. Without a hash it is not, after the very same work: how long this takes
     * does not say whether there was one.
     *
     * @throws HashingBusyException when too many wait
     */
    public boolean verify(String password, Optional<SecretBytes> hash) {
        return run(() -> {
            byte[] compared =
                    hash.map(known -> known.reveal(Reason.VERIFY_PERSON)).orElse(dummy);
            try {
                boolean same = Argon2Function.getInstanceFromHash(new String(compared, StandardCharsets.US_ASCII))
                        .check(normalized(password), compared);
                return same && hash.isPresent();
            } finally {
                if (hash.isPresent()) {
                    Arrays.fill(compared, (byte) 0);
                }
            }
        });
    }

    /** Whether it was made with less work than is the standard now. */
    public boolean isOutdated(SecretBytes hash) {
        Argon2Function made = Argon2Function.getInstanceFromHash(hash.revealUtf8(Reason.VERIFY_PERSON));
        return made.getMemory() < cost.memoryKib() || made.getIterations() < cost.iterations();
    }

    /** How many hashes were computed: what equal work is proved by. */
    public long done() {
        return done.get();
    }

    private <T> T run(Callable<T> work) {
        Future<T> future;
        try {
            future = threads.submit(() -> {
                done.incrementAndGet();
                return work.call();
            });
        } catch (RejectedExecutionException _) {
            throw new HashingBusyException();
        }
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(false);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a password was hashed", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password could not be hashed", e.getCause());
        }
    }

    /** NIST SP 800-63B-4, 3.1.1.2: NFKC, so that the same characters typed on another keyboard are the same bytes. */
    private static byte[] normalized(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
    }

    private static Argon2Function function(int memoryKib, int iterations) {
        return Argon2Function.getInstance(memoryKib, iterations, 1, HASH_BYTES, Argon2.ID);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
