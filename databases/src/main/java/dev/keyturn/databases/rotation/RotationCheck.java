package dev.keyturn.databases.rotation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.keyturn.databases.target.Dialect;
import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.Finding;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.databases.target.LoginSession;
import dev.keyturn.databases.target.SessionTag;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.RotationFunction;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.rotation.RotationWindow;
import dev.keyturn.state.rotation.TargetDescription;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * A dry run: what speaks for and against a rotation of a secret. It logs in and looks; it changes nothing, neither in
 * the database nor here.
 */
public final class RotationCheck {
    private static final String TOKEN = "check";

    private final Store store;
    private final Seal seal;
    private final Dialects dialects;

    public RotationCheck(Store store, Seal seal, Dialects dialects) {
        this.store = store;
        this.seal = seal;
        this.dialects = dialects;
    }

    /**
     * @param secretId name or ARN
     * @return empty if the account has no such secret
     */
    public Optional<List<Finding>> of(String account, String secretId) {
        return store.<Optional<Checked>>read(
                        tx -> new Secrets(tx).find(account, secretId).map(stored -> checked(stored, tx)))
                .map(this::findings);
    }

    /**
     * What was read of our own, before any database is asked.
     *
     * @param target empty if the secret holds no login that could be rotated
     * @param current empty if it is not the registered login's
     */
    private record Checked(
            List<Finding> own,
            Optional<RotationTarget> target,
            Optional<KnownLogin> current,
            List<KnownLogin> administrators) {}

    private Checked checked(StoredSecret stored, Transaction tx) {
        List<Finding> own = new ArrayList<>();
        own.add(schedule(stored.secret().rotation(), tx.now()));
        new RotationJournal(tx).task(stored.secret().arn()).ifPresent(task -> own.add(underWay(task)));
        if (stored.secret().deletedAt().isPresent()) {
            own.add(Finding.problem("secret", "it is scheduled for deletion"));
        }
        Optional<RotationTarget> registered =
                new RotationJournal(tx).target(stored.secret().arn());
        if (registered.filter(RotationTarget::isUser).isPresent()) {
            own.add(Finding.good("registration", "access keys of an IAM user, which no database knows"));
            return new Checked(own, Optional.empty(), Optional.empty(), List.of());
        }
        try {
            Optional<RotationTarget> target = registered.or(() -> described(stored, own));
            if (target.isEmpty()) {
                return new Checked(own, target, Optional.empty(), List.of());
            }
            SecretLogins logins = new SecretLogins(stored, seal, target.get());
            SecretLogins.value(stored, seal, SecretVersion.CURRENT)
                    .flatMap(value -> new DatabaseSecret(value).differenceFrom(target.get()))
                    .ifPresentOrElse(
                            difference -> own.add(Finding.problem("registration", difference)),
                            () -> own.add(Finding.good("registration", place(target.get()))));
            return new Checked(
                    own, target, logins.at(SecretVersion.CURRENT), new AdminSecret(tx, seal).logins(target.get()));
        } catch (RotationFailureException e) {
            own.add(Finding.problem("secret", String.valueOf(e.getMessage())));
            return new Checked(own, Optional.empty(), Optional.empty(), List.of());
        }
    }

    /** As RotateSecret would register it. */
    private Optional<RotationTarget> described(StoredSecret stored, List<Finding> own) {
        Optional<SecretBytes> value = SecretLogins.value(stored, seal, SecretVersion.CURRENT);
        if (value.isEmpty()) {
            own.add(Finding.problem("secret", "it has no current value"));
            return Optional.empty();
        }
        return switch (TargetDescription.parse(value.get())) {
            case TargetDescription.Invalid(String message) -> {
                own.add(Finding.problem("secret", message));
                yield Optional.empty();
            }
            case TargetDescription.Valid(TargetDescription description) ->
                Optional.of(description.registeredFor(
                        stored.secret().account(), stored.secret().arn(), method(stored, description)));
        };
    }

    private static Method method(StoredSecret stored, TargetDescription description) {
        return stored.secret()
                .rotation()
                .map(RotationSettings::functionArn)
                .flatMap(RotationFunction::of)
                .map(RotationFunction::method)
                .orElse(description.admin().isPresent() ? Method.ALTERNATING_USERS : Method.SINGLE_USER);
    }

    private static Finding underWay(RotationTask task) {
        return task.lastFailure()
                .map(failure -> Finding.problem(
                        "rotation",
                        "under way and failing at " + task.step() + " with " + failure + ", tried again at "
                                + task.dueAt()))
                .orElseGet(() -> Finding.good("rotation", "under way, at " + task.step()));
    }

    private static Finding schedule(Optional<RotationSettings> rotation, Instant now) {
        if (rotation.filter(RotationSettings::enabled).isEmpty()) {
            return Finding.warning("schedule", "rotation is not switched on");
        }
        Optional<Instant> next = rotation.get().nextRotation();
        if (next.isEmpty()) {
            return Finding.warning("schedule", "none: it is rotated only when asked");
        }
        boolean open = RotationWindow.open(rotation.get(), next.get(), now);
        return now.isBefore(next.get()) || open
                ? Finding.good("schedule", (open ? "due since " : "next at ") + next.get())
                : Finding.problem("schedule", "overdue: its window of " + next.get() + " has closed");
    }

    private List<Finding> findings(Checked checked) {
        List<Finding> findings = new ArrayList<>(checked.own());
        checked.target()
                .ifPresent(target -> dialects.of(target.engine())
                        .ifPresentOrElse(
                                dialect -> look(checked, target, dialect, findings),
                                () -> findings.add(Finding.problem(
                                        "engine",
                                        "the driver of `" + target.engine().jsonName() + "` is not installed"))));
        return List.copyOf(findings);
    }

    private void look(Checked checked, RotationTarget target, Dialect dialect, List<Finding> findings) {
        SessionTag tag = SessionTag.of(target.secret(), TOKEN);
        if (checked.current().isPresent()) {
            KnownLogin current = checked.current().get();
            LoginOutcome outcome = dialect.probe(current.target(), current.password(), tag);
            findings.add(
                    outcome == LoginOutcome.ACCEPTED
                            ? Finding.good("current", "`" + current.target().username() + "` logs in")
                            : Finding.problem(
                                    "current",
                                    "`" + current.target().username() + "` does not log in: " + outcome.words()));
        }
        List<KnownLogin> changers =
                checked.administrators().isEmpty() ? checked.current().stream().toList() : checked.administrators();
        for (KnownLogin changer : changers) {
            try (LoginSession session = dialect.open(changer.target(), changer.password(), tag)) {
                findings.addAll(session.inspect(
                        target,
                        target.method() == Method.ALTERNATING_USERS ? Optional.of(target.twin()) : Optional.empty()));
                return;
            } catch (TargetException e) {
                if (e.outcome() != LoginOutcome.REFUSED_PASSWORD) {
                    findings.add(Finding.problem("database", String.valueOf(e.getMessage())));
                    return;
                }
            }
        }
        if (!checked.administrators().isEmpty()) {
            findings.add(Finding.problem("administrator", "the database refuses its password"));
        }
    }

    private static String place(RotationTarget target) {
        return "`" + String.join("`, `", target.usernames()) + "` of "
                + target.engine().jsonName() + " at " + target.host() + ":" + target.port();
    }
}
