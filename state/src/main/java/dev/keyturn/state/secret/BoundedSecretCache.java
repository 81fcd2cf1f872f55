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
 * ids: its name, its ARN, its ARN without the suffix; a commit that touched it outdates all of them before it is
 * answered.
 *
 * <p>Outdating is one counter per id, the generation, and takes no lock: it happens on the store's writer, on which
 * everybody waits, and the cache's own locks are held by virtual threads, which may have to wait for a carrier. What
 * was read is kept with the generation in which the look began, and counts only while that is the present one. So a
 * look that ran beside a commit and saw what was before it serves the caller, which asked before the commit was
 * answered, and nobody after.
 */
public final class BoundedSecretCache implements SecretCache {
    /**
     * Ids share generations; a collision costs a look into the store and nothing else. A power of two, and so many that
     * of a hundred thousand secrets a change outdates one or two others.
     */
    private static final int GENERATIONS = 1 << 16;

    private final Store store;
    private final Cache<Id, Kept> kept;
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
        store.onTouched(cache::outdate);
        return cache;
    }

    @Override
    public Optional<StoredSecret> find(String account, String secretId) {
        Id id = new Id(account, secretId);
        Kept hit = kept.getIfPresent(id);
        return hit != null && hit.generation() == generations.get(id.slot()) ? Optional.of(hit.secret()) : look(id);
    }

    private Optional<StoredSecret> look(Id id) {
        long generation = generations.get(id.slot());
        Optional<StoredSecret> found = store.read(tx -> new Secrets(tx).find(id.account(), id.secretId()));
        found.ifPresentOrElse(secret -> kept.put(id, new Kept(secret, generation)), () -> kept.invalidate(id));
        return found;
    }

    private void outdate(Touched touched) {
        if (touched.kind() == Touched.Kind.SECRET) {
            for (String secretId : SecretIds.of(Arn.parse(touched.key()))) {
                generations.incrementAndGet(new Id(touched.account(), secretId).slot());
            }
        }
    }

    /** Its sealed values, its policy, and half a kilobyte for each version's and the secret's own metadata. */
    private static int weight(Id id, Kept entry) {
        StoredSecret secret = entry.secret();
        int metadata = 512 * (1 + secret.versions().size()) + id.secretId().length();
        // A compiled policy is several times as large as its text.
        metadata += 8
                * secret.resourcePolicy().map(policy -> policy.json().length()).orElse(0);
        return metadata
                + secret.versions().stream()
                        .flatMap(version -> version.value().stream())
                        .mapToInt(value -> value.bytes().length)
                        .sum();
    }

    /** @param generation of its id as the look into the store began */
    private record Kept(StoredSecret secret, long generation) {}

    /** A secret as it was asked for. */
    private record Id(String account, String secretId) {
        int slot() {
            int hash = hashCode();
            return (hash ^ (hash >>> 16)) & (GENERATIONS - 1);
        }
    }
}
