package dev.keyturn.state.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.password.PasswordRequirements;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.OnBothStores;

class LoginProfilesTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final User BOB = new User(ACCOUNT, "Bob", "/", "AIDABOB", Instant.EPOCH, Map.of());

    @BeforeEach
    void bob() {
        store.write(tx -> new Users(tx).insert(BOB));
    }

    @Test
    void aUserHasOnePassword() {
        assertThat(insert(1)).isTrue();
        assertThat(insert(2)).isFalse();
        assertThat(profile().hash().bytes()).containsExactly(1);
    }

    @Test
    void theLastPasswordsAreRememberedTheNewestFirst() {
        insert(1);
        for (int i = 2; i <= 30; i++) {
            clock.advance(Duration.ofSeconds(1));
            Sealed hash = sealed(i);
            store.write(tx -> {
                new LoginProfiles(tx).change(BOB, new LoginProfiles(tx).of(BOB).orElseThrow(), hash, false);
                return true;
            });
        }

        assertThat(last(3)).containsExactly(30, 29, 28);
        assertThat(last(24)).hasSize(24).endsWith(7);
        assertThat(last(100)).hasSize(25);
    }

    @Test
    void aDeletedPasswordLeavesNothing() {
        insert(1);
        store.write(tx -> {
            new LoginProfiles(tx).delete(BOB);
            new Users(tx).delete(BOB);
            return true;
        });

        Optional<LoginProfile> left = store.read(tx -> new LoginProfiles(tx).of(BOB));
        assertThat(left).isEmpty();
    }

    @Test
    void aPolicyComesBackAsItWasPut() {
        PasswordPolicy policy = new PasswordPolicy(
                new PasswordRequirements(14, true, false, true, false), true, Optional.of(90), Optional.empty(), true);
        store.write(tx -> {
            new PasswordPolicies(tx).put(ACCOUNT, policy);
            return true;
        });

        Optional<PasswordPolicy> found = store.read(tx -> new PasswordPolicies(tx).find(ACCOUNT));
        PasswordPolicy ofOther = store.read(tx -> new PasswordPolicies(tx).of("444455556666"));
        boolean deleted = store.write(tx -> new PasswordPolicies(tx).delete(ACCOUNT));
        boolean deletedAgain = store.write(tx -> new PasswordPolicies(tx).delete(ACCOUNT));

        assertThat(found).contains(policy);
        assertThat(ofOther).isEqualTo(PasswordPolicy.NONE);
        assertThat(deleted).isTrue();
        assertThat(deletedAgain).isFalse();
    }

    @Test
    void aTicketIsGoodOnceForItsStepAndForFiveMinutes() {
        String first = issue();
        String second = issue();

        assertThat(take(first, SignInTicket.Step.SIGNED_IN)).isEmpty();
        assertThat(take(first, SignInTicket.Step.SECOND_FACTOR)).isPresent();
        assertThat(take(first, SignInTicket.Step.SECOND_FACTOR)).isEmpty();
        clock.advance(Duration.ofMinutes(5));
        assertThat(take(second, SignInTicket.Step.SECOND_FACTOR)).isEmpty();
    }

    /** Two keys that count the same are one that was copied. */
    @Test
    void aSecurityKeysCounterOnlyGrows() {
        SecurityKey key =
                new SecurityKey(ACCOUNT, "id", BOB.id(), "key", new byte[] {1}, 0, Instant.EPOCH, Optional.empty());
        store.write(tx -> new SecurityKeys(tx).insert(key));

        assertThat(used(key, 0)).isTrue();
        assertThat(used(key, 7)).isTrue();
        assertThat(used(key, 7)).isFalse();
        assertThat(used(key, 6)).isFalse();
        assertThat(used(key, 0)).isFalse();
        assertThat(used(key, 8)).isTrue();
    }

    private boolean used(SecurityKey key, long counter) {
        return store.write(tx -> new SecurityKeys(tx).used(key, counter));
    }

    private String issue() {
        return store.write(tx -> new SignInTickets(tx)
                .issue(ACCOUNT, BOB.id(), SignInTicket.Step.SECOND_FACTOR, Optional.empty(), new Random())
                .text());
    }

    private Optional<SignInTicket> take(String text, SignInTicket.Step step) {
        return store.write(tx -> new SignInTickets(tx).take(text, step));
    }

    private boolean insert(int hash) {
        return store.write(tx -> new LoginProfiles(tx).insert(BOB, sealed(hash), false));
    }

    private LoginProfile profile() {
        return store.read(tx -> new LoginProfiles(tx).of(BOB)).orElseThrow();
    }

    private List<Integer> last(int most) {
        LoginProfile present = profile();
        return store.read(tx -> new LoginProfiles(tx).last(present, most)).stream()
                .map(hash -> (int) hash.bytes()[0])
                .toList();
    }

    private static Sealed sealed(int content) {
        return new Sealed(new byte[] {(byte) content});
    }
}
