package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.OnBothStores;

class UsersTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final String OTHER = "444455556666";
    private static final Instant CREATED = Instant.parse("2026-11-24T08:00:00.123Z");

    @Test
    void aUserIsFoundInAnyCaseWithTheSpellingItWasCreatedWith() {
        User ann = user(ACCOUNT, "Ann.Smith", "/team/", Map.of("Team", "blue", "empty", ""));
        insert(ann);

        assertThat(find(ACCOUNT, "ANN.SMITH")).contains(ann);
        assertThat(find(ACCOUNT, "ann.smith")).contains(ann);
        assertThat(find(ACCOUNT, "ann.smit")).isEmpty();
    }

    @Test
    void aNameIsTakenInAnyCaseAndUnderAnyPath() {
        assertThat(insert(user(ACCOUNT, "Ann", "/", Map.of()))).isTrue();

        assertThat(insert(user(ACCOUNT, "aNN", "/elsewhere/", Map.of("k", "v"))))
                .isFalse();
        assertThat(find(ACCOUNT, "ann").orElseThrow().name()).isEqualTo("Ann");
        assertThat(store.<Integer>read(tx -> new Users(tx).count(ACCOUNT))).isEqualTo(1);
    }

    @Test
    void accountsDoNotSeeEachOther() {
        insert(user(ACCOUNT, "ann", "/", Map.of()));

        assertThat(find(OTHER, "ann")).isEmpty();
        assertThat(store.read(tx -> new Users(tx).list(OTHER, "/", Optional.empty(), 10))
                        .items())
                .isEmpty();
        assertThat(insert(user(OTHER, "ann", "/", Map.of()))).isTrue();
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepeat() {
        List.of("eve", "Ann", "dan", "Bob", "carl").forEach(name -> insert(user(ACCOUNT, name, "/staff/", Map.of())));
        insert(user(ACCOUNT, "bot", "/machines/", Map.of()));
        insert(user(ACCOUNT, "b_t", "/st%/", Map.of()));

        List<List<String>> pages = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Optional<String> from = after;
            Page<User> page = store.read(tx -> new Users(tx).list(ACCOUNT, "/staff/", from, 2));
            pages.add(page.items().stream().map(User::name).toList());
            after = page.next();
        } while (after.isPresent());

        assertThat(pages).containsExactly(List.of("Ann", "Bob"), List.of("carl", "dan"), List.of("eve"));
    }

    @Test
    void aPathPrefixIsNoPattern() {
        insert(user(ACCOUNT, "ann", "/staff/", Map.of()));

        assertThat(store.read(tx -> new Users(tx).list(ACCOUNT, "/%/", Optional.empty(), 10))
                        .items())
                .isEmpty();
    }

    @Test
    void aDeletedUserIsGoneAndItsNameIsFree() {
        User ann = user(ACCOUNT, "ann", "/", Map.of("k", "v"));
        insert(ann);
        store.write(tx -> {
            new Users(tx).delete(ann);
            return true;
        });

        assertThat(find(ACCOUNT, "ann")).isEmpty();
        assertThat(insert(user(ACCOUNT, "ANN", "/", Map.of()))).isTrue();
    }

    @Test
    void aUserThatStillHasAKeyIsNotDeleted() {
        User ann = user(ACCOUNT, "ann", "/", Map.of());
        insert(ann);
        store.write(tx -> {
            new AccessKeys(tx)
                    .insert(new AccessKey(
                            ACCOUNT, "AKIA1", Optional.of("ann"), true, CREATED, new Sealed(new byte[] {1})));
            return true;
        });

        assertThatThrownBy(() -> store.write(tx -> {
                    new Users(tx).delete(ann);
                    return true;
                }))
                .isInstanceOf(RuntimeException.class);
        assertThat(find(ACCOUNT, "ann")).contains(ann);
    }

    private boolean insert(User user) {
        return store.write(tx -> new Users(tx).insert(user));
    }

    private Optional<User> find(String account, String name) {
        return store.read(tx -> new Users(tx).find(account, name));
    }

    private static User user(String account, String name, String path, Map<String, String> tags) {
        return new User(account, name, path, "AIDA" + account + name, CREATED, tags);
    }
}
