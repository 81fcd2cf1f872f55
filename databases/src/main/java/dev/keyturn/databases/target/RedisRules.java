package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * A user as {@code ACL LIST} describes it: {@code user NAME on #HASH ~keys &channels +commands (selector)}. Words are
 * separated by spaces, which no name, pattern or command holds; only a selector does, from {@code (} to {@code )}.
 *
 * @param words what follows the name, bytes as characters
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/">Redis ACL</a>
 */
record RedisRules(List<String> words) {

    RedisRules {
        words = List.copyOf(words);
    }

    /** @return empty if {@code line} is not about the user called {@code name} */
    static Optional<RedisRules> of(String line, byte[] name) {
        String beginning = "user " + new String(name, StandardCharsets.ISO_8859_1) + " ";
        return line.startsWith(beginning) ? Optional.of(parse(line.substring(beginning.length()))) : Optional.empty();
    }

    private static RedisRules parse(String rest) {
        List<String> words = new ArrayList<>();
        StringBuilder selector = new StringBuilder();
        for (String word : rest.split(" ")) {
            if (!selector.isEmpty()) {
                selector.append(' ').append(word);
            } else if (word.startsWith("(")) {
                selector.append(word);
            } else if (!word.isEmpty()) {
                words.add(word);
            }
            if (!selector.isEmpty() && word.endsWith(")")) {
                words.add(selector.toString());
                selector.setLength(0);
            }
        }
        return new RedisRules(words);
    }

    /** What it may do and nothing else: not its passwords, nor whether it may log in. */
    List<String> permissions() {
        return words.stream()
                .filter(word -> !isPassword(word) && !isState(word))
                .toList();
    }

    /** SHA-256 in hex digits, the latest last. */
    List<String> passwords() {
        return words.stream()
                .filter(RedisRules::isPassword)
                .map(word -> word.substring(1))
                .toList();
    }

    boolean anyPasswordWillDo() {
        return words.contains("nopass");
    }

    boolean mayLogIn() {
        return words.contains("on");
    }

    private static boolean isPassword(String word) {
        return word.startsWith("#");
    }

    private static boolean isState(String word) {
        return word.equals("on") || word.equals("off") || word.equals("nopass");
    }

    /** As the server stores a password: its SHA-256, unsalted. */
    static String hash(SecretBytes password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(password.reveal(Reason.DATABASE_LOGIN));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /**
     * What tells a twin that we made from a user that somebody else has under its name. Redis has no comments on
     * users; this stands among the hashes of its passwords, and is not the SHA-256 of anything that anybody knows.
     */
    static String mark(String model) {
        String text = "made by keyturn, twin of " + model;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-512", e);
        }
    }

    /**
     * A user's name as bytes.
     *
     * @throws IllegalArgumentException for what Redis has no users for (white space, NUL), would make but not load
     *     again (the empty name), or what is not Unicode
     */
    static byte[] name(String name) {
        boolean space = name.chars().anyMatch(c -> c == ' ' || (c >= '\t' && c <= '\r') || c == 0);
        if (name.isEmpty() || space || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException(
                    "a user's name in Redis has no white space and no NUL, and is not empty");
        }
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Whether redis.conf can hold the name: {@code CONFIG REWRITE} writes it as it is, and quotes or backslashes in a
     * line make a file that the server does not start with.
     */
    static boolean fitsConfigFile(String name) {
        return name.chars().allMatch(c -> c > ' ' && c != '"' && c != '\'' && c != '\\' && c != 0x7f);
    }
}
