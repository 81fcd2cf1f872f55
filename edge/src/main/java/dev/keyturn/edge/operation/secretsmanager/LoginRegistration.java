package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import java.util.TreeSet;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.rotation.AccessKeySecret;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.ProvenKey;
import dev.keyturn.state.rotation.RotationFunction;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.TargetDescription;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Fixes which login a secret holds, a database's or an IAM user's, when its rotation is first configured.
 *
 * <p>INVARIANT: after that neither an edit of the secret's JSON nor a second secret can point a rotation elsewhere, so
 * that no credential is ever sent to a host that a caller has put in its place. See docs/design/rotation.md.
 */
final class LoginRegistration {
    private final VersionSeal versions;
    private final Seal seal;

    /** @param seal over the access keys of users */
    LoginRegistration(VersionSeal versions, Seal seal) {
        this.versions = versions;
        this.seal = seal;
    }

    /** @throws AwsFailure when the JSON describes no login, another one than before, or one that is owned already */
    void register(RotationFunction function, StoredSecret stored, Transaction tx) {
        if (function.method() == Method.ACCESS_KEYS) {
            registerUser(new RotationJournal(tx), stored, tx);
        } else {
            registerDatabase(function, new RotationJournal(tx), stored);
        }
    }

    /**
     * The secret of the login that may change this one: the registered one, or else the one that the value names.
     * Empty where there is none, or the value does not open or is no login: {@link #register} says what is wrong.
     */
    Optional<Arn> administrator(StoredSecret stored, Transaction tx) {
        Optional<RotationTarget> registered =
                new RotationJournal(tx).target(stored.secret().arn());
        return registered
                .flatMap(RotationTarget::admin)
                .or(() -> currentlySaid(stored).flatMap(value -> switch (TargetDescription.parse(value)) {
                    case TargetDescription.Invalid _ -> Optional.empty();
                    case TargetDescription.Valid(TargetDescription valid) -> valid.admin();
                }));
    }

    /**
     * Whose access keys a rotation of the secret makes and deletes: the user that is registered, or else the one whose
     * working key it holds. Empty where there is none, or the value does not open: {@link #register} says what is wrong.
     */
    Optional<User> user(StoredSecret stored, Transaction tx) {
        Secret secret = stored.secret();
        Optional<RotationTarget> registered =
                new RotationJournal(tx).target(secret.arn()).filter(RotationTarget::isUser);
        if (registered.isPresent()) {
            return new Users(tx).withId(secret.account(), registered.get().username());
        }
        try {
            return currentlySaid(stored).flatMap(value -> switch (AccessKeySecret.parse(value)) {
                case AccessKeySecret.Invalid _ -> Optional.empty();
                case AccessKeySecret.Valid(AccessKeySecret valid) ->
                    ProvenKey.of(valid, secret.account(), seal, tx).map(ProvenKey::user);
            });
        } catch (SealBrokenException _) {
            return Optional.empty();
        }
    }

    private Optional<SecretBytes> currentlySaid(StoredSecret stored) {
        try {
            return stored.staged(SecretVersion.CURRENT)
                    .flatMap(current -> current.value()
                            .map(ciphertext -> versions.open(stored.secret(), current.id(), ciphertext)));
        } catch (SealBrokenException _) {
            return Optional.empty();
        }
    }

    private void registerDatabase(RotationFunction function, RotationJournal journal, StoredSecret stored) {
        Secret secret = stored.secret();
        TargetDescription described = described(stored);
        requireEngine(function, described);
        requireAdministrator(function, described, secret);
        RotationTarget target = described.registeredFor(secret.account(), secret.arn(), function.method());
        Optional<RotationTarget> registered = journal.target(secret.arn());
        if (registered.isEmpty() && !target.username().equals(described.username())) {
            throw AwsFailure.of(
                    CommonError.VALIDATION,
                    "You can't rotate this secret: its login is named as the second of two alternating users; configure"
                            + " rotation while it holds the first");
        }
        if (registered.isPresent() && !target.extendsRegistration(registered.get())) {
            requireUnchanged(described, registered.get());
            requireSameMethod(function, registered.get());
            return;
        }
        Optional<Arn> owner = journal.register(target);
        if (owner.isPresent()) {
            // Whose it is stays untold: the caller may not be allowed to see that secret.
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "The database login of this secret is already registered for rotation by another secret.");
        }
    }

    /** Only who holds a working key of the user already gets the next one. */
    private void registerUser(RotationJournal journal, StoredSecret stored, Transaction tx) {
        Secret secret = stored.secret();
        AccessKeySecret described = switch (AccessKeySecret.parse(currentValue(stored))) {
            case AccessKeySecret.Invalid(String message) ->
                throw AwsFailure.of(CommonError.VALIDATION, "You can't rotate this secret: " + message);
            case AccessKeySecret.Valid(AccessKeySecret valid) -> valid;
        };
        // One answer for all that can be wrong: the caller may not be allowed to know which users and keys there are.
        User user = ProvenKey.of(described, secret.account(), seal, tx)
                .filter(proven -> proven.isNamedBy(described, tx))
                .map(ProvenKey::user)
                .orElseThrow(() -> AwsFailure.of(
                        "InvalidRequestException",
                        "You can't rotate this secret: it does not hold an active access key of the user it names."));
        RotationTarget target = RotationTarget.ofUser(user, secret.arn());
        Optional<RotationTarget> registered = journal.target(secret.arn());
        if (registered.isPresent()) {
            if (!registered.get().equals(target)) {
                throw AwsFailure.of(
                        "InvalidRequestException",
                        "The secret holds an access key of another user than the one that was registered for"
                                + " rotation.");
            }
            return;
        }
        if (journal.register(target).isPresent()) {
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "The user of this secret is already registered for rotation by another secret.");
        }
    }

    private TargetDescription described(StoredSecret stored) {
        return switch (TargetDescription.parse(currentValue(stored))) {
            case TargetDescription.Invalid(String message) ->
                throw AwsFailure.of(CommonError.VALIDATION, "You can't rotate this secret: " + message);
            case TargetDescription.Valid(TargetDescription description) -> description;
        };
    }

    private SecretBytes currentValue(StoredSecret stored) {
        SecretVersion current = stored.staged(SecretVersion.CURRENT)
                .orElseThrow(() -> AwsFailure.of(
                        "InvalidRequestException", "You can't rotate a secret that has no current value."));
        return current.value()
                .map(ciphertext -> versions.open(stored.secret(), current.id(), ciphertext))
                .orElseThrow(() -> AwsFailure.of(
                        "InvalidRequestException", "You can't rotate a secret that has no current value."));
    }

    private static void requireEngine(RotationFunction function, TargetDescription described) {
        if (function.engine() != described.engine()) {
            throw AwsFailure.of(
                    CommonError.VALIDATION,
                    "You can't rotate this secret: the rotation function " + function.templateName()
                            + " is for the engine `" + function.engine().jsonName() + "`, and the secret is of `"
                            + described.engine().jsonName() + "`");
        }
    }

    /** Alternating users cannot do without; of Redis no user may change its own password. */
    private static void requireAdministrator(RotationFunction function, TargetDescription described, Secret secret) {
        boolean needed = function.method() == Method.ALTERNATING_USERS || function.engine() == Engine.REDIS;
        if (needed && described.admin().isEmpty()) {
            throw AwsFailure.of(
                    CommonError.VALIDATION,
                    "You can't rotate this secret: the secret's field `masterarn` is required by the rotation function "
                            + function.templateName());
        }
        described.admin().ifPresent(admin -> {
            if (!admin.account().equals(secret.account()) || admin.equals(secret.arn())) {
                throw AwsFailure.of(
                        CommonError.VALIDATION,
                        "You can't rotate this secret: the secret's field `masterarn` must be the ARN of another secret of"
                                + " this account");
            }
        });
    }

    private static void requireSameMethod(RotationFunction function, RotationTarget registered) {
        if (function.method() != registered.method()) {
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "The secret is registered for another way of rotation than that of " + function.templateName()
                            + ".");
        }
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
}
