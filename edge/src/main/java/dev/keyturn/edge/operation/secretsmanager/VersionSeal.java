package dev.keyturn.edge.operation.secretsmanager;

import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretVersion;

/**
 * Seals and opens the values of secret versions.
 *
 * <p>INVARIANT: every value is bound to account, secret and version, so that a row copied elsewhere does not open.
 */
final class VersionSeal {
    private final Seal seal;

    VersionSeal(Seal seal) {
        this.seal = seal;
    }

    Sealed seal(Secret secret, String versionId, SecretValue value) {
        return seal.seal(value.bytes(), SecretVersion.binding(secret, versionId));
    }

    SecretBytes open(Secret secret, String versionId, Sealed value) {
        return seal.open(value, SecretVersion.binding(secret, versionId));
    }

    /** Whether the version has exactly this value; compares in constant time. */
    boolean holds(Secret secret, SecretVersion version, SecretValue value) {
        return version.binary() == value.binary()
                && version.value()
                        .map(stored -> open(secret, version.id(), stored).equals(value.bytes()))
                        .orElse(false);
    }
}
