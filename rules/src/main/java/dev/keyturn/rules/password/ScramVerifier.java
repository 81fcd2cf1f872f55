package dev.keyturn.rules.password;

/**
 * PostgreSQL's stored form of a SCRAM-SHA-256 password:
 * {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}. Sent instead of the password, so that statement logs
 * and {@code pg_stat_activity} never hold one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802#section-3">RFC 5802, section 3</a>
 */
public record ScramVerifier(String text) {

    /** @param salt 16 bytes */
    public static ScramVerifier of(String password, byte[] salt, int iterations) {
        throw new UnsupportedOperationException("skeleton");
    }
}
