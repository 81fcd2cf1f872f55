package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;

final class GetRandomPasswordTest extends OnSecrets {

    @Test
    void thirtyTwoCharactersOfEachTypeUnlessSaidOtherwise() {
        String password = secrets.getRandomPassword().randomPassword();

        assertThat(password)
                .hasSize(32)
                .containsPattern("[a-z]")
                .containsPattern("[A-Z]")
                .containsPattern("[0-9]");
        assertThat(password).containsPattern("[^a-zA-Z0-9]").doesNotContain(" ");
        assertThat(secrets.getRandomPassword().randomPassword()).isNotEqualTo(password);
    }

    @Test
    void theRulesOfTheRequestHold() {
        String digits = secrets.getRandomPassword(r -> r.passwordLength(200L)
                        .excludePunctuation(true)
                        .excludeUppercase(true)
                        .excludeLowercase(true)
                        .excludeCharacters("01"))
                .randomPassword();

        assertThat(digits).matches("[2-9]{200}");
    }

    @Test
    void anImpossibleRuleIsRefused() {
        assertThatThrownBy(() -> secrets.getRandomPassword(r -> r.passwordLength(2L)))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> secrets.getRandomPassword(r -> r.excludePunctuation(true)
                        .excludeUppercase(true)
                        .excludeLowercase(true)
                        .excludeNumbers(true)))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void theTrailDoesNotHoldIt() {
        String password = secrets.getRandomPassword(
                        r -> r.excludePunctuation(true).passwordLength(40L))
                .randomPassword();

        assertThat(server.trail().last().eventName()).isEqualTo("GetRandomPassword");
        assertThat(server.trail().last().toString()).doesNotContain(password);
    }
}
