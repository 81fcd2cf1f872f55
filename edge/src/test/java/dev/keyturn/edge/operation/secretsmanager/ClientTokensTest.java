package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Origin;
import dev.keyturn.state.identity.Principal;

final class ClientTokensTest {
    private final ClientTokens tokens = new ClientTokens(new Random(1));

    @Test
    void aGivenTokenIsTaken() {
        assertThat(tokens.of("given", caller(Optional.of("AKIAEXAMPLE")))).isEqualTo("given");
    }

    @Test
    void aRequestFromOutsideNeedsOne() {
        assertThatThrownBy(() -> tokens.of(null, caller(Optional.of("AKIAEXAMPLE"))))
                .isInstanceOf(AwsFailure.class)
                .hasMessage("You must provide a ClientRequestToken value. We recommend a UUID-type value.");
    }

    @Test
    void aCallFromInsideGetsARandomUuid() {
        String first = tokens.of(null, caller(Optional.empty()));

        assertThat(first).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(tokens.of(null, caller(Optional.empty()))).isNotEqualTo(first);
    }

    private static Caller caller(Optional<String> accessKeyId) {
        var origin = new Origin("id", "127.0.0.1", "test", true, Instant.EPOCH);
        return new Caller(new Principal.Root("111122223333"), accessKeyId, origin);
    }
}
