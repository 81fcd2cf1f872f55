package dev.keyturn.edge.http;

import java.nio.file.Path;

/**
 * A TLS identity on disk.
 *
 * @param certificateChain PEM, leaf first
 * @param privateKey PEM, PKCS#8, not encrypted
 */
public record PemPair(Path certificateChain, Path privateKey) {}
