package dev.keyturn.edge.federation;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.edge.aws.AwsFailure;

/**
 * The signing keys that issuers publish, kept for a while.
 *
 * <p>Anybody can send a token, so nothing here may let strangers make this server hammer an issuer, or let a slow
 * issuer hold up those whose keys are known:
 *
 * <ul>
 *   <li>keys are fetched anew when they are {@link #FRESH} old, by one call, while others use the known ones until
 *       these are {@link #USABLE} old;
 *   <li>a token with an unknown key has them fetched anew, because the issuer may have a new one, but an issuer is
 *       asked once in {@link #PAUSE} at most;
 *   <li>at most {@link #WAITING} calls wait for the same issuer.
 * </ul>
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID Connect Discovery,
 *     section 4</a>
 */
final class IssuerKeys {
    private static final Duration FRESH = Duration.ofMinutes(10);

    /** For how long an issuer that does not answer is survived, and a key that it withdrew. */
    private static final Duration USABLE = Duration.ofHours(1);

    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int WAITING = 32;
    private static final int MAX_ISSUERS = 1_000;

    /** AWS takes 100 of each kind. */
    private static final int MAX_KEYS = 200;

    /** Fetches a document; {@link IssuerDocuments#get}. */
    interface Documents {
        byte[] get(URI uri, Set<String> thumbprints);
    }

    private final Documents documents;
    private final LoadingCache<Source, Known> known;

    IssuerKeys(Documents documents) {
        this.documents = documents;
        this.known = Caffeine.newBuilder().maximumSize(MAX_ISSUERS).build(_ -> new Known());
    }

    /**
     * The keys of the issuer that may have signed.
     *
     * @return never empty
     * @throws AwsFailure InvalidIdentityToken if it has none, IDPCommunicationError
     */
    List<JWK> of(TrustedIssuer issuer, Predicate<JWK> wanted, Instant now) {
        Source source = new Source(issuer.url(), issuer.thumbprints());
        Known at = known.get(source);
        Keys keys = at.keys;
        List<JWK> found = keys == null ? List.of() : keys.matching(wanted);
        if (keys != null && !found.isEmpty() && keys.youngerThan(FRESH, now)) {
            return found;
        }
        found = (keys != null && !found.isEmpty() && keys.youngerThan(USABLE, now)
                        ? fetchUnlessBusy(source, at, keys, now)
                        : fetchOrWait(source, at, keys, now))
                .matching(wanted);
        if (found.isEmpty()) {
            throw FederationFailure.noVerificationKey();
        }
        return found;
    }

    private Keys fetchUnlessBusy(Source source, Known at, Keys usable, Instant now) {
        if (!at.fetching.tryLock()) {
            return usable;
        }
        try {
            return at.fetch(source, usable, now, documents);
        } catch (AwsFailure stillUsable) {
            return usable;
        } finally {
            at.fetching.unlock();
        }
    }

    private Keys fetchOrWait(Source source, Known at, @Nullable Keys seen, Instant now) {
        if (!at.waiting.tryAcquire()) {
            throw FederationFailure.unreachable();
        }
        try {
            at.fetching.lock(); // held for two bounded exchanges at most
            try {
                return at.fetch(source, seen, now, documents);
            } finally {
                at.fetching.unlock();
            }
        } finally {
            at.waiting.release();
        }
    }

    private record Source(String issuer, Set<String> thumbprints) {}

    private record Keys(List<JWK> keys, Instant fetched) {
        List<JWK> matching(Predicate<JWK> wanted) {
            return keys.stream().filter(wanted).toList();
        }

        boolean youngerThan(Duration age, Instant now) {
            return now.isBefore(fetched.plus(age));
        }
    }

    /** What is known of one issuer. */
    private static final class Known {
        final ReentrantLock fetching = new ReentrantLock();
        final Semaphore waiting = new Semaphore(WAITING);

        volatile @Nullable Keys keys;

        // Guarded by the lock.
        private Instant attempted = Instant.MIN;
        private @Nullable AwsFailure failure;

        /** @param seen what the caller has found wanting; if there is something newer, that is the answer */
        Keys fetch(Source source, @Nullable Keys seen, Instant now, Documents documents) {
            Keys newest = keys;
            if (newest != null && newest != seen) {
                return newest;
            }
            if (!attempted.equals(Instant.MIN) && now.isBefore(attempted.plus(PAUSE))) {
                if (failure != null) {
                    throw failure;
                }
                if (newest == null || !newest.youngerThan(USABLE, now)) {
                    throw FederationFailure.unreachable();
                }
                return newest;
            }
            attempted = now;
            try {
                Keys fetched = new Keys(fetch(source, documents), now);
                keys = fetched;
                failure = null;
                return fetched;
            } catch (AwsFailure e) {
                failure = e;
                throw e;
            }
        }

        private static List<JWK> fetch(Source source, Documents documents) {
            String base = source.issuer().endsWith("/")
                    ? source.issuer().substring(0, source.issuer().length() - 1)
                    : source.issuer();
            JsonNode discovered =
                    json(documents.get(uri(base + "/.well-known/openid-configuration"), source.thumbprints()));
            // Or one issuer's document could stand in for another's.
            if (!discovered.path("issuer").asString("").equals(source.issuer())) {
                throw FederationFailure.noVerificationKey();
            }
            URI address = uri(discovered.path("jwks_uri").asString(""));
            return keys(documents.get(address, source.thumbprints()));
        }

        private static JsonNode json(byte[] document) {
            try {
                return JsonMapper.shared().readTree(document);
            } catch (JacksonException e) {
                throw FederationFailure.noVerificationKey();
            }
        }

        private static List<JWK> keys(byte[] document) {
            try {
                List<JWK> keys = JWKSet.parse(new String(document, StandardCharsets.UTF_8))
                        .getKeys();
                if (keys.size() > MAX_KEYS) {
                    throw FederationFailure.noVerificationKey();
                }
                return List.copyOf(keys);
            } catch (ParseException e) {
                throw FederationFailure.noVerificationKey();
            }
        }

        private static URI uri(String text) {
            try {
                return URI.create(text);
            } catch (IllegalArgumentException e) {
                throw FederationFailure.noVerificationKey();
            }
        }
    }
}
