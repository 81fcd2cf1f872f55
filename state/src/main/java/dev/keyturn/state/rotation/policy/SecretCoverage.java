package dev.keyturn.state.rotation.policy;

import java.util.Arrays;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.rotation.RotationFunction;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.RotationWindow;
import dev.keyturn.state.rotation.TargetDescription;
import dev.keyturn.state.rotation.policy.Covers.Cover;
import dev.keyturn.state.rotation.policy.Policies.Applied;
import dev.keyturn.state.rotation.policy.Policy.Environments;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Gives a secret the settings of its policy, as RotateSecret would with RotateImmediately false, and registers its login;
 * inside one transaction.
 *
 * <p>RotateSecret asks whether the caller may use the administrator's secret. Here nobody calls, and whoever can tag a
 * secret can bring it under a policy: so only administrators that the policy names are used, and a user's access keys
 * only once somebody who may has registered them.
 */
public final class SecretCoverage {
    private final Transaction tx;
    private final Seal seal;
    private final OthersFunctions others;

    public SecretCoverage(Transaction tx, Seal seal, OthersFunctions others) {
        this.tx = tx;
        this.seal = seal;
        this.others = others;
    }

    /** @return how it is under the policy now; with the problem if it could not be given the settings */
    public Cover cover(Applied applied, Governable secret) {
        try {
            tx.nested(() -> {
                settle(applied.policy(), secret);
                return secret;
            });
            return put(applied, secret, Optional.empty());
        } catch (ProblemException e) {
            return put(applied, secret, Optional.of(e.problem));
        }
    }

    /** Two policies want it, or something else keeps it from its settings. */
    public Cover refused(Applied applied, Governable secret, String problem) {
        return put(applied, secret, Optional.of(problem));
    }

    /** It stays as it is, and that is known. */
    public Cover note(Applied applied, Governable secret, Optional<String> drift) {
        Optional<String> problem = strayed(applied.policy(), secret);
        return put(applied, secret, problem, problem.isPresent() ? Optional.empty() : drift);
    }

    private Cover put(Applied applied, Governable secret, Optional<String> problem) {
        return put(applied, secret, problem, Optional.empty());
    }

    private Cover put(Applied applied, Governable secret, Optional<String> problem, Optional<String> drift) {
        String environment = secret.environment(applied.policy().environmentTag());
        Cover cover = new Cover(
                secret.arn(),
                applied.name(),
                problem.isPresent() ? Optional.empty() : Optional.of(applied.version()),
                environment,
                place(applied.policy(), environment),
                secret.group(environment),
                problem,
                drift);
        new Covers(tx).put(cover);
        return cover;
    }

    private static Optional<Integer> place(Policy policy, String environment) {
        return policy.environments()
                .map(Environments::order)
                .map(order -> order.indexOf(environment))
                .filter(place -> place >= 0);
    }

    /** What is in no known environment would pass every gate. */
    private static Optional<String> strayed(Policy policy, Governable secret) {
        String environment = secret.environment(policy.environmentTag());
        return policy.environments().isPresent() && place(policy, environment).isEmpty()
                ? Optional.of("its environment `" + environment + "` is not in the policy's order")
                : Optional.empty();
    }

    private void settle(Policy policy, Governable secret) {
        strayed(policy, secret).ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        StoredSecret stored = new Secrets(tx)
                .find(secret.account(), secret.arn().toString())
                .orElseThrow(() -> new ProblemException("it has just been destroyed"));
        String function = function(policy, stored);
        boolean underWay = new RotationJournal(tx).task(secret.arn()).isPresent();
        boolean same = stored.secret()
                .rotation()
                .filter(before -> Drift.functionName(before.functionArn()).equals(function))
                .isPresent();
        if (underWay && !same) {
            throw new ProblemException("a rotation by another function is under way");
        }
        configure(policy, stored.secret(), function, same);
    }

    private void configure(Policy policy, Secret secret, String function, boolean same) {
        Optional<RotationSettings> before = secret.rotation();
        String functionArn = same
                ? before.orElseThrow().functionArn()
                : Arn.of("lambda", secret.arn().region(), secret.account(), "function:" + function)
                        .toString();
        RotationSettings wanted = new RotationSettings(
                true,
                functionArn,
                Optional.of(policy.schedule()),
                before.flatMap(RotationSettings::automaticallyAfterDays).filter(_ -> isAsBefore(policy, before)),
                policy.window(),
                before.flatMap(RotationSettings::lastRotated),
                before.flatMap(RotationSettings::nextRotation));
        if (before.equals(Optional.of(wanted)) && wanted.nextRotation().isPresent()) {
            return; // and its next date stays where it is
        }
        RotationSettings dated = new RotationSettings(
                wanted.enabled(),
                wanted.functionArn(),
                wanted.schedule(),
                wanted.automaticallyAfterDays(),
                wanted.window(),
                wanted.lastRotated(),
                RotationWindow.nextStart(wanted, tx.now()));
        new Secrets(tx).update(secret.rotatedBy(dated, tx.now()));
    }

    private static boolean isAsBefore(Policy policy, Optional<RotationSettings> before) {
        return before.flatMap(RotationSettings::schedule).equals(Optional.of(policy.schedule()));
    }

    /** Its name; of a built-in one the login is registered. */
    private String function(Policy policy, StoredSecret stored) {
        return switch (policy.way()) {
            case Policy.Way.ByFunction(String name) -> {
                Optional<RotationFunction> builtIn = RotationFunction.named(name);
                builtIn.ifPresent(function -> register(policy, function, stored));
                if (builtIn.isEmpty() && !others.names().contains(name)) {
                    throw new ProblemException("the rotation function `" + name + "` is not configured");
                }
                yield name;
            }
            case Policy.Way.ByMethod(Method method) -> {
                RotationFunction function = of(method, engine(method, stored));
                register(policy, function, stored);
                yield function.templateName();
            }
        };
    }

    private static RotationFunction of(Method method, Engine engine) {
        return Arrays.stream(RotationFunction.values())
                .filter(function -> function.method() == method && function.engine() == engine)
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        "there is no rotation `" + Policy.word(method) + "` for " + engine.jsonName()));
    }

    private Engine engine(Method method, StoredSecret stored) {
        return method == Method.ACCESS_KEYS ? Engine.IAM : described(stored).engine();
    }

    private void register(Policy policy, RotationFunction function, StoredSecret stored) {
        RotationJournal journal = new RotationJournal(tx);
        Optional<RotationTarget> registered = journal.target(stored.secret().arn());
        if (function.method() == Method.ACCESS_KEYS) {
            if (registered.filter(RotationTarget::isUser).isEmpty()) {
                throw new ProblemException(
                        "its user is not registered: RotateSecret has to be called once, by who may");
            }
            return;
        }
        TargetDescription described = described(stored);
        if (described.engine() != function.engine()) {
            throw new ProblemException(
                    "it is of the engine `" + described.engine().jsonName() + "`, and " + function.templateName()
                            + " is for `" + function.engine().jsonName() + "`");
        }
        RotationTarget target = described.registeredFor(
                stored.secret().account(), stored.secret().arn(), function.method());
        if (registered.isPresent() && !target.extendsRegistration(registered.get())) {
            requireSame(described, function, registered.get());
            return;
        }
        if (!target.username().equals(described.username())) {
            throw new ProblemException("its login is named as the second of two alternating users");
        }
        requireAdministrator(policy, function, target);
        journal.otherOwner(target).ifPresent(_ -> {
            throw new ProblemException("another secret rotates its login already");
        });
        if (journal.register(target).isPresent()) {
            throw new ProblemException("another secret rotates its login already");
        }
    }

    private static void requireSame(TargetDescription described, RotationFunction function, RotationTarget registered) {
        if (!described.describes(registered)) {
            throw new ProblemException("it describes another login than the registered one, in "
                    + String.join(
                            ", ",
                            described.differencesFrom(registered).stream()
                                    .sorted()
                                    .toList()));
        }
        if (function.method() != registered.method()) {
            throw new ProblemException(
                    "its login is registered for `" + Policy.word(registered.method()) + "`, which is fixed");
        }
    }

    private void requireAdministrator(Policy policy, RotationFunction function, RotationTarget target) {
        boolean needed = function.method() == Method.ALTERNATING_USERS || function.engine() == Engine.REDIS;
        if (target.admin().isEmpty()) {
            if (needed) {
                throw new ProblemException("its field `masterarn` is required by " + function.templateName());
            }
            return;
        }
        Arn admin = target.admin().get();
        boolean allowed = admin.account().equals(target.account())
                && !admin.equals(target.secret())
                && new Secrets(tx)
                        .find(target.account(), admin.toString())
                        .map(stored -> stored.secret().name())
                        .filter(name -> policy.administrators().stream().anyMatch(pattern -> pattern.matches(name)))
                        .isPresent();
        if (!allowed) {
            throw new ProblemException(
                    "the secret in its field `masterarn` is not among the policy's `administrators`");
        }
    }

    private TargetDescription described(StoredSecret stored) {
        SecretVersion current = stored.staged(SecretVersion.CURRENT)
                .filter(version -> version.value().isPresent())
                .orElseThrow(() -> new ProblemException("it has no current value"));
        Secret secret = stored.secret();
        SecretBytes value;
        try {
            value = seal.open(
                    current.value().orElseThrow(),
                    new Binding(secret.account(), secret.arn().toString(), current.id()));
        } catch (SealBrokenException _) {
            throw new ProblemException("its value does not open");
        }
        return switch (TargetDescription.parse(value)) {
            case TargetDescription.Valid(TargetDescription description) -> description;
            case TargetDescription.Invalid(String message) -> throw new ProblemException(message);
        };
    }

    /** Leaves {@link #settle} and undoes what it did; never leaves this class. */
    private static final class ProblemException extends RuntimeException {
        private final String problem;

        ProblemException(String problem) {
            super(null, null, false, false);
            this.problem = problem;
        }
    }
}
