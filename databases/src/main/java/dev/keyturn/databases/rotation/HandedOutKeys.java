package dev.keyturn.databases.rotation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.rotation.AccessKeySecret;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;

/**
 * The access keys that a secret holds or has held, in any version that is kept, whatever its label: an edit of another
 * field of the JSON moves the labels, too.
 */
final class HandedOutKeys {
    private final Seal seal;
    private final List<AccessKeySecret> currentAndPending;
    private final List<AccessKeySecret> all;

    /** @throws RotationFailureException if a version is not what was sealed */
    HandedOutKeys(StoredSecret stored, Seal seal) {
        this.seal = seal;
        this.currentAndPending = Stream.of(SecretVersion.CURRENT, SecretVersion.PENDING)
                .flatMap(stage -> stored.staged(stage).stream())
                .flatMap(version -> read(stored, version).stream())
                .toList();
        this.all = stored.versions().stream()
                .flatMap(version -> read(stored, version).stream())
                .toList();
    }

    boolean isCurrentOrPending(AccessKey key) {
        return currentAndPending.stream()
                .anyMatch(secret -> secret.accessKeyId().equals(key.id()));
    }

    /** Whoever only wrote a key's id into the secret, and not what belongs to it, has not handed it out. */
    boolean contains(AccessKey key) {
        return all.stream()
                .filter(secret -> secret.accessKeyId().equals(key.id()))
                .anyMatch(secret -> secretOf(key).equals(secret.secretAccessKey()));
    }

    private SecretBytes secretOf(AccessKey key) {
        try {
            return seal.open(key.secret(), AccessKey.binding(key.account(), key.id()));
        } catch (SealBrokenException e) {
            throw RotationFailureException.broken(e);
        }
    }

    private Optional<AccessKeySecret> read(StoredSecret stored, SecretVersion version) {
        Binding binding =
                new Binding(stored.secret().account(), stored.secret().arn().toString(), version.id());
        try {
            return version.value()
                    .map(value -> AccessKeySecret.parse(seal.open(value, binding)))
                    .filter(AccessKeySecret.Valid.class::isInstance)
                    .map(valid -> ((AccessKeySecret.Valid) valid).secret());
        } catch (SealBrokenException e) {
            throw RotationFailureException.broken(e);
        }
    }
}
