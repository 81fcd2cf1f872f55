package dev.keyturn.edge.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Row 58 of the threats: another account's or operation's token, and a tampered one, are worth nothing. */
final class PageTokensTest {
    private static final String ACCOUNT = "111122223333";

    private final PageTokens tokens =
            new PageTokens("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    @Test
    void aTokenGivesThePositionItWasIssuedFor() {
        String token = tokens.issue(ACCOUNT, "ListUsers", "zoë/1");

        assertThat(token).matches("[A-Za-z0-9_-]+");
        assertThat(tokens.position(ACCOUNT, "ListUsers", token)).contains("zoë/1");
    }

    @Test
    void itIsNotGoodForAnotherAccountOrOperation() {
        String token = tokens.issue(ACCOUNT, "ListUsers", "bob");

        assertThat(tokens.position("444455556666", "ListUsers", token)).isEmpty();
        assertThat(tokens.position(ACCOUNT, "ListUserPolicies", token)).isEmpty();
    }

    @Test
    void theBorderBetweenAccountAndOperationIsPartOfIt() {
        String token = tokens.issue("12", "3List", "bob");

        assertThat(tokens.position("123", "List", token)).isEmpty();
    }

    @Test
    void anyFlippedBitSpoilsIt() {
        byte[] token = Base64.getUrlDecoder().decode(tokens.issue(ACCOUNT, "ListUsers", "bob"));

        for (int bit = 0; bit < token.length * 8; bit++) {
            byte[] flipped = token.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(flipped);
            assertThat(tokens.position(ACCOUNT, "ListUsers", text))
                    .as("bit %d", bit)
                    .isEmpty();
        }
    }

    @Test
    void whatIsNoTokenGivesNothing() {
        for (String text : new String[] {"", "bob", "!", "\u0000", "AAAA", "A".repeat(43), "A".repeat(4096)}) {
            assertThat(tokens.position(ACCOUNT, "ListUsers", text)).as(text).isEmpty();
        }
    }

    @Test
    void anotherServersKeyMakesNoGoodTokens() {
        PageTokens others = new PageTokens(new byte[32]);

        assertThat(tokens.position(ACCOUNT, "ListUsers", others.issue(ACCOUNT, "ListUsers", "bob")))
                .isEmpty();
    }

    @Test
    void aShortKeyIsRefused() {
        assertThatThrownBy(() -> new PageTokens(new byte[15])).isInstanceOf(IllegalArgumentException.class);
    }
}
