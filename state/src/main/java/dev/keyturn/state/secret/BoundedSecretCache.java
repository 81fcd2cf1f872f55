package dev.keyturn.state.secret;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Touched;

/**
 * The secrets read most recently and most often, up to a number of bytes. One secret may be here under each of its
 * ids: its name, its ARN, its ARN without the suffix; a commit that touched it drops all of them before it is
 * answered.
 *
 * <p>A look into the store may run beside such a commit and see what was before it. So a drop first raises the
 * generation of the id, and what was read in an older generation is given to the caller, which asked before the
 * commit was answered, but is not kept.
 */
public final class BoundedSecretCache implements SecretCache {
    /** Ids share generations; a collision costs a look into the store and nothing else. A power of two. */
    private static final int GENERATIONS = 1024;

    private final Store store;
    private final Cache<Id, StoredSecret> kept;
    private final AtomicLongArray generations = new AtomicLongArray(GENERATIONS);

    private BoundedSecretCache(Store store, long bytes) {
        this.store = store;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher(BoundedSecretCache::weight)
                .executor(Runnable::run)
                .build();
    }

    /** @param bytes about how much it holds at most; a secret that is asked for by name and by ARN counts twice */
    public static SecretCache of(Store store, long bytes) {
        BoundedSecretCache cache = new BoundedSecretCache(store, bytes);
        store.onTouched(cache::drop);
        return cache;
    }

    @Override
    public Optional<StoredSecret> find(String account, String secretId) {
        Id id = new Id(account, secretId);
        StoredSecret hit = kept.getIfPresent(id);
        return hit != null ? Optional.of(hit) : look(id);
    }

    private Optional<StoredSecret> look(Id id) {
        long generation = generations.get(id.slot());
        Optional<StoredSecret> found = store.read(tx -> new Secrets(tx).find(id.account(), id.secretId()));
        found.ifPresent(secret -> keep(id, secret, generation));
        return found;
    }

    /** The comparison and the insertion are one step to any {@link #drop} of the same id, which waits for it. */
    private void keep(Id id, StoredSecret secret, long generation) {
        kept.asMap().compute(id, (_, old) -> generations.get(id.slot()) == generation ? secret : old);
    }

    private void drop(Touched touched) {
        if (touched.kind() == Touched.Kind.SECRET) {
            for (String secretId : SecretIds.of(Arn.parse(touched.key()))) {
                Id id = new Id(touched.account(), secretId);
                generations.incrementAndGet(id.slot());
                kept.asMap().remove(id);
            }
        }
    }

    /** Its sealed values, and half a kilobyte for each version's and the secret's own metadata. */
    private static int weight(Id id, StoredSecret secret) {
        int metadata = 512 * (1 + secret.versions().size()) + id.secretId().length();
        return metadata
                + secret.versions().stream()
                        .flatMap(version -> version.value().stream())
                        .mapToInt(value -> value.bytes().length)
                        .sum();
    }

    /** A secret as it was asked for. */
    private record Id(String account, String secretId) {
        int slot() {
            int hash = hashCode();
            return (hash ^ (hash >>> 16)) & (GENERATIONS - 1);
        }
    }
}
