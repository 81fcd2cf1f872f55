package dev.keyturn.state.secret;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.seal.Sealed;

/** Secrets and versions with nothing in them but what a test names. */
final class TestSecrets {
    static final String ACCOUNT = "111122223333";
    static final Instant CREATED = Instant.parse("2026-11-24T08:00:00Z");

    private TestSecrets() {}

    static Arn arn(String account, String name, String suffix) {
        return Arn.of("secretsmanager", "us-east-1", account, "secret:" + name + "-" + suffix);
    }

    static Secret secret(String name) {
        return secret(ACCOUNT, name, "AbCdEf", CREATED);
    }

    static Secret secret(String account, String name, String suffix, Instant created) {
        return new Secret(
                account,
                arn(account, name, suffix),
                name,
                Optional.empty(),
                Optional.empty(),
                created,
                created,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    static SecretVersion version(String id, String value, Instant created, String... stages) {
        return new SecretVersion(id, false, Optional.of(sealed(value)), created, Optional.empty(), Set.of(stages));
    }

    static SecretVersion pending(String id, Instant created) {
        return new SecretVersion(id, false, Optional.empty(), created, Optional.empty(), Set.of(SecretVersion.PENDING));
    }

    /** Not sealed at all: nothing here opens it. */
    static Sealed sealed(String value) {
        return new Sealed(value.getBytes(StandardCharsets.UTF_8));
    }

    static String text(SecretVersion version) {
        return new String(version.value().orElseThrow().bytes(), StandardCharsets.UTF_8);
    }
}
