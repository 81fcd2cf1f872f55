package dev.keyturn.databases.target;

/** How an attempt to log in, or a statement in a session, ended. */
public enum LoginOutcome {
    ACCEPTED("accepted", false),
    /** The database knows the login and refused the password, or pretends to. */
    REFUSED_PASSWORD("refused password", false),
    /** No such login or database, no access from here, or not allowed to do this. */
    NO_PERMISSION("no permission", false),
    /** Somebody else holds what we need. */
    LOCKED("locked", true),
    /** Not there, starting, stopping, full, read-only after a failover, or too slow. Nothing was changed. */
    UNREACHABLE("unreachable", true),
    /** Something answered that must not get the password: address, certificate, or a weaker way to authenticate. */
    UNTRUSTED("untrusted", false),
    /** The login, or what is to be its twin, is not as the way to rotate needs it. Nothing was changed. */
    UNSUITABLE("not suitable", false),
    /** The database's rules for passwords refuse the one that the login was to get. Nothing was changed. */
    UNACCEPTABLE_PASSWORD("unacceptable password", false),
    /** It may or may not have happened. */
    UNKNOWN("unknown", true);

    private final String words;
    private final boolean retryable;

    LoginOutcome(String words, boolean retryable) {
        this.words = words;
        this.retryable = retryable;
    }

    /** Whether it may pass without anybody doing anything. */
    public boolean retryable() {
        return retryable;
    }

    /** As the journal, the trail and the log name it. */
    public String words() {
        return words;
    }
}
