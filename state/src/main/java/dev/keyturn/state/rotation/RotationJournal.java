package dev.keyturn.state.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Transaction;

/** Rotation work and registered logins, inside one transaction. */
public final class RotationJournal {
    private final Transaction tx;

    public RotationJournal(Transaction tx) {
        this.tx = tx;
    }

    public Optional<RotationTarget> target(Arn secret) {
        throw new UnsupportedOperationException("skeleton" + tx);
    }

    /**
     * Registers the login; a second registration of the same one for the same secret changes nothing.
     *
     * @return the secret that owns the login already, if it is another one; nothing was changed then
     */
    public Optional<Arn> register(RotationTarget target) {
        throw new UnsupportedOperationException("skeleton");
    }

    public Optional<RotationTask> task(Arn secret) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Records that a rotation is due, to begin at {@link RotationStep#CREATE}. @return false if one is under way */
    public boolean begin(String account, Arn secret, String token, Instant dueAt) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Claims tasks that are due and that nobody holds, the longest due first. */
    public List<RotationTask> claim(String owner, Duration lease, int limit) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Moves on to {@code next}, keeping the lease. @throws LeaseLostException */
    public RotationTask advance(RotationTask task, RotationStep next, Optional<byte[]> scramSalt) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Renews the lease. @throws LeaseLostException */
    public RotationTask renew(RotationTask task, Duration lease) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Notes a failure and gives the lease back. @throws LeaseLostException */
    public void failed(RotationTask task, String failureClass, Instant retryAt) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Checks the lease and takes the task off the journal. @throws LeaseLostException */
    public void end(RotationTask task) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Takes the task off the journal, whoever holds it: the rotation was cancelled or the secret destroyed. */
    public void cancel(Arn secret) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Secrets with rotation enabled whose next rotation date has come and that have no task. */
    public List<Arn> scheduledBefore(Instant now, int limit) {
        throw new UnsupportedOperationException("skeleton");
    }
}
