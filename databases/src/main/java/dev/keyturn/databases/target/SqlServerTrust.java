package dev.keyturn.databases.target;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom the driver of SQL Server believes: who shows a certificate of the configured authorities <em>for the registered
 * name</em>. The driver leaves the name unchecked where it is given a trust manager, and reads no PEM where it is not.
 *
 * <p>The driver makes it by its class name, from one text argument; that is why it is public.
 */
public final class SqlServerTrust extends X509ExtendedTrustManager {
    private final String host;
    private final X509ExtendedTrustManager authorities;

    /** What the constructor takes: the host, a space, and the file with the authorities, or nothing for the runtime's. */
    static String argument(String host, Optional<Path> authorities) {
        return host + " " + authorities.map(Path::toString).orElse("");
    }

    public SqlServerTrust(String argument) throws TargetException, GeneralSecurityException {
        int space = argument.indexOf(' ');
        String file = argument.substring(space + 1);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(file.isEmpty() ? (@Nullable KeyStore) null : TrustedAuthorities.keyStore(Path.of(file)));
        this.host = argument.substring(0, space);
        this.authorities = (X509ExtendedTrustManager) trust.getTrustManagers()[0];
    }

    /** The runtime's own check of names, which goes by the name that the socket was made for. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (!(socket instanceof SSLSocket tls)
                || !host.equalsIgnoreCase(tls.getHandshakeSession().getPeerHost())) {
            throw new CertificateException("the driver was sent to another host than the registered one");
        }
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        authorities.checkServerTrusted(chain, authType, tls);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw nameless();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw nameless();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw nameless();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw nameless();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw nameless();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }

    private static CertificateException nameless() {
        return new CertificateException("no name is known that the certificate should be for");
    }
}
