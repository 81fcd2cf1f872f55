package dev.keyturn.databases.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom to believe to be a database, for the drivers that cannot read PEM by themselves: who shows a certificate of the
 * configured authorities, or, without a file, of the Java runtime's.
 */
final class TrustedAuthorities {
    private TrustedAuthorities() {}

    /** @throws TargetException if the file cannot be read or holds no certificates */
    static SSLContext context(Optional<Path> authorities) throws TargetException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities.isPresent() ? keyStore(authorities.get()) : (@Nullable KeyStore) null);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new TargetException(LoginOutcome.UNTRUSTED, "the certificate authorities cannot be used");
        }
    }

    /** The certificates of a PEM file in a key store of memory. */
    static KeyStore keyStore(Path authorities) throws TargetException {
        try (InputStream pem = Files.newInputStream(authorities)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException("there are none");
            }
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new TargetException(
                    LoginOutcome.UNTRUSTED, "no certificate authorities can be read from `" + authorities + "`");
        }
    }
}
