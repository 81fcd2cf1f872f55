package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessKeyIdsTest {
    private final Random random = new Random(20261124);

    @Test
    void anIdSaysItsAccount() {
        for (String account : List.of("000000000000", "000000000001", "111122223333", "999999999999")) {
            String temporary = AccessKeyIds.temporary(account, random);
            String longTerm = AccessKeyIds.longTerm(account, random);

            assertThat(temporary).matches("ASIA[A-Z2-7]{16}");
            assertThat(longTerm).matches("AKIA[A-Z2-7]{16}");
            assertThat(AccessKeyIds.account(temporary)).contains(account);
            assertThat(AccessKeyIds.account(longTerm)).contains(account);
        }
    }

    /** Published by those who found the encoding out. */
    @Test
    void anIdOfAwsSaysItsAccountToo() {
        assertThat(AccessKeyIds.account("ASIAQNZGKIQY56JQ7WML")).contains("029608264753");
    }

    @Test
    void whatIsNoSuchIdSaysNone() {
        for (String id : List.of("", "AKIA", "AROAQNZGKIQY56JQ7WML", "asiaqnzgkiqy56jq7wml", "ASIA7777777777777777")) {
            assertThat(AccessKeyIds.account(id)).as(id).isEmpty();
        }
    }

    @Test
    void idsOfOneAccountDiffer() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(AccessKeyIds.temporary("111122223333", random));
        }
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void onlyTemporaryOnesAreTemporary() {
        assertThat(AccessKeyIds.isTemporary("ASIAQNZGKIQY56JQ7WML")).isTrue();
        assertThat(AccessKeyIds.isTemporary("AKIAQNZGKIQY56JQ7WML")).isFalse();
    }
}
