package dev.keyturn.databases.rotation;

import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.keyturn.databases.target.Dialect;
import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.LoginSession;
import dev.keyturn.databases.target.NewPassword;
import dev.keyturn.databases.target.SessionTag;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.rules.password.PasswordRule;
import dev.keyturn.state.rotation.RotationOverlaps;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.rotation.policy.Policies;
import dev.keyturn.state.rotation.policy.Policy;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.Secret.RotationSettings;

/**
 * What all ways to rotate a database login have in common: the candidate is made once; on any doubt a login
 * with it tells whether it works already, and only where it does not is anything changed. How it is changed is the subclass's.
 */
abstract sealed class DatabaseStrategy implements Strategy permits SingleUser, DualPassword, AlternatingUsers {
    private static final int SALT_BYTES = 16;

    private final Dialects dialects;
    private final Seal seal;
    private final RandomGenerator random;
    private final Faults faults;

    DatabaseStrategy(Dialects dialects, Seal seal, RandomGenerator random, Faults faults) {
        this.dialects = dialects;
        this.seal = seal;
        this.random = random;
        this.faults = faults;
    }

    /** Which login is to get the candidate, where {@code current} is the one that clients have now. */
    abstract String next(RotationTarget target, String current);

    /**
     * Makes the pending login work.
     *
     * @return whether the current one works no more
     */
    abstract boolean change(Candidates candidates, TargetWork work) throws TargetException;

    /** Whether what the attempt before failed of says that nothing was sent: then the candidate need not be tried. */
    boolean isUnsent(RotationTask task) {
        return false;
    }

    /** The current value with another password, and with the login whose turn it is. */
    @Override
    public final Optional<byte[]> propose(RotatedVersions versions) {
        DatabaseSecret current = versions.current()
                .map(DatabaseSecret::new)
                .orElseThrow(() -> RotationFailureException.refused("the secret has no current value"));
        RotationTarget target = versions.target();
        current.differenceFrom(target).ifPresent(difference -> {
            throw RotationFailureException.drift(difference);
        });
        if (current.password().isEmpty()) {
            throw RotationFailureException.drift("the secret's field `password` is required");
        }
        new AdminSecret(versions.tx(), seal).logins(target); // fails now, before anything was begun
        String next = next(target, current.username(target.engine()));
        PasswordRule rule = new Policies(versions.tx())
                .of(target.secret())
                .flatMap(Policy::password)
                .map(asked ->
                        asked.ofLength(Math.min(asked.length(), target.engine().longestPassword())))
                .orElseGet(() -> PasswordRule.URL_SAFE.ofLength(target.engine().passwordLength()));
        versions.propose(current.with(next, rule.generate(random)));
        prepare(versions, next);
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return Optional.of(salt);
    }

    /** What must be durable besides, before anything is sent. */
    void prepare(RotatedVersions versions, String next) {}

    /** @throws RotationFailureException if somebody makes an end of what the rotation before has left working */
    static void takeOverlap(RotatedVersions versions) {
        if (!new RotationOverlaps(versions.tx()).takeOver(versions.target().secret())) {
            throw RotationFailureException.inUse("the overlap of the rotation before is being ended");
        }
    }

    /** What was current works on for a while. */
    static void beginOverlap(RotatedVersions versions) {
        new RotationOverlaps(versions.tx()).begin(versions.target().secret(), Overlaps.EVERY);
    }

    @Override
    public final Attempt attempt(RotatedVersions versions) {
        Candidates candidates = candidates(versions);
        Dialect dialect = dialects.of(candidates.target().engine())
                .orElseThrow(() ->
                        RotationFailureException.noDriver(candidates.target().engine()));
        Optional<RotationSettings> settings = versions.stored().secret().rotation();
        boolean unsent = isUnsent(versions.task());
        return new Attempt() {
            @Override
            public boolean set(LeaseGuard lease, boolean made) throws TargetException {
                var work = new TargetWork(
                        dialect, candidates, settings.flatMap(RotationSettings::lastRotated), lease, faults);
                if (!made && !unsent && work.pendingLogsIn()) {
                    return false;
                }
                return change(candidates, work);
            }

            @Override
            public void test(LeaseGuard lease) throws TargetException {
                lease.outlastOneSession();
                faults.at(FaultPoint.TEST_BEFORE_LOGIN);
                try (LoginSession session = dialect.open(
                        candidates.pending().target(), candidates.pending().password(), candidates.tag())) {
                    session.query();
                }
                faults.at(FaultPoint.TEST_AFTER_LOGIN);
            }
        };
    }

    private Candidates candidates(RotatedVersions versions) {
        RotationTarget target = versions.target();
        KnownLogin pending = versions.pending()
                .flatMap(value -> login(value, target))
                .orElseThrow(() -> RotationFailureException.refused("the pending version is gone"));
        byte[] salt = versions.task().scramSalt().orElseThrow(() -> new IllegalStateException("no salt was journaled"));
        Optional<String> drift = versions.current().flatMap(value -> new DatabaseSecret(value).differenceFrom(target));
        return new Candidates(
                target,
                SessionTag.of(target.secret(), versions.task().token()),
                pending,
                new NewPassword(pending.password(), salt),
                drift.isPresent() ? Optional.empty() : versions.current().flatMap(value -> login(value, target)),
                drift,
                versions.previous()
                        .filter(value ->
                                new DatabaseSecret(value).differenceFrom(target).isEmpty())
                        .flatMap(value -> login(value, target)),
                new AdminSecret(versions.tx(), seal).logins(target));
    }

    private static Optional<KnownLogin> login(SecretBytes value, RotationTarget target) {
        DatabaseSecret secret = new DatabaseSecret(value);
        return secret.password().map(password -> new KnownLogin(target.as(secret.username(target.engine())), password));
    }
}
