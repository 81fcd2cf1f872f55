package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.policy.AccessRequest;
import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.rules.policy.Decision;
import dev.keyturn.rules.policy.Evaluator;
import dev.keyturn.rules.policy.Requester;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.TokenSeal;
import dev.keyturn.state.store.OnBothStores;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * Sessions are kept nowhere, and still end on every node (invariant 6): what ends them is in the store
 * that the nodes share.
 */
class RevocationTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final Instant ISSUED = Instant.parse("2026-11-24T12:00:00Z");
    /** Nodes look twice a second; a busy machine may be late, and that is no fault of theirs. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Role DEPUTY = new Role(
            ACCOUNT,
            "deputy",
            "/",
            "AROADEPUTY",
            ISSUED.minusSeconds(60),
            "",
            """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}""",
            Duration.ofHours(1),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private final TokenSeal seal = new TokenSeal(new byte[32], new SecureRandom());

    @Test
    void revokedOlderSessionsEndOnEveryNode() throws InterruptedException {
        Authority there = otherNode();
        here(tx -> {
            new Roles(tx).insert(DEPUTY);
            new Policies(tx).putInline(DEPUTY, "all", """
                    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""");
        });
        String token = new SessionTokens(seal).issue(session());
        assertThat(eventually(PATIENCE, () -> may(there, token))).isTrue();

        here(tx -> new Policies(tx).putInline(DEPUTY, "AWSRevokeOlderSessions", """
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{
                 "DateLessThan":{"aws:TokenIssueTime":"2026-11-24T12:00:01Z"}}}}"""));

        assertThat(eventually(PATIENCE, () -> !may(there, token))).isTrue();
    }

    @Test
    void sessionsOfADeletedRoleEndOnEveryNode() throws InterruptedException {
        Authority there = otherNode();
        here(tx -> new Roles(tx).insert(DEPUTY));
        assertThat(eventually(PATIENCE, () -> there.principalOf(session()).isPresent()))
                .isTrue();

        here(tx -> new Roles(tx).delete(DEPUTY));

        assertThat(eventually(PATIENCE, () -> there.principalOf(session()).isEmpty()))
                .isTrue();
    }

    /** SQLite has only one. */
    private Authority otherNode() {
        return AuthorityCache.of(database == Database.POSTGRESQL ? open() : store);
    }

    /** As the other node decides: it opens the token itself, and asks its own memory. */
    private boolean may(Authority there, String token) {
        Session opened =
                new SessionTokens(seal).open(token, "ASIAEXAMPLE", ISSUED).orElseThrow();
        Optional<Principal> principal = there.principalOf(opened);
        return principal.isPresent()
                && Evaluator.decide(
                                there.policiesOf(principal.get()),
                                List.of(),
                                new AccessRequest(
                                        new Requester.RoleSession(
                                                principal.get().arn(), DEPUTY.arn()),
                                        "secretsmanager:ListSecrets",
                                        "*",
                                        ACCOUNT,
                                        new ConditionContext(Map.of(
                                                "aws:TokenIssueTime",
                                                List.of(opened.issued().toString())))))
                        instanceof Decision.Allow;
    }

    private static boolean eventually(Duration within, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(50); // the other node looks twice a second
        }
        return true;
    }

    private void here(Consumer<Transaction> change) {
        Store node = store;
        node.write(tx -> {
            change.accept(tx);
            return true;
        });
    }

    private static Session session() {
        return new Session(
                "ASIAEXAMPLE",
                SecretBytes.ofUtf8("secret"),
                Session.Kind.ASSUMED_ROLE,
                ACCOUNT,
                DEPUTY.id(),
                "work",
                ISSUED,
                ISSUED.plusSeconds(3_600),
                List.of(),
                List.of(),
                Map.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
