package dev.keyturn.state.store;

/**
 * Something that a commit changed, so that a cache may drop its copy.
 *
 * @param key a secret's ARN for {@link Kind#SECRET} and {@link Kind#ROTATION}; empty for {@link Kind#AUTHORITY}
 */
public record Touched(String account, Kind kind, String key) {

    public enum Kind {
        /** Users, access keys or policies of the account. */
        AUTHORITY,
        /** A secret or one of its versions. */
        SECRET,
        /** A secret's rotation became due. */
        ROTATION
    }
}
