package dev.keyturn.databases.target;

/**
 * One thing that a dry run has looked at.
 *
 * @param subject {@code administrator}, {@code TLS}, {@code replication} …: the same for the same question
 * @param text a sentence without a final period, fit to be shown; never a secret
 */
public record Finding(Level level, String subject, String text) {
    /** Whether a rotation would work. */
    public enum Level {
        GOOD,
        /** It would, but somebody should know. */
        WARNING,
        /** It would not. */
        PROBLEM
    }

    public static Finding good(String subject, String text) {
        return new Finding(Level.GOOD, subject, text);
    }

    public static Finding warning(String subject, String text) {
        return new Finding(Level.WARNING, subject, text);
    }

    public static Finding problem(String subject, String text) {
        return new Finding(Level.PROBLEM, subject, text);
    }
}
