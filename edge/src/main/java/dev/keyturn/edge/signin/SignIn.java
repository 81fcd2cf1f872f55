package dev.keyturn.edge.signin;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.gate.Gate;
import dev.keyturn.edge.gate.Origin;
import dev.keyturn.edge.gate.RecordRate;
import dev.keyturn.edge.operation.sts.SessionMaker;
import dev.keyturn.edge.signin.SignInAnswer.Why;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Session;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.signin.HashingBusyException;
import dev.keyturn.state.signin.LoginProfile;
import dev.keyturn.state.signin.LoginProfiles;
import dev.keyturn.state.signin.MfaCodes;
import dev.keyturn.state.signin.PasswordPolicies;
import dev.keyturn.state.signin.PasswordPolicy;
import dev.keyturn.state.signin.Passwords;
import dev.keyturn.state.signin.SecurityKey;
import dev.keyturn.state.signin.SecurityKeys;
import dev.keyturn.state.signin.SignInFailures;
import dev.keyturn.state.signin.SignInTicket;
import dev.keyturn.state.signin.SignInTicket.Step;
import dev.keyturn.state.signin.SignInTickets;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.Trail;

/**
 * Signing in: password, then a second factor if there is any, then another password if that is due, then temporary
 * credentials. What was proved so far is in a ticket, good once. docs/design/sign-in.md says why so.
 *
 * <p>INVARIANT: an attempt takes the same work and the same answer whether the account, the user or the password is
 * unknown; only the trail knows which. Longer than most files, because the steps are one another's conditions.
 */
public final class SignIn {
    /** As a console session of AWS's. */
    private static final Duration SESSION = Duration.ofHours(12);

    private final Store store;
    private final Trail trail;
    private final Gate gate;
    private final Passwords passwords;
    private final MfaCodes codes;
    private final KeyVerifier keys;
    private final SessionMaker sessions;
    private final RandomGenerator random;
    private final SignInRecords records;
    private final String defaultAccount;

    /**
     * Tickets can be made up, and locked names tried, at no cost: such attempts are recorded up to a rate. Attempts at a
     * password are all recorded, of unknown names too: each costs a hash, of which there are only so many, and known
     * and unknown must take the same work.
     */
    private final RecordRate rate = new RecordRate();

    /**
     * @param random of cryptographic quality: tickets and challenges come from it
     * @param page where people see the page: scheme, host and port, known once the server listens
     * @param defaultAccount whose trail keeps attempts on accounts that are not there
     */
    public SignIn(
            Store store,
            Trail trail,
            Gate gate,
            Passwords passwords,
            MfaCodes codes,
            SessionMaker sessions,
            RandomGenerator random,
            Supplier<URI> page,
            String region,
            String defaultAccount) {
        this.store = store;
        this.trail = trail;
        this.gate = gate;
        this.passwords = passwords;
        this.codes = codes;
        this.keys = new KeyVerifier(page);
        this.sessions = sessions;
        this.random = random;
        this.records = new SignInRecords(region, page);
        this.defaultAccount = defaultAccount;
    }

    String relyingParty() {
        return keys.relyingParty();
    }

    /** @param account an account's id or alias */
    SignInAnswer password(String account, String userName, String password, Origin origin) {
        Found found = store.write(tx -> find(account, userName, tx));
        if (found.locked()) {
            recordStranger(found.account(), found.user(), "Too many failed attempts", origin);
            return SignInAnswer.locked();
        }
        boolean right;
        try {
            right = passwords.verify(password, found.profile());
        } catch (HashingBusyException _) {
            return store.write(tx -> notJudged(found, origin, tx));
        }
        if (!right) {
            return recordFailure(
                    found,
                    found.user().isPresent() ? "Failed authentication" : "No username found in supplied account",
                    SignInAnswer.wrong(),
                    origin);
        }
        Optional<Sealed> stronger = stronger(password, found);
        return store.write(tx -> passwordProved(found, stronger, origin, tx));
    }

    /** A one-time code. A wrong one does not use up the ticket: the count of failures bounds how many there are. */
    SignInAnswer code(String ticketText, String code, Origin origin) {
        if (isUnknown(ticketText, Step.SECOND_FACTOR)) {
            return unknownTicket(origin);
        }
        return store.write(tx -> {
            SignInTickets tickets = new SignInTickets(tx);
            Optional<SignInTicket> ticket = tickets.find(ticketText, Step.SECOND_FACTOR);
            Optional<User> user = ticket.flatMap(found -> user(found, tx));
            if (ticket.isEmpty() || user.isEmpty()) {
                return appendFailure(Optional.empty(), false, "Unknown or expired sign-in", origin, tx);
            }
            if (!codes.proves(tx, ticket.get().account(), ticket.get().userId(), code, tx.now())) {
                return appendFailure(user, true, "Failed authentication", origin, tx);
            }
            tickets.take(ticketText, Step.SECOND_FACTOR);
            return proved(user.get(), Optional.of(tx.now()), origin, tx);
        });
    }

    /** What a security key signed. The ticket, and with it the challenge, is used up whatever comes of it. */
    SignInAnswer key(
            String ticketText,
            String credentialId,
            byte[] authenticatorData,
            byte[] clientData,
            byte[] signature,
            Origin origin) {
        if (isUnknown(ticketText, Step.SECOND_FACTOR)) {
            return unknownTicket(origin);
        }
        Optional<KeyAttempt> attempt = store.write(tx -> keyAttempt(ticketText, credentialId, tx));
        OptionalLong counter = attempt.isEmpty()
                ? OptionalLong.empty()
                : keys.counterOf(
                        attempt.get().key(),
                        authenticatorData,
                        clientData,
                        signature,
                        attempt.get().ticket().challenge());
        return store.write(tx -> {
            Optional<User> user = attempt.flatMap(found -> user(found.ticket(), tx));
            if (counter.isEmpty()
                    || user.isEmpty()
                    || !new SecurityKeys(tx).used(attempt.orElseThrow().key(), counter.getAsLong())) {
                return appendFailure(user, attempt.isPresent(), "Failed authentication", origin, tx);
            }
            new SignInFailures(tx)
                    .forget(
                            user.get().account(),
                            SignInFailures.ofSecondFactor(user.get().id()));
            return proved(user.get(), Optional.of(tx.now()), origin, tx);
        });
    }

    SignInAnswer newPassword(String ticketText, String password, Origin origin) {
        Optional<Choice> choice = store.read(
                tx -> new SignInTickets(tx).find(ticketText, Step.NEW_PASSWORD).flatMap(ticket -> choice(ticket, tx)));
        if (choice.isEmpty()) {
            return unknownTicket(origin);
        }
        User user = choice.get().user();
        Optional<Instant> mfa = choice.get().mfa();
        Optional<String> violation = Passwords.violation(
                password, choice.get().policy(), user, choice.get().names());
        if (violation.isPresent()) {
            return new SignInAnswer.Refused(Why.PASSWORD, violation.get());
        }
        Sealed hash;
        try {
            if (passwords.isAmong(password, user, choice.get().last())) {
                return new SignInAnswer.Refused(Why.PASSWORD, "Password should not be one that was used before");
            }
            hash = passwords.hash(password, user);
        } catch (HashingBusyException _) {
            return SignInAnswer.busy();
        }
        return store.write(tx -> {
            Optional<SignInTicket> ticket = new SignInTickets(tx).take(ticketText, Step.NEW_PASSWORD);
            Optional<LoginProfile> profile = new LoginProfiles(tx).of(user);
            if (ticket.isEmpty()
                    || !LoginProfile.isSamePassword(profile, choice.get().profile())) {
                return appendFailure(Optional.of(user), mfa.isPresent(), "Unknown or expired sign-in", origin, tx);
            }
            new LoginProfiles(tx).change(user, profile.orElseThrow(), hash, false);
            trail.append(tx, records.changedPassword(user, origin));
            return signedIn(user, mfa, tx);
        });
    }

    /** Registers a security key for who has signed in and is allowed to enable MFA devices for itself. */
    SignInAnswer register(String ticketText, String name, byte[] attestationObject, byte[] clientData, Origin origin) {
        if (isUnknown(ticketText, Step.SIGNED_IN)) {
            return unknownTicket(origin);
        }
        return store.write(tx -> {
            Optional<SignInTicket> ticket = new SignInTickets(tx).take(ticketText, Step.SIGNED_IN);
            Optional<User> user = ticket.flatMap(found -> user(found, tx));
            if (user.isEmpty()) {
                boolean mfa = ticket.flatMap(SignInTicket::mfa).isPresent();
                return appendFailure(Optional.empty(), mfa, "Unknown or expired sign-in", origin, tx);
            }
            return register(ticket.orElseThrow(), user.get(), name, attestationObject, clientData, origin, tx);
        });
    }

    private SignInAnswer register(
            SignInTicket ticket,
            User user,
            String name,
            byte[] attestationObject,
            byte[] clientData,
            Origin origin,
            Transaction tx) {
        String serialNumber = user.account() + ":u2f/user/" + user.name() + "/" + name;
        Optional<AwsFailure> denial = denial(user, ticket, origin);
        // Who has another factor and has not proved it must not get a further one by the password alone.
        boolean unproved = ticket.mfa().isEmpty() && hasFactor(user, tx);
        if (denial.isPresent() || unproved) {
            trail.append(tx, records.registersKey(user, serialNumber, Optional.of("AccessDenied"), origin));
            return new SignInAnswer.Refused(
                    Why.DENIED, denial.map(AwsFailure::getMessage).orElse("A second factor has to be proved first."));
        }
        Optional<SecurityKey> key = keys.registered(attestationObject, clientData, ticket.challenge())
                .map(made -> new SecurityKey(
                        user.account(),
                        made.credentialId(),
                        user.id(),
                        name,
                        made.publicKey(),
                        made.counter(),
                        tx.now(),
                        Optional.empty()));
        if (key.isEmpty() || !new SecurityKeys(tx).insert(key.get())) {
            trail.append(tx, records.registersKey(user, serialNumber, Optional.of("Failed registration"), origin));
            return SignInAnswer.wrong();
        }
        trail.append(tx, records.registersKey(user, serialNumber, Optional.empty(), origin));
        return new SignInAnswer.KeyRegistered(key.get().serialNumber(user.name()));
    }

    /** Decided as for the credentials that this sign-in gave, so that conditions on the session bind here too. */
    private Optional<AwsFailure> denial(User user, SignInTicket ticket, Origin origin) {
        Principal.IamUser principal = new Principal.IamUser(user);
        Session session = sessions.ofSignIn(principal, SESSION, ticket.mfa(), ticket.issued())
                .session();
        try {
            gate.authorise(
                    "",
                    user,
                    Demand.on("iam:EnableMFADevice", user.arn().toString()).namedInDenial("user " + user.name()),
                    new Caller(principal, Optional.of(session), Optional.empty(), origin));
            return Optional.empty();
        } catch (AwsFailure denied) {
            return Optional.of(denied);
        }
    }

    private Found find(String accountText, String userName, Transaction tx) {
        Accounts accounts = new Accounts(tx);
        String asked = SignInFailures.plain(accountText);
        Optional<String> account =
                accounts.find(asked).or(() -> accounts.withAlias(asked)).map(Accounts.Account::id);
        Optional<User> user = account.flatMap(id -> new Users(tx).find(id, userName.strip()));
        String counted = account.orElse(defaultAccount);
        String subject = account.isPresent()
                ? SignInFailures.ofPassword(userName)
                : SignInFailures.ofPasswordNowhere(asked, userName);
        boolean locked = new SignInFailures(tx).attempt(counted, subject).isPresent();
        return new Found(counted, subject, tx.now(), user, user.flatMap(new LoginProfiles(tx)::of), locked);
    }

    /** Nothing was learnt by it, so it does not count: or load alone would lock people out. */
    private SignInAnswer notJudged(Found found, Origin origin, Transaction tx) {
        new SignInFailures(tx).takeBack(found.account(), found.subject(), found.attempted());
        trail.append(tx, records.failed(found.account(), found.user(), false, "Too many attempts at once", origin));
        return SignInAnswer.busy();
    }

    /** The same password, hashed with as much work as is the standard now; when others wait, some other time. */
    private Optional<Sealed> stronger(String password, Found found) {
        try {
            return found.profile().filter(passwords::isOutdated).map(_ -> passwords.hash(password, found.known()));
        } catch (HashingBusyException _) {
            return Optional.empty();
        }
    }

    private SignInAnswer passwordProved(Found found, Optional<Sealed> stronger, Origin origin, Transaction tx) {
        User user = found.known();
        if (!LoginProfile.isSamePassword(new LoginProfiles(tx).of(user), found.profile())) {
            // Changed while it was hashed.
            return appendFailure(found.user(), false, "Failed authentication", origin, tx);
        }
        new SignInFailures(tx).forget(found.account(), found.subject());
        stronger.ifPresent(hash -> new LoginProfiles(tx).rehash(found.profile().orElseThrow(), hash));
        if (!hasFactor(user, tx)) {
            return proved(user, Optional.empty(), origin, tx);
        }
        trail.append(tx, records.checksMfa(user, origin));
        return new SignInAnswer.SecondFactor(
                ticket(user, Step.SECOND_FACTOR, Optional.empty(), tx),
                !new MfaDevices(tx).of(user.account(), user.id()).isEmpty(),
                new SecurityKeys(tx)
                        .of(user.account(), user.id()).stream()
                                .map(SecurityKey::credentialId)
                                .toList());
    }

    /** All factors were proved: what is left is whether the password has expired, and the record. */
    private SignInAnswer proved(User user, Optional<Instant> mfa, Origin origin, Transaction tx) {
        PasswordPolicy policy = new PasswordPolicies(tx).of(user.account());
        Optional<LoginProfile> profile = new LoginProfiles(tx).of(user);
        if (profile.isEmpty()) {
            return appendFailure(Optional.of(user), mfa.isPresent(), "Failed authentication", origin, tx);
        }
        boolean expired = policy.isExpired(profile.get().changed(), tx.now());
        if (expired && policy.hardExpiry()) {
            trail.append(
                    tx, records.failed(user.account(), Optional.of(user), mfa.isPresent(), "Password expired", origin));
            return new SignInAnswer.Refused(Why.DENIED, "Your password has expired. Please ask your administrator.");
        }
        trail.append(tx, records.signedIn(user, mfa.isPresent(), origin));
        return expired || profile.get().resetRequired()
                ? new SignInAnswer.NewPassword(ticket(user, Step.NEW_PASSWORD, mfa, tx))
                : signedIn(user, mfa, tx);
    }

    private SignInAnswer signedIn(User user, Optional<Instant> mfa, Transaction tx) {
        new LoginProfiles(tx).used(user);
        SessionMaker.Made made = sessions.ofSignIn(new Principal.IamUser(user), SESSION, mfa, tx.now());
        return new SignInAnswer.SignedIn(
                ticket(user, Step.SIGNED_IN, mfa, tx), made.credentials(), user.id(), user.name());
    }

    private Optional<KeyAttempt> keyAttempt(String ticketText, String credentialId, Transaction tx) {
        Optional<SignInTicket> ticket = new SignInTickets(tx).take(ticketText, Step.SECOND_FACTOR);
        if (ticket.isEmpty()) {
            return Optional.empty();
        }
        String account = ticket.get().account();
        String userId = ticket.get().userId();
        if (new SignInFailures(tx)
                .attempt(account, SignInFailures.ofSecondFactor(userId))
                .isPresent()) {
            return Optional.empty();
        }
        return new SecurityKeys(tx)
                .of(account, userId).stream()
                        .filter(key -> key.credentialId().equals(credentialId))
                        .findFirst()
                        .map(key -> new KeyAttempt(ticket.get(), key));
    }

    private Optional<Choice> choice(SignInTicket ticket, Transaction tx) {
        return user(ticket, tx)
                .flatMap(user -> new LoginProfiles(tx).of(user).map(profile -> {
                    PasswordPolicy policy = new PasswordPolicies(tx).of(ticket.account());
                    List<String> names = new Accounts(tx)
                            .find(ticket.account())
                            .orElseThrow()
                            .names();
                    int last = policy.reusePrevention().orElse(1);
                    return new Choice(
                            user,
                            ticket.mfa(),
                            Optional.of(profile),
                            policy,
                            names,
                            new LoginProfiles(tx).last(profile, last));
                }));
    }

    private static boolean hasFactor(User user, Transaction tx) {
        return !new MfaDevices(tx).of(user.account(), user.id()).isEmpty()
                || !new SecurityKeys(tx).of(user.account(), user.id()).isEmpty();
    }

    private SignInTickets.Issued ticket(User user, Step step, Optional<Instant> mfa, Transaction tx) {
        return new SignInTickets(tx).issue(user.account(), user.id(), step, mfa, random);
    }

    private static Optional<User> user(SignInTicket ticket, Transaction tx) {
        return new Users(tx).withId(ticket.account(), ticket.userId());
    }

    /** An attempt at the password that was judged, outside of any transaction. */
    private SignInAnswer recordFailure(Found found, String why, SignInAnswer answer, Origin origin) {
        trail.record(records.failed(found.account(), found.user(), false, why, origin));
        return answer;
    }

    private boolean isUnknown(String ticketText, Step step) {
        return store.read(tx -> new SignInTickets(tx).find(ticketText, step)).isEmpty();
    }

    private SignInAnswer unknownTicket(Origin origin) {
        recordStranger(defaultAccount, Optional.empty(), "Unknown or expired sign-in", origin);
        return SignInAnswer.wrong();
    }

    private void recordStranger(String account, Optional<User> user, String why, Origin origin) {
        rate.admit(origin.arrival())
                .ifPresent(standsFor -> trail.record(records.strangerFailed(account, user, why, standsFor, origin)));
    }

    /** @param mfa whether a second factor was shown, right or wrong */
    private SignInAnswer appendFailure(Optional<User> user, boolean mfa, String why, Origin origin, Transaction tx) {
        String account = user.map(User::account).orElse(defaultAccount);
        trail.append(tx, records.failed(account, user, mfa, why, origin));
        return SignInAnswer.wrong();
    }

    /**
     * Whom a name meant.
     *
     * @param subject under which failures are counted
     * @param attempted when this attempt was counted, unless locked
     */
    private record Found(
            String account,
            String subject,
            Instant attempted,
            Optional<User> user,
            Optional<LoginProfile> profile,
            boolean locked) {
        User known() {
            return user.orElseThrow();
        }
    }

    private record KeyAttempt(SignInTicket ticket, SecurityKey key) {}

    /**
     * Who is to choose another password, and what of.
     *
     * @param mfa when a second factor was proved
     */
    private record Choice(
            User user,
            Optional<Instant> mfa,
            Optional<LoginProfile> profile,
            PasswordPolicy policy,
            List<String> names,
            List<Sealed> last) {}
}
