package dev.keyturn.rules.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PasswordRuleTest {

    @Property(tries = 2000)
    void everyPasswordKeepsItsRule(
            @ForAll @IntRange(min = 4, max = 60) int length,
            @ForAll boolean numbers,
            @ForAll boolean punctuation,
            @ForAll boolean uppercase,
            @ForAll boolean space,
            @ForAll boolean required,
            @ForAll long seed) {
        PasswordRule rule = new PasswordRule(length, "aZ0~", numbers, punctuation, uppercase, false, space, required);
        String password = rule.generate(new Random(seed));
        assertThat(password).hasSize(length).doesNotContain("a", "Z", "0", "~");
        assertThat(password.matches("[ -~]*")).isTrue();
        assertThat(has(password, "[0-9]")).isIn(!numbers, false);
        assertThat(has(password, "[A-Z]")).isIn(!uppercase, false);
        assertThat(has(password, "[!-/:-@\\[-`{-~]")).isIn(!punctuation, false);
        assertThat(has(password, " ")).isIn(space, false);
        if (required) {
            assertThat(has(password, "[0-9]")).isEqualTo(!numbers);
            assertThat(has(password, "[A-Z]")).isEqualTo(!uppercase);
            assertThat(has(password, "[a-z]")).isTrue();
            assertThat(has(password, "[!-/:-@\\[-`{-~]")).isEqualTo(!punctuation);
        }
    }

    @Test
    void everyPrintableCharacterButTheSpaceIsUsedByDefault() {
        Set<Character> seen = new HashSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            String password = PasswordRule.DEFAULT.generate(random);
            assertThat(password).hasSize(32);
            password.chars().forEach(c -> seen.add((char) c));
        }
        assertThat(seen).hasSize(94).doesNotContain(' ');
    }

    @Test
    void urlSafePasswordsNeedNoEscaping() {
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            assertThat(PasswordRule.URL_SAFE.generate(random)).matches("[A-Za-z0-9._~-]{32}");
        }
    }

    @Test
    void aTypeThatIsExcludedCharacterByCharacterIsNotRequired() {
        PasswordRule rule = new PasswordRule(4, "0123456789", false, true, true, false, false, true);
        assertThat(rule.generate(new Random(3))).matches("[a-z]{4}");
    }

    @Test
    void impossibleRulesAreRefusedInAwssWords() {
        assertThatThrownBy(
                        () -> new PasswordRule(3, "", false, false, false, false, false, true).generate(new Random(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Password length is too short based on the required types.");
        assertThatThrownBy(() ->
                        new PasswordRule(4097, "", false, false, false, false, false, true).generate(new Random(4)))
                .hasMessageContaining("Member must have value less than or equal to 4096");
        assertThatThrownBy(
                        () -> new PasswordRule(0, "", false, false, false, false, false, false).generate(new Random(4)))
                .hasMessageContaining("Member must have value greater than or equal to 1");
        assertThatThrownBy(() -> new PasswordRule(9, "", true, true, true, true, false, false).generate(new Random(4)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean has(String password, String type) {
        return password.replaceAll(type, "").length() < password.length();
    }
}
