package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.OnBothStores;

class AccessKeysTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final Instant CREATED = Instant.parse("2026-11-24T08:00:00Z");

    @BeforeEach
    void aUser() {
        store.write(tx -> new Users(tx).insert(new User(ACCOUNT, "Ann", "/", "AIDA1", CREATED, Map.of())));
    }

    @Test
    void aKeyIsFoundByItsIdWithItsUsersSpelling() {
        insert("AKIA1", Optional.of("ANN"), 1);

        AccessKey key = find("AKIA1").orElseThrow();
        assertThat(key.userName()).contains("Ann");
        assertThat(key.account()).isEqualTo(ACCOUNT);
        assertThat(key.active()).isTrue();
        assertThat(key.created()).isEqualTo(CREATED.plusSeconds(1));
        assertThat(key.secret().bytes()).containsExactly(1, 2, 3);
        assertThat(find("akia1")).isEmpty();
    }

    @Test
    void theRootsKeysAreNobodyElses() {
        insert("AKIA2", Optional.of("Ann"), 2);
        insert("AKIA1", Optional.of("Ann"), 1);
        insert("AKIAROOT", Optional.empty(), 0);

        assertThat(ids(Optional.of("ann"))).containsExactly("AKIA1", "AKIA2");
        assertThat(ids(Optional.empty())).containsExactly("AKIAROOT");
        assertThat(ids(Optional.of("bob"))).isEmpty();
    }

    @Test
    void aKeyIsSwitchedOffAndOnAndDeleted() {
        insert("AKIA1", Optional.of("Ann"), 1);
        AccessKey key = find("AKIA1").orElseThrow();

        store.write(tx -> {
            new AccessKeys(tx).setActive(key, false);
            return true;
        });
        assertThat(find("AKIA1").orElseThrow().active()).isFalse();
        store.write(tx -> {
            new AccessKeys(tx).delete(key);
            return true;
        });
        assertThat(find("AKIA1")).isEmpty();
    }

    @Test
    void aKeyForNobodyIsRefused() {
        assertThatThrownBy(() -> insert("AKIA1", Optional.of("bob"), 1)).isInstanceOf(IllegalStateException.class);
        assertThat(find("AKIA1")).isEmpty();
    }

    private void insert(String id, Optional<String> userName, long age) {
        store.write(tx -> {
            new AccessKeys(tx)
                    .insert(new AccessKey(
                            ACCOUNT, id, userName, true, CREATED.plusSeconds(age), new Sealed(new byte[] {1, 2, 3})));
            return true;
        });
    }

    private Optional<AccessKey> find(String id) {
        return store.read(tx -> new AccessKeys(tx).find(id));
    }

    private List<String> ids(Optional<String> userName) {
        return store.read(tx -> new AccessKeys(tx).of(ACCOUNT, userName)).stream()
                .map(AccessKey::id)
                .toList();
    }
}
