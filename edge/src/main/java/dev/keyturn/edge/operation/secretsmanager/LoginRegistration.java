package dev.keyturn.edge.operation.secretsmanager;

import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationFunction;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.TargetDescription;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;

/**
 * Fixes which database login a secret holds, when its rotation is first configured.
 *
 * <p>INVARIANT: after that neither an edit of the secret's JSON nor a second secret can point a rotation elsewhere, so
 * that no credential is ever sent to a host that a caller has put in its place. See docs/design/rotation.md.
 */
final class LoginRegistration {
    private final VersionSeal seal;

    LoginRegistration(VersionSeal seal) {
        this.seal = seal;
    }

    /** @throws AwsFailure when the JSON describes no login, another one than before, or one that is owned already */
    void register(RotationJournal journal, StoredSecret stored) {
        Secret secret = stored.secret();
        TargetDescription described = described(stored);
        Optional<RotationTarget> registered = journal.target(secret.arn());
        if (registered.isPresent()) {
            requireUnchanged(described, registered.get());
            return;
        }
        Optional<Arn> owner = journal.register(described.registeredFor(secret.account(), secret.arn()));
        if (owner.isPresent()) {
            // Whose it is stays untold: the caller may not be allowed to see that secret.
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "The database login of this secret is already registered for rotation by another secret.");
        }
    }

    private TargetDescription described(StoredSecret stored) {
        SecretVersion current = stored.staged(SecretVersion.CURRENT)
                .orElseThrow(() -> AwsFailure.of(
                        "InvalidRequestException", "You can't rotate a secret that has no current value."));
        SecretBytes value = current.value()
                .map(ciphertext -> seal.open(stored.secret(), current.id(), ciphertext))
                .orElseThrow(() -> AwsFailure.of(
                        "InvalidRequestException", "You can't rotate a secret that has no current value."));
        return switch (TargetDescription.parse(value)) {
            case TargetDescription.Invalid(String message) ->
                throw AwsFailure.of(CommonError.VALIDATION, "You can't rotate this secret: " + message);
            case TargetDescription.Valid(TargetDescription description) -> description;
        };
    }

    private static void requireUnchanged(TargetDescription described, RotationTarget registered) {
        if (!described.describes(registered)) {
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "The secret describes another database login than the one that was registered for rotation. These"
                            + " fields differ: "
                            + String.join(", ", new TreeSet<>(described.differencesFrom(registered))) + ".");
        }
    }

    static String builtInFunctions() {
        return Arrays.stream(RotationFunction.values())
                .map(RotationFunction::templateName)
                .collect(Collectors.joining(", "));
    }
}
