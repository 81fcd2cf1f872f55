package dev.keyturn.state.seal;

/**
 * What a ciphertext belongs to. It is authenticated with the ciphertext, so that a row copied to another account,
 * resource or version does not open.
 *
 * @param resource an ARN, or an access key's id
 * @param version a version id; {@code -} for what has no versions
 */
public record Binding(String account, String resource, String version) {}
