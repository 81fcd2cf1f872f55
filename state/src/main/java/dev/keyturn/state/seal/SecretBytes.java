package dev.keyturn.state.seal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Bytes that must not be seen: a password, a secret's value, a secret access key. Prints as {@code [redacted]},
 * compares in constant time, and gives its bytes only to a caller that names its reason, so that every place that
 * reads a secret can be searched for and is on the list of one test.
 */
public final class SecretBytes {

    /** Why the plaintext is needed. One constant for each legitimate kind of reader. */
    public enum Reason {
        /** To verify a caller's signature. */
        VERIFY_SIGNATURE,
        /** To check a password or a one-time code that a person gave. */
        VERIFY_PERSON,
        /** To hand it to the caller that was just authorised to have it. */
        ANSWER_CALLER,
        /** To log in to a customer's database, or to compute what the database stores of a password. */
        DATABASE_LOGIN,
        /** To read or edit the fields of a secret's JSON while rotating it. */
        ROTATE,
        /** To send it, over TLS, to the server of a region that keeps a replica. */
        REPLICATE,
        /** To encrypt it, or to compare the content of two requests. */
        SEAL
    }

    private final byte[] bytes;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    public static SecretBytes of(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    public static SecretBytes ofUtf8(String text) {
        return new SecretBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of the bytes. */
    public byte[] reveal(Reason reason) {
        assert reason != null;
        return bytes.clone();
    }

    /** The bytes as UTF-8 text. */
    public String revealUtf8(Reason reason) {
        assert reason != null;
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBytes that && MessageDigest.isEqual(bytes, that.bytes);
    }

    /** Constant on purpose: a hash would leak a little of the content into any map's layout. */
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
