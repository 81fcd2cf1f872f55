package dev.keyturn.databases.rotation;

import java.util.Optional;
import java.util.stream.Stream;

import dev.keyturn.databases.target.Dialect;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.databases.target.LoginSession;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.seal.SecretBytes;

/** The login changes its own password. */
final class SingleUser implements Strategy {
    private final Dialect dialect;
    private final Faults faults;

    SingleUser(Dialect dialect, Faults faults) {
        this.dialect = dialect;
        this.faults = faults;
    }

    @Override
    public boolean set(Candidates candidates, LeaseGuard lease) throws TargetException {
        if (pendingLogsIn(candidates, lease)) {
            return false;
        }
        try (LoginSession session = logIn(candidates, lease)) {
            session.endOtherRotationSessions();
            change(session, candidates, lease);
        }
        return true;
    }

    @Override
    public void test(Candidates candidates, LeaseGuard lease) throws TargetException {
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
