package dev.keyturn.databases.target;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a driver found by itself: the network failed, also while TLS was being agreed on, or somebody answered who does no
 * TLS, or whose certificate or name is not accepted.
 */
final class NetworkFailure {
    private NetworkFailure() {}

    /** Empty if no cause tells. */
    static Optional<LoginOutcome> causeOf(SQLException e) {
        boolean tls = false;
        for (@Nullable Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return Optional.of(LoginOutcome.UNTRUSTED);
            }
            if (cause instanceof EOFException
                    || cause instanceof SocketException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof UnknownHostException) {
                return Optional.of(LoginOutcome.UNREACHABLE);
            }
            tls |= cause instanceof SSLException;
        }
        return tls ? Optional.of(LoginOutcome.UNTRUSTED) : Optional.empty();
    }
}
