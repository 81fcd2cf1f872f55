package dev.keyturn.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority of one use, and a server certificate for {@code localhost} and 127.0.0.1 that it signed: PEM
 * files, as PostgreSQL, libpq and the AWS clients want them. Made with the JDK's own keytool.
 *
 * @param authority the authority's certificate, for a client to trust
 * @param certificate the server's certificate
 * @param key the server's private key, PKCS#8, readable by its owner only
 */
public record Certificates(Path authority, Path certificate, Path key) {

    private static final String VALID_DAYS = "3650";
    // Guards nothing: the store lies in the test's own directory and is deleted before anyone else sees the key.
    private static final String STORE_PASSWORD = "changeit";

    /**
     * A new authority and a new certificate, written into {@code directory}.
     *
     * @throws TestbedException if keytool fails
     */
    public static Certificates issue(Path directory) {
        Certificates certificates = in(directory);
        Path store = directory.resolve("store.p12");
        try {
            keytool(store, "ca", "CN=Keyturn testbed " + UUID.randomUUID(), List.of("-ext", "bc:c"));
            keytool(
                    store,
                    "server",
                    "CN=localhost",
                    List.of("-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1", "-ext", "eku=serverAuth"));
            certificates.export(store);
            return certificates;
        } catch (IOException | GeneralSecurityException e) {
            throw new TestbedException("cannot make certificates in `%s`".formatted(directory), e);
        }
    }

    /** For a server that a test plays. */
    public SSLContext serverContext() {
        try (InputStream pem = Files.newInputStream(certificate)) {
            String der = Files.readString(key).replaceAll("-----[A-Z ]+-----|\\s", "");
            Key serverKey = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(der)));
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("server", serverKey, STORE_PASSWORD.toCharArray(), new Certificate[] {
                CertificateFactory.getInstance("X.509").generateCertificate(pem)
            });
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, STORE_PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new TestbedException("cannot use the certificate `%s`".formatted(certificate), e);
        }
    }

    /** Those that {@link #issue} wrote into {@code directory} before. */
    static Certificates in(Path directory) {
        return new Certificates(
                directory.resolve("ca.crt"), directory.resolve("server.crt"), directory.resolve("server.key"));
    }

    private static void keytool(Path store, String alias, String name, List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1", // half the run is JIT compilation otherwise
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-dname",
                name,
                "-validity",
                VALID_DAYS,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD));
        command.addAll(more);
        Command.run(command, "");
    }

    private void export(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(store)) {
            keys.load(stored, STORE_PASSWORD.toCharArray());
        }
        Files.delete(store);
        Files.writeString(
                authority, pem("CERTIFICATE", keys.getCertificate("ca").getEncoded()));
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        Files.deleteIfExists(key);
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Key serverKey = keys.getKey("server", STORE_PASSWORD.toCharArray());
        if (serverKey == null) {
            throw new GeneralSecurityException("keytool left no key for the server");
        }
        Files.writeString(key, pem("PRIVATE KEY", serverKey.getEncoded()));
    }

    /** RFC 7468. */
    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
    }
}
