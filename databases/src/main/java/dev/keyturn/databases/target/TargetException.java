package dev.keyturn.databases.target;

/**
 * A database did not do what it was asked. The message is made of our own words, an SQLSTATE and, for logins, what the
 * server or the driver said: printable, of bounded length. It has no cause, since a driver's exception may quote a
 * statement.
 */
public final class TargetException extends Exception {
    private static final int DETAIL_CHARACTERS = 200;

    private final LoginOutcome outcome;

    public TargetException(LoginOutcome outcome, String problem) {
        super(problem);
        this.outcome = outcome;
    }

    public TargetException(LoginOutcome outcome, String problem, String detail) {
        this(outcome, problem + ": " + printable(detail));
    }

    /** Never {@link LoginOutcome#ACCEPTED}. */
    public LoginOutcome outcome() {
        return outcome;
    }

    /** A server chooses these words: no line of our log may be of its making. */
    static String printable(String text) {
        String shown = text.length() > DETAIL_CHARACTERS ? text.substring(0, DETAIL_CHARACTERS) + "…" : text;
        return shown.replaceAll("\\p{C}", " ");
    }
}
