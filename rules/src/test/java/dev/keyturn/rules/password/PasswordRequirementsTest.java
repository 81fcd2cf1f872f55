package dev.keyturn.rules.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRequirementsTest {
    private static final Set<String> COMMON = Set.of("password", "letmein", "correct horse battery staple");
    private static final PasswordRequirements STRICT = new PasswordRequirements(10, true, true, true, true);
    private static final PasswordRequirements LAX = new PasswordRequirements(6, false, false, false, false);

    @ParameterizedTest
    @CsvSource({
        "Ab1!Ab1!x, Password should have a minimum length of 10",
        "ab1!ab1!xyz, Password should have at least one uppercase letter",
        "AB1!AB1!XYZ, Password should have at least one lowercase letter",
        "Ab1Ab1Ab1Xyz, Password should have at least one symbol",
        "Ab!Ab!Ab!Xyz, Password should have at least one number"
    })
    void thePolicysWordsAreAwss(String password, String violation) {
        assertThat(STRICT.violation(password, COMMON, List.of())).contains(violation);
    }

    @Test
    void whatMeetsThePolicyIsFine() {
        assertThat(STRICT.violation("Tr0ub4dor&3xyz-q", COMMON, List.of("alice")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"password", "Password1!", "2026-PASSWORD!!", "passwordpassword", "abcabcabcabc", "aaaaaaaaaaaa"})
    void whatEverybodyTriesIsRefused(String password) {
        assertThat(LAX.violation(password, COMMON, List.of())).contains("Password should not be a commonly used one");
    }

    @Test
    void aCommonPhraseIsRefusedHoweverLong() {
        assertThat(PasswordRequirements.WITHOUT_POLICY.violation("Correct Horse Battery Staple", COMMON, List.of()))
                .isPresent();
    }

    @Test
    void theUsersNameIsNoPassword() {
        assertThat(LAX.violation("Alice-2026!", COMMON, List.of("alice")))
                .contains("Password should not be made from the name of the user, the account or the service");
        assertThat(LAX.violation("alice walks past the harbour", COMMON, List.of("alice")))
                .isEmpty();
    }

    @Test
    void aPolicyMaySayLessThanEightButEightItIs() {
        assertThat(LAX.violation("xK4-pq7", COMMON, List.of()))
                .isEqualTo(Optional.of("Password should have a minimum length of 8"));
        assertThat(LAX.violation("xK4-pq7b", COMMON, List.of())).isEmpty();
    }

    @Test
    void withoutAPolicyFifteenCharactersOfAnyKindDo() {
        assertThat(PasswordRequirements.WITHOUT_POLICY.violation("harbour violet", COMMON, List.of()))
                .contains("Password should have a minimum length of 15");
        assertThat(PasswordRequirements.WITHOUT_POLICY.violation("harbour violets", COMMON, List.of()))
                .isEmpty();
    }

    @Test
    void charactersAreCountedNotCodeUnits() {
        assertThat(LAX.violation("🔑🚪🏠🌊🐟🐢🦀", COMMON, List.of()))
                .contains("Password should have a minimum length of 8");
    }

    @Test
    void moreThanHundredAndTwentyEightAreTooMany() {
        assertThat(LAX.violation("xyz0".repeat(32) + "1", COMMON, List.of()))
                .contains("Password should have a maximum length of 128");
    }
}
