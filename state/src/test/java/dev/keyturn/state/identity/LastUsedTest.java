package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.OnBothStores;

class LastUsedTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final User ANN = new User(ACCOUNT, "Ann", "/", "AIDA1", NOW, Map.of());
    private static final Role APP = new Role(
            ACCOUNT,
            "app",
            "/",
            "AROA1",
            NOW,
            "",
            "{}",
            Duration.ofHours(1),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private LastUsed lastUsed;

    @BeforeEach
    void entities() {
        store.write(tx -> {
            new Users(tx).insert(ANN);
            new AccessKeys(tx)
                    .insert(new AccessKey(ACCOUNT, KEY, Optional.of("Ann"), true, NOW, new Sealed(new byte[] {1})));
            return new Roles(tx).insert(APP);
        });
        lastUsed = new LastUsed(store, "eu-central-1");
    }

    @Test
    void aKeysUseIsWrittenWhenFlushed() {
        annCalls("GetSecretValue", NOW);
        assertThat(ofKey()).isEmpty();

        lastUsed.flush();

        assertThat(ofKey()).contains(new LastUses.OfKey(NOW, "secretsmanager", "eu-central-1"));
        assertThat(ofEntities())
                .containsExactly(new LastAccess(ANN.id(), "secretsmanager", "GetSecretValue", NOW, "eu-central-1"));
    }

    @Test
    void ofSeveralUsesInFifteenMinutesTheFirstIsWritten() {
        annCalls("GetSecretValue", NOW);
        annCalls("GetSecretValue", NOW.plus(Duration.ofMinutes(15)).minusMillis(1));
        lastUsed.flush();
        annCalls("GetSecretValue", NOW.plusSeconds(60));
        lastUsed.flush();
        assertThat(ofKey()).map(LastUses.OfKey::at).contains(NOW);

        annCalls("GetSecretValue", NOW.plus(Duration.ofMinutes(15)));
        lastUsed.flush();

        assertThat(ofKey()).map(LastUses.OfKey::at).contains(NOW.plus(Duration.ofMinutes(15)));
    }

    @Test
    void aRolesUseIsWrittenWithItsRegion() {
        lastUsed.called(new Principal.RoleSession(APP, "session"), Optional.of("ASIA1"), "iam", "GetRole", NOW);
        lastUsed.flush();

        assertThat(store.<Optional<Role>>read(tx -> new Roles(tx).find(ACCOUNT, "app"))
                        .flatMap(Role::lastUsed))
                .contains(new Role.LastUsed(NOW, "eu-central-1"));
    }

    /** Another node may have written what is later. */
    @Test
    void whatIsLaterStays() {
        annCalls("GetSecretValue", NOW.plusSeconds(9));
        lastUsed.flush();
        LastUsed otherNode = new LastUsed(store, "elsewhere");
        otherNode.called(new Principal.IamUser(ANN), Optional.of(KEY), "secretsmanager", "GetSecretValue", NOW);

        otherNode.flush();

        assertThat(ofKey()).map(LastUses.OfKey::at).contains(NOW.plusSeconds(9));
        assertThat(ofEntities()).extracting(LastAccess::region).containsExactly("eu-central-1");
    }

    @Test
    void whoIsGoneIsPassedOver() {
        annCalls("GetSecretValue", NOW);
        store.write(tx -> {
            new AccessKeys(tx).delete(new AccessKeys(tx).find(KEY).orElseThrow());
            new Users(tx).delete(ANN);
            return "";
        });

        lastUsed.flush();

        assertThat(ofEntities()).isEmpty();
    }

    @Test
    void rootLeavesNoTraceHere() {
        lastUsed.called(new Principal.Root(ACCOUNT), Optional.empty(), "iam", "ListUsers", NOW);
        lastUsed.flush();

        assertThat(ofEntities()).isEmpty();
    }

    private void annCalls(String action, Instant at) {
        lastUsed.called(new Principal.IamUser(ANN), Optional.of(KEY), "secretsmanager", action, at);
    }

    private Optional<LastUses.OfKey> ofKey() {
        return store.read(tx -> new LastUses(tx).ofKey(KEY));
    }

    private List<LastAccess> ofEntities() {
        return store.read(tx -> new LastUses(tx)
                .of(ACCOUNT, List.of(ANN.id(), APP.id()), NOW.minusSeconds(1), NOW.plus(Duration.ofDays(1))));
    }
}
