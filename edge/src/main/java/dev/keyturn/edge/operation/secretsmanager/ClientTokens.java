package dev.keyturn.edge.operation.secretsmanager;

import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;

/** ClientRequestTokens: each becomes the id of the version that its request makes. */
final class ClientTokens {
    private final RandomGenerator random;

    ClientTokens(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The request's token. The SDKs fill it in while they encode; a call from inside is never encoded, so it gets one
     * here.
     *
     * @throws AwsFailure when a request from outside has none
     */
    String of(@Nullable String given, Caller caller) {
        if (given != null) {
            return given;
        }
        if (caller.accessKeyId().isPresent()) {
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
        }
        return fresh();
    }

    /** A random UUID, RFC 9562 version 4. */
    private String fresh() {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
