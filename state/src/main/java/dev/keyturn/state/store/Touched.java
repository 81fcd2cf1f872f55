package dev.keyturn.state.store;

/**
 * Something that a commit changed, so that a cache may drop its copy.
 *
 * @param key a secret's ARN for {@link Kind#SECRET}, {@link Kind#ROTATION} and {@link Kind#REPLICATION}; an entity's or access key's id
 *     for {@link Kind#AUTHORITY}, or nothing for all of the account
 */
public record Touched(String account, Kind kind, String key) {

    public enum Kind {
        /** Users, groups, roles, policies or access keys of the account. */
        AUTHORITY,
        /** A secret or one of its versions. */
        SECRET,
        /** A secret's rotation became due. */
        ROTATION,
        /** A region is to be told of a secret's change. */
        REPLICATION
    }
}
