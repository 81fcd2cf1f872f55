package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.TokenSeal;

class SessionTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String CANARY = "canary/7f21/secret/access/key/of/forty/c";
    private static final String NARROW = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue",\
            "Resource":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:team1/*"}]}""";

    private final TokenSeal seal = new TokenSeal(new byte[32], new SecureRandom());
    private final SessionTokens tokens = new SessionTokens(seal);

    /** A seed, so that a failure comes again. */
    private final Random random = new Random(20261124);

    @Test
    void aNodeWithTheSameKeyOpensWhatWasIssued() {
        for (int i = 0; i < 2_000; i++) {
            Session session = session();
            SessionTokens otherNode = new SessionTokens(seal);

            assertThat(otherNode.open(tokens.issue(session), session.accessKeyId(), NOW))
                    .hasValue(session);
        }
    }

    @Test
    void everyFlippedBitIsRefused() {
        Session session = session();
        byte[] good = Base64.getUrlDecoder().decode(tokens.issue(session));
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bad);
            assertThat(tokens.open(token, session.accessKeyId(), NOW))
                    .as("bit %d", bit)
                    .isEmpty();
        }
    }

    @Test
    void everyShorterTokenIsRefused() {
        Session session = session();
        String good = tokens.issue(session);
        for (int length = 0; length < good.length(); length++) {
            assertThat(tokens.open(good.substring(0, length), session.accessKeyId(), NOW))
                    .isEmpty();
        }
    }

    /** Threats 11 and 58: also when the token was opened, and so is remembered, for its own key. */
    @Test
    void anothersTokenDoesNotOpenBesideMyKey() {
        Session mine = session();
        Session others = session();
        String token = tokens.issue(others);
        assertThat(tokens.open(token, others.accessKeyId(), NOW)).isPresent();

        assertThat(tokens.open(token, mine.accessKeyId(), NOW)).isEmpty();
        assertThat(tokens.open(tokens.issue(mine), others.accessKeyId(), NOW)).isEmpty();
    }

    @Test
    void anotherServersTokenIsRefused() {
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        Session session = session();
        String token = new SessionTokens(new TokenSeal(otherKey, new SecureRandom())).issue(session);

        assertThat(tokens.open(token, session.accessKeyId(), NOW)).isEmpty();
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (String text : List.of("", "=", "%", "AAAA", "é", "a".repeat(6_144), "A".repeat(10_000_000))) {
            assertThat(tokens.open(text, "ASIAEXAMPLE", NOW)).isEmpty();
        }
    }

    @Test
    void anExpiredTokenStillSaysWhoseItWas() {
        Session session = session();
        Instant late = session.expires().plusSeconds(1);

        assertThat(tokens.open(tokens.issue(session), session.accessKeyId(), late))
                .hasValue(session);
        assertThat(session.isExpired(late)).isTrue();
        assertThat(session.isExpired(session.expires())).isTrue();
        assertThat(session.isExpired(session.expires().minusSeconds(1))).isFalse();
    }

    @Test
    void theSameSessionIsOpenedOnce() {
        Session session = session();
        String token = tokens.issue(session);

        assertThat(tokens.open(token, session.accessKeyId(), NOW).orElseThrow())
                .isSameAs(tokens.open(token, session.accessKeyId(), NOW).orElseThrow());
    }

    @Test
    void aTokenHasRoomForAllThatIsAllowed() {
        Session largest = new Session(
                "ASIA" + "A".repeat(16),
                SecretBytes.of(new byte[40]),
                Session.Kind.ASSUMED_ROLE,
                "111122223333",
                "AROA" + "A".repeat(17),
                "n".repeat(64),
                NOW,
                NOW.plusSeconds(3_600),
                List.of(),
                List.of(),
                incompressibleTags(12),
                Set.of(),
                Optional.of("i".repeat(64)),
                Optional.of(NOW),
                Optional.of(new Session.Federation(
                        "arn:aws:iam::111122223333:oidc-provider/" + "p".repeat(255),
                        Map.of("p".repeat(255) + ":sub", List.of("s".repeat(255)), "aud", List.of("a".repeat(255))))));

        assertThat(SessionTokens.packedSize(largest)).isBetween(95, 100);
        assertThat(tokens.open(tokens.issue(largest), largest.accessKeyId(), NOW))
                .hasValue(largest);
    }

    @Test
    void thePackedSizeIsOfPoliciesArnsAndTagsTogether() {
        int nothing = packed(List.of(), List.of(), Map.of());
        int policy = packed(List.of(NARROW), List.of(), Map.of());
        int more = packed(List.of(NARROW), List.of("arn:aws:iam::111122223333:policy/Narrow"), Map.of());
        int all = packed(
                List.of(NARROW), List.of("arn:aws:iam::111122223333:policy/Narrow"), Map.of("team", "payments-9f2e"));

        assertThat(nothing).isEqualTo(1);
        assertThat(policy).isBetween(2, 6);
        assertThat(more).isGreaterThan(policy);
        assertThat(all).isGreaterThan(more);
    }

    @Test
    void aLongOrdinaryPolicyFits() {
        StringBuilder resources = new StringBuilder("\"arn:aws:secretsmanager:eu-central-1:111122223333:secret:a\"");
        while (resources.length() < 1_900) {
            resources
                    .append(",\"arn:aws:secretsmanager:eu-central-1:111122223333:secret:team")
                    .append(random.nextInt(1_000_000))
                    .append("\"");
        }
        String policy =
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":["
                        + resources + "]}}";

        assertThat(packed(List.of(policy), List.of(), Map.of())).isLessThan(40);
    }

    @Test
    void fiftyLargestTagsDoNotFit() {
        assertThat(packed(List.of(), List.of(), incompressibleTags(50))).isGreaterThan(300);
    }

    @Test
    void nothingPrintsTheSecret() {
        Session session = session();

        assertThat(session.toString() + tokens + seal).doesNotContain(CANARY.substring(0, 11));
    }

    @Test
    void aPolicyIsCompiledWhenItIsAskedFor() {
        assertThatThrownBy(() -> new SessionPolicy("{").document())
                .isInstanceOf(dev.keyturn.rules.policy.MalformedPolicyException.class);
        SessionPolicy policy = new SessionPolicy(NARROW);
        assertThat(policy.document()).isSameAs(policy.document());
    }

    private static int packed(List<String> policies, List<String> arns, Map<String, String> tags) {
        return SessionTokens.packedSize(policies, arns, tags, Set.of());
    }

    private Map<String, String> incompressibleTags(int count) {
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < count; i++) {
            tags.put("k" + i + text(4), text(200));
        }
        return tags;
    }

    /** Any session, small and large. */
    private Session session() {
        List<SessionPolicy> policies = random.nextBoolean() ? List.of(new SessionPolicy(NARROW)) : List.of();
        List<String> arns = new ArrayList<>();
        for (int i = random.nextInt(11); i > 0; i--) {
            arns.add("arn:aws:iam::111122223333:policy/" + text(random.nextInt(20)));
        }
        Map<String, String> tags = new HashMap<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            tags.put(text(1 + random.nextInt(20)), text(random.nextInt(40)));
        }
        Set<String> transitive = new HashSet<>(tags.keySet());
        transitive.removeIf(_ -> random.nextBoolean());
        Session.Kind[] kinds = Session.Kind.values();
        return new Session(
                "ASIA" + text(16),
                SecretBytes.ofUtf8(CANARY),
                kinds[random.nextInt(kinds.length)],
                "%012d".formatted(random.nextLong(1_000_000_000_000L)),
                random.nextBoolean() ? "" : "AROA" + text(17),
                text(random.nextInt(65)),
                NOW.minusSeconds(random.nextInt(3_600)),
                NOW.plusSeconds(1 + random.nextInt(3_600)),
                policies,
                arns,
                tags,
                transitive,
                maybe(text(20)),
                maybe(NOW.minusSeconds(random.nextInt(10_000))),
                maybe(new Session.Federation("token.example.com", Map.of("token.example.com:sub", List.of("a", "ü")))));
    }

    private <V> Optional<V> maybe(V value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcdefghijklmnopqrstuvwxyz_=@ äß".charAt(random.nextInt(64)));
        }
        return text.toString();
    }
}
