package dev.keyturn.server;

import dev.keyturn.state.seal.SecretBytes;

/** The root user's first access key, which is told once. */
public record RootKey(String accessKeyId, SecretBytes secretAccessKey) {}
