package dev.keyturn.edge.federation;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom to believe to be an issuer: who shows a certificate of an authority of the platform, of one in the configured
 * file (Kubernetes API servers have authorities of their own), or of one whose thumbprint the provider lists.
 *
 * <p>INVARIANT: a thumbprint only adds a trust anchor. The chain to it, its dates and the host's name are then checked
 * as for any other, by the JDK.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html">
 *     Obtain the thumbprint for an OpenID Connect identity provider</a>
 */
final class IssuerTrust {
    private final X509ExtendedTrustManager authorities;

    /** @param authorities PEM certificates to trust besides the platform's */
    IssuerTrust(Optional<Path> authorities) {
        try {
            Stream<? extends Certificate> platform = Arrays.stream(manager(null).getAcceptedIssuers());
            Stream<? extends Certificate> own =
                    authorities.isEmpty() ? Stream.of() : certificates(authorities.get()).stream();
            this.authorities = manager(keyStore(Stream.concat(platform, own).toList()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "cannot read the authorities of identity providers"
                            + authorities.map(file -> " in `" + file + "`").orElse(""),
                    e);
        }
    }

    /** @param thumbprints SHA-1 in lower case hex digits */
    SSLContext context(Set<String> thumbprints) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anchored(authorities, thumbprints)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    static String thumbprint(X509Certificate certificate) throws CertificateException {
        try {
            // SHA-1 because that is what providers are registered with; it names one certificate, it signs nothing.
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem);
        }
    }

    private static KeyStore keyStore(List<? extends Certificate> anchors) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < anchors.size(); i++) {
            store.setCertificateEntry("anchor" + i, anchors.get(i));
        }
        return store;
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("PKIX has no trust manager for X.509"));
    }

    /** Trusts the authorities, then what has a listed thumbprint. */
    private static final class Anchored extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager authorities;
        private final Set<String> thumbprints;

        Anchored(X509ExtendedTrustManager authorities, Set<String> thumbprints) {
            this.authorities = authorities;
            this.thumbprints = thumbprints;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain, manager -> manager.checkServerTrusted(chain, authType, engine));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain, manager -> manager.checkServerTrusted(chain, authType, socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("nothing is trusted without the name of the host");
        }

        private void check(X509Certificate[] chain, Check check) throws CertificateException {
            try {
                check.by(authorities);
            } catch (CertificateException unknown) {
                check.by(anchoredIn(chain).orElseThrow(() -> unknown));
            }
        }

        private Optional<X509ExtendedTrustManager> anchoredIn(X509Certificate[] chain) throws CertificateException {
            for (X509Certificate certificate : chain) {
                if (thumbprints.contains(thumbprint(certificate))) {
                    try {
                        return Optional.of(manager(keyStore(List.of(certificate))));
                    } catch (IOException | GeneralSecurityException e) {
                        throw new CertificateException(e);
                    }
                }
            }
            return Optional.empty();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("no client is served");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("no client is served");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("no client is served");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.getAcceptedIssuers();
        }
    }

    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }
}
