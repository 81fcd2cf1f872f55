package dev.keyturn.databases.rotation;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import dev.keyturn.databases.target.Dialect;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.databases.target.LoginSession;
import dev.keyturn.databases.target.SessionTag;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.rules.password.PasswordRule;
import dev.keyturn.rules.password.ScramVerifier;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/** The login changes its own password. */
final class SingleUser implements Strategy {
    private static final int SALT_BYTES = 16;
    private static final int SCRAM_ITERATIONS = 4096; // PostgreSQL's own default

    private final Dialect dialect;
    private final RandomGenerator random;
    private final Faults faults;

    SingleUser(Dialect dialect, RandomGenerator random, Faults faults) {
        this.dialect = dialect;
        this.random = random;
        this.faults = faults;
    }

    /** The current value with another password. */
    @Override
    public Optional<byte[]> propose(RotatedVersions versions) {
        DatabaseSecret current = versions.current()
                .map(DatabaseSecret::new)
                .orElseThrow(() -> RotationFailureException.refused("the secret has no current value"));
        current.differenceFrom(versions.target()).ifPresent(difference -> {
            throw RotationFailureException.drift(difference);
        });
        if (current.password().isEmpty()) {
            throw RotationFailureException.drift("the secret's field `password` is required");
        }
        versions.propose(current.withPassword(PasswordRule.URL_SAFE.generate(random)));
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return Optional.of(salt);
    }

    @Override
    public Attempt attempt(RotatedVersions versions) {
        Candidates candidates = candidates(versions);
        return new Attempt() {
            @Override
            public boolean set(LeaseGuard lease) throws TargetException {
                return SingleUser.this.set(candidates, lease);
            }

            @Override
            public void test(LeaseGuard lease) throws TargetException {
                SingleUser.this.test(candidates, lease);
            }
        };
    }

    /** Every password that the login may have. */
    private static Candidates candidates(RotatedVersions versions) {
        SecretBytes pending = versions.pending()
                .map(DatabaseSecret::new)
                .flatMap(DatabaseSecret::password)
                .orElseThrow(() -> RotationFailureException.refused("the pending version is gone"));
        RotationTarget target = versions.target();
        byte[] salt = versions.task().scramSalt().orElseThrow(() -> new IllegalStateException("no salt was journaled"));
        Optional<DatabaseSecret> current = versions.current().map(DatabaseSecret::new);
        Optional<String> drift = current.flatMap(value -> value.differenceFrom(target));
        return new Candidates(
                target,
                SessionTag.of(versions.task().token()),
                pending,
                ScramVerifier.of(pending.revealUtf8(Reason.DATABASE_LOGIN), salt, SCRAM_ITERATIONS),
                drift.isPresent() ? Optional.empty() : current.flatMap(DatabaseSecret::password),
                drift,
                versions.previous()
                        .map(DatabaseSecret::new)
                        .filter(value -> value.differenceFrom(target).isEmpty())
                        .flatMap(DatabaseSecret::password));
    }

    private boolean set(Candidates candidates, LeaseGuard lease) throws TargetException {
        if (pendingLogsIn(candidates, lease)) {
            return false;
        }
        try (LoginSession session = logIn(candidates, lease)) {
            session.endOtherRotationSessions();
            change(session, candidates, lease);
        }
        return true;
    }

    private void test(Candidates candidates, LeaseGuard lease) throws TargetException {
        lease.outlastOneSession();
        faults.at(FaultPoint.TEST_BEFORE_LOGIN);
        try (LoginSession session = dialect.open(candidates.target(), candidates.pending(), candidates.tag())) {
            session.query();
        }
        faults.at(FaultPoint.TEST_AFTER_LOGIN);
    }

    /** An earlier run may have set it: then there is nothing to send. */
    private boolean pendingLogsIn(Candidates candidates, LeaseGuard lease) throws TargetException {
        lease.outlastOneSession();
        faults.at(FaultPoint.SET_BEFORE_PROBE);
        boolean accepted = accepted(() -> dialect.open(candidates.target(), candidates.pending(), candidates.tag())
                .close());
        faults.at(FaultPoint.SET_AFTER_PROBE);
        return accepted;
    }

    /** With current, or with previous where a failover has brought that back. */
    private LoginSession logIn(Candidates candidates, LeaseGuard lease) throws TargetException {
        if (candidates.drift().isPresent()) {
            throw RotationFailureException.drift(candidates.drift().get());
        }
        for (SecretBytes password : Stream.of(candidates.current(), candidates.previous())
                .flatMap(Optional::stream)
                .toList()) {
            lease.outlastOneSession();
            faults.at(FaultPoint.SET_BEFORE_LOGIN);
            try {
                LoginSession session = dialect.open(candidates.target(), password, candidates.tag());
                faults.at(FaultPoint.SET_AFTER_LOGIN);
                return session;
            } catch (TargetException e) {
                if (e.outcome() != LoginOutcome.REFUSED_PASSWORD) {
                    throw e; // it says nothing about the password, so the next one is not tried
                }
            }
        }
        throw RotationFailureException.allRefused();
    }

    /** Sends the verifier once. What an answer that did not come would have said, only a login can tell. */
    private void change(LoginSession session, Candidates candidates, LeaseGuard lease) throws TargetException {
        lease.outlastOneSession();
        faults.at(FaultPoint.SET_BEFORE_SEND);
        try {
            session.setVerifier(candidates.verifier());
        } catch (TargetException e) {
            if (e.outcome() != LoginOutcome.UNKNOWN || !pendingLogsIn(candidates, lease)) {
                throw e;
            }
        }
        faults.at(FaultPoint.SET_AFTER_ANSWER);
    }

    private interface Login {
        void attempt() throws TargetException;
    }

    private static boolean accepted(Login login) throws TargetException {
        try {
            login.attempt();
            return true;
        } catch (TargetException e) {
            if (e.outcome() == LoginOutcome.REFUSED_PASSWORD) {
                return false;
            }
            throw e;
        }
    }
}
