package dev.keyturn.databases.rotation;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.Authority.KeyHolder;
import dev.keyturn.state.identity.LastUses;
import dev.keyturn.state.identity.NewAccessKey;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.rotation.AccessKeySecret;
import dev.keyturn.state.rotation.ProvenKey;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.Trail;

/**
 * An IAM user has two access keys in turn: the new one works before clients are told of it, and the one that they had
 * works on until the next rotation, which deletes it to make room.
 *
 * <p>IAM is our own store, so a key is made or deleted by one transaction that holds the lease: there is no answer that
 * could be lost, and nothing to probe.
 */
final class AccessKeyPair implements Strategy {
    /** As long as AWS's clients keep a secret before they read it again. */
    private static final Duration IDLE = Duration.ofHours(1);

    private final Seal seal;
    private final Authority authority;
    private final Trail trail;
    private final RotationRecords records;
    private final RandomGenerator random;
    private final Faults faults;

    AccessKeyPair(
            Seal seal,
            Authority authority,
            Trail trail,
            RotationRecords records,
            RandomGenerator random,
            Faults faults) {
        this.seal = seal;
        this.authority = authority;
        this.trail = trail;
        this.records = records;
        this.random = random;
        this.faults = faults;
    }

    /** The current value with another key, which IAM does not know yet. */
    @Override
    public Optional<byte[]> propose(RotatedVersions versions) {
        SecretBytes value = versions.current()
                .orElseThrow(() -> RotationFailureException.refused("the secret has no current value"));
        User user = registeredUser(versions);
        AccessKey current = provenKey(value, user, versions.tx());
        retired(versions, user, current); // fails where there is no room for another
        requireOwnPending(versions, user);
        NewAccessKey made = NewAccessKey.make(
                user.account(), Optional.of(user.name()), versions.tx().now(), seal, random);
        versions.propose(AccessKeySecret.with(made, value));
        return Optional.empty();
    }

    /**
     * A pending version of this token that has a value is taken up again, after a rotation was cancelled half-way. Who
     * may write the secret could have put it there: then its key is none that we made, and would be known to them.
     */
    private void requireOwnPending(RotatedVersions versions, User user) {
        if (versions.pending().isEmpty()) {
            return;
        }
        try {
            provenKey(versions.pending().get(), user, versions.tx());
        } catch (RotationFailureException e) {
            throw RotationFailureException.refused(
                    "the pending version holds a key that the user does not have: take its label away first");
        }
    }

    @Override
    public Attempt attempt(RotatedVersions versions) {
        RotationTask task = versions.task();
        AccessKeySecret pending = pending(versions);
        String userId = versions.target().username();
        return new Attempt() {
            @Override
            public boolean set(LeaseGuard lease, boolean made) {
                faults.at(FaultPoint.SET_BEFORE_SEND);
                lease.write(tx -> {
                    insert(pending, new RotatedVersions(tx, seal, task));
                    faults.at(FaultPoint.SET_IN_SEND);
                    return pending;
                });
                faults.at(FaultPoint.SET_AFTER_ANSWER);
                return false; // the current key works on
            }

            @Override
            public void test(LeaseGuard lease) throws TargetException {
                lease.outlastOneSession();
                faults.at(FaultPoint.TEST_BEFORE_LOGIN);
                identify(pending, userId);
                faults.at(FaultPoint.TEST_AFTER_LOGIN);
            }
        };
    }

    /** The key before the current one makes room for the pending one. */
    private void insert(AccessKeySecret pending, RotatedVersions versions) {
        AccessKeys keys = new AccessKeys(versions.tx());
        if (keys.find(pending.accessKeyId()).isPresent()) {
            return; // an earlier run made it
        }
        User user = registeredUser(versions);
        SecretBytes value = versions.current()
                .orElseThrow(() -> RotationFailureException.refused("the secret has no current value"));
        AccessKey current = provenKey(value, user, versions.tx());
        retired(versions, user, current).forEach(key -> {
            keys.delete(key);
            record("DeleteAccessKey", key, versions);
        });
        AccessKey made = new AccessKey(
                user.account(),
                pending.accessKeyId(),
                Optional.of(user.name()),
                true,
                versions.tx().now(),
                seal.seal(pending.secretAccessKey(), AccessKey.binding(user.account(), pending.accessKeyId())));
        keys.insert(made);
        record("CreateAccessKey", made, versions);
    }

    private void record(String event, AccessKey key, RotatedVersions versions) {
        RotationTask task = versions.task();
        Transaction tx = versions.tx();
        trail.append(tx, records.key(event, key, task.secret(), task.token(), tx.now()));
    }

    /** What GetCallerIdentity would find out: asks as every request is asked, for whose the key is. */
    private void identify(AccessKeySecret pending, String userId) throws TargetException {
        KeyHolder holder = authority
                .holder(pending.accessKeyId())
                .orElseThrow(
                        () -> new TargetException(LoginOutcome.REFUSED_PASSWORD, "the new access key does not exist"));
        if (!holder.active()) {
            throw RotationFailureException.refused("the new access key was made inactive before it was handed out");
        }
        boolean theirs = holder.principal() instanceof Principal.IamUser(User user)
                && user.id().equals(userId);
        if (!theirs || !verifies(holder, pending)) {
            throw RotationFailureException.refused("the new access key's id belongs to somebody else");
        }
    }

    private boolean verifies(KeyHolder holder, AccessKeySecret pending) {
        try {
            return seal.open(
                            holder.secret(),
                            AccessKey.binding(holder.principal().account(), holder.accessKeyId()))
                    .equals(pending.secretAccessKey());
        } catch (SealBrokenException e) {
            throw RotationFailureException.broken(e);
        }
    }

    /**
     * What the user has beside the current key, and what a rotation may delete.
     *
     * @throws RotationFailureException if it is a key that this secret did not hand out, or that is still in use
     */
    private List<AccessKey> retired(RotatedVersions versions, User user, AccessKey current) {
        HandedOutKeys handedOut = new HandedOutKeys(versions.stored(), seal);
        List<AccessKey> others = new AccessKeys(versions.tx())
                .of(user.account(), Optional.of(user.name())).stream()
                        .filter(key -> !key.id().equals(current.id()))
                        .toList();
        others.stream().filter(key -> !handedOut.contains(key)).findFirst().ifPresent(foreign -> {
            throw RotationFailureException.refused("the user has another access key, `" + foreign.id()
                    + "`, that this secret did not hand out, and two are the most");
        });
        others.forEach(key -> requireUnused(key, current, versions.tx()));
        return others;
    }

    /** Whoever has not read the secret again must not be locked out; an inactive key locks nobody out any more. */
    private static void requireUnused(AccessKey key, AccessKey current, Transaction tx) {
        Optional<Instant> used = new LastUses(tx)
                .ofKey(key.id())
                .map(LastUses.OfKey::at)
                .filter(_ -> key.active())
                .filter(at ->
                        at.isAfter(current.created()) && at.isAfter(tx.now().minus(IDLE)));
        if (used.isPresent()) {
            throw RotationFailureException.inUse("the access key before the current one, `" + key.id()
                    + "`, was used at " + used.get().truncatedTo(ChronoUnit.SECONDS)
                    + ": who uses it must read the secret again, or it must be made inactive");
        }
    }

    /** By its id: a user of the same name that was made since is somebody else. */
    private static User registeredUser(RotatedVersions versions) {
        return new Users(versions.tx())
                .withId(versions.task().account(), versions.target().username())
                .orElseThrow(() -> RotationFailureException.refused("the user of this secret is gone"));
    }

    private AccessKey provenKey(SecretBytes value, User user, Transaction tx) {
        AccessKeySecret secret = switch (AccessKeySecret.parse(value)) {
            case AccessKeySecret.Invalid(String message) -> throw RotationFailureException.drift(message);
            case AccessKeySecret.Valid(AccessKeySecret valid) -> valid;
        };
        try {
            return ProvenKey.of(secret, user.account(), seal, tx)
                    .filter(proven -> proven.user().id().equals(user.id()))
                    .map(ProvenKey::key)
                    .orElseThrow(() -> RotationFailureException.drift(
                            "the secret's access key is not an active one of the user that it was registered for"));
        } catch (SealBrokenException e) {
            throw RotationFailureException.broken(e);
        }
    }

    private static AccessKeySecret pending(RotatedVersions versions) {
        return versions.pending()
                .flatMap(AccessKeyPair::parsed)
                .orElseThrow(() -> RotationFailureException.refused("the pending version is gone"));
    }

    private static Optional<AccessKeySecret> parsed(SecretBytes value) {
        return switch (AccessKeySecret.parse(value)) {
            case AccessKeySecret.Invalid _ -> Optional.empty();
            case AccessKeySecret.Valid(AccessKeySecret valid) -> Optional.of(valid);
        };
    }
}
