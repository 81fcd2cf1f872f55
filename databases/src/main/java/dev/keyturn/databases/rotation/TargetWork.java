package dev.keyturn.databases.rotation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.keyturn.databases.target.Dialect;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.databases.target.LoginSession;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.seal.SecretBytes;

/** What one attempt does in the database: logins and changes, each only while the lease outlasts it. */
final class TargetWork {
    private final Dialect dialect;
    private final Candidates candidates;
    private final Optional<Instant> lastRotated;
    private final LeaseGuard lease;
    private final Faults faults;
    private Optional<KnownLogin> loggedIn = Optional.empty();

    TargetWork(Dialect dialect, Candidates candidates, Optional<Instant> lastRotated, LeaseGuard lease, Faults faults) {
        this.dialect = dialect;
        this.candidates = candidates;
        this.lastRotated = lastRotated;
        this.lease = lease;
        this.faults = faults;
    }

    /** A change in the database. */
    interface Change {
        void make() throws TargetException;
    }

    Optional<Instant> lastRotated() {
        return lastRotated;
    }

    /** The current version's password, if it was what the owner logged in with. */
    Optional<SecretBytes> currentThatLogsIn() {
        return loggedIn.filter(login -> candidates.current().equals(Optional.of(login)))
                .map(KnownLogin::password);
    }

    Instant now() {
        return lease.now();
    }

    /** An earlier run may have set it: then there is nothing to send. */
    boolean pendingLogsIn() throws TargetException {
        lease.outlastOneSession();
        faults.at(FaultPoint.SET_BEFORE_PROBE);
        boolean accepted = accepted();
        faults.at(FaultPoint.SET_AFTER_PROBE);
        return accepted;
    }

    /**
     * A session of who may change the pending login. The secret must hold a login that works even where an
     * administrator changes it: otherwise whoever may write a secret could have any login's password changed.
     */
    LoginSession changer() throws TargetException {
        LoginSession owner = owner();
        if (candidates.administrators().isEmpty()) {
            return owner;
        }
        owner.close();
        return administrator();
    }

    /** Sends it once. What an answer that did not come would have said, only a login can tell. */
    void send(Change change) throws TargetException {
        lease.outlastOneSession();
        faults.at(FaultPoint.SET_BEFORE_SEND);
        try {
            change.make();
        } catch (TargetException e) {
            if (e.outcome() != LoginOutcome.UNKNOWN || !pendingLogsIn()) {
                throw e;
            }
        }
        faults.at(FaultPoint.SET_AFTER_ANSWER);
    }

    /** With current, or with previous where a failover has brought that back. */
    private LoginSession owner() throws TargetException {
        if (candidates.drift().isPresent()) {
            throw RotationFailureException.drift(candidates.drift().get());
        }
        return firstThatLogsIn(candidates.working(), true).orElseThrow(RotationFailureException::allRefused);
    }

    private LoginSession administrator() throws TargetException {
        return firstThatLogsIn(candidates.administrators(), false)
                .orElseThrow(() -> RotationFailureException.admin("the database refuses the administrator's password"));
    }

    private Optional<LoginSession> firstThatLogsIn(List<KnownLogin> logins, boolean owner) throws TargetException {
        for (KnownLogin login : logins) {
            lease.outlastOneSession();
            faults.at(FaultPoint.SET_BEFORE_LOGIN);
            try {
                LoginSession session = dialect.open(login.target(), login.password(), candidates.tag());
                faults.at(FaultPoint.SET_AFTER_LOGIN);
                if (owner) {
                    loggedIn = Optional.of(login);
                }
                return Optional.of(session);
            } catch (TargetException e) {
                if (!isRefusal(e)) {
                    throw e; // it says nothing about the password, so the next one is not tried
                }
            }
        }
        return Optional.empty();
    }

    private boolean accepted() throws TargetException {
        try {
            dialect.open(candidates.pending().target(), candidates.pending().password(), candidates.tag())
                    .close();
            return true;
        } catch (TargetException e) {
            if (isRefusal(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Of two alternating users one may be disabled, whose password may be right all the same. */
    private boolean isRefusal(TargetException e) {
        return e.outcome() == LoginOutcome.REFUSED_PASSWORD
                || e.outcome() == LoginOutcome.NO_PERMISSION
                        && candidates.target().method() == Method.ALTERNATING_USERS;
    }
}
