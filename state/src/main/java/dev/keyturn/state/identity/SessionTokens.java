package dev.keyturn.state.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.keyturn.state.seal.TokenSeal;

/**
 * Makes session tokens of sessions, and sessions of session tokens. Stateless: what is kept here of opened tokens
 * only spares opening them again.
 *
 * <p>INVARIANT: a token opens only together with the access key id it was issued with, since the id is authenticated
 * with it; so nobody can put his own token beside another's key.
 */
public final class SessionTokens {
    /**
     * No token issued here is longer. Checked before anything is computed of what a stranger sent; a request line of 8
     * KiB has room for it.
     */
    private static final int LONGEST_TOKEN = 6_144;

    private static final String PURPOSE = "keyturn session 1 ";

    /** Opened sessions that are remembered, a few kilobytes each. */
    private static final int MOST_REMEMBERED = 10_000;

    private final TokenSeal seal;

    /** By a hash of the token and its key id, so that no memory dump of the cache's keys has tokens to use. */
    private final Cache<TokenHash, Opened> opened = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfter(Expiry.creating((TokenHash _, Opened found) -> found.rest()))
            .build();

    public SessionTokens(TokenSeal seal) {
        this.seal = seal;
    }

    /**
     * The token to hand out with the session's key.
     *
     * @return base64url without padding: it has to travel in headers, queries and forms
     * @throws IllegalArgumentException if it would be longer than is accepted back; {@link #packedSize} is checked
     *     before
     */
    public String issue(Session session) {
        byte[] plain = SessionCodec.encode(session, pack(session));
        byte[] sealed = seal.seal(plain, context(session.accessKeyId()));
        Arrays.fill(plain, (byte) 0);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        if (token.length() > LONGEST_TOKEN) {
            throw new IllegalArgumentException("a session token of " + token.length() + " characters");
        }
        return token;
    }

    /**
     * What the token says; empty unless it was issued for that key, by a node with the same seal. It may have expired.
     *
     * @param now how long what was opened needs to be remembered depends on it, nothing else
     */
    public Optional<Session> open(String token, String accessKeyId, Instant now) {
        if (token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        TokenHash hash = TokenHash.of(token, accessKeyId);
        Opened known = opened.getIfPresent(hash);
        if (known != null) {
            return Optional.of(known.session());
        }
        Optional<Session> session = unseal(token, accessKeyId);
        session.filter(found -> !found.isExpired(now))
                .ifPresent(found -> opened.put(hash, new Opened(found, Duration.between(now, found.expires()))));
        return session;
    }

    private Optional<Session> unseal(String token, String accessKeyId) {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        return seal.open(sealed, context(accessKeyId)).map(plain -> {
            try {
                return SessionCodec.decode(plain);
            } finally {
                Arrays.fill(plain, (byte) 0);
            }
        });
    }

    /**
     * How much of the space for policies and tags the session takes, in per cent, rounded up; more than 100 is too
     * much.
     */
    public static int packedSize(Session session) {
        return percent(pack(session).length);
    }

    /** As {@link #packedSize(Session)}, before there is a session. */
    public static int packedSize(
            List<String> policies, List<String> policyArns, Map<String, String> tags, Set<String> transitiveTagKeys) {
        return percent(SessionCodec.pack(policies, policyArns, tags, transitiveTagKeys).length);
    }

    private static int percent(int bytes) {
        return (bytes * 100 + SessionCodec.PACKED_BYTES - 1) / SessionCodec.PACKED_BYTES;
    }

    private static byte[] pack(Session session) {
        return SessionCodec.pack(
                session.policies().stream().map(SessionPolicy::text).toList(),
                session.policyArns(),
                session.tags(),
                session.transitiveTagKeys());
    }

    private static byte[] context(String accessKeyId) {
        return (PURPOSE + accessKeyId).getBytes(StandardCharsets.UTF_8);
    }

    private record Opened(Session session, Duration rest) {}

    /** SHA-256 of both, the id's length before it. */
    private record TokenHash(long a, long b, long c, long d) {
        static TokenHash of(String token, String accessKeyId) {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                byte[] id = accessKeyId.getBytes(StandardCharsets.UTF_8);
                sha256.update((byte) id.length);
                sha256.update(id);
                var hash = ByteBuffer.wrap(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
                return new TokenHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }
}
