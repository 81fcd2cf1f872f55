package dev.keyturn.databases.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * Logins to Redis 6 and newer, and to Valkey: ACL users. Redis knows no other way than to send the password, so it goes
 * over TLS with verified chain and name, and not at all to a server that takes any password.
 */
public final class RedisDialect implements Dialect {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final TargetSettings settings;

    public RedisDialect(TargetSettings settings) {
        this.settings = settings;
    }

    @Override
    public Engine engine() {
        return Engine.REDIS;
    }

    @Override
    public LoginSession open(RotationTarget target, SecretBytes password, SessionTag tag) throws TargetException {
        byte[] username = username(target);
        List<InetAddress> addresses = settings.addresses().resolve(target.host());
        requireTlsUnlessLoopback(target, addresses);
        RedisConnection connection;
        try {
            connection = connect(target, addresses);
        } catch (IOException e) {
            throw RedisFailure.ofLogin(e);
        }
        try {
            logIn(connection, username, password);
            name(connection, tag);
            return new RedisSession(new RedisUsers(connection), target.username(), tag, settings.answerTimeout());
        } catch (IOException e) {
            connection.close();
            throw RedisFailure.ofLogin(e);
        } catch (TargetException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Duration longestSession() {
        return settings.sessionLifetime();
    }

    private static byte[] username(RotationTarget target) throws TargetException {
        try {
            return RedisRules.name(target.username());
        } catch (IllegalArgumentException e) {
            throw new TargetException(LoginOutcome.UNSUITABLE, String.valueOf(e.getMessage()));
        }
    }

    /** A registration without TLS counts only where its packets cannot leave this machine. */
    private static void requireTlsUnlessLoopback(RotationTarget target, List<InetAddress> addresses)
            throws TargetException {
        if (!target.tls() && !addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
            throw new TargetException(
                    LoginOutcome.UNTRUSTED, "a login without TLS is refused: `" + target.host() + "` is not loopback");
        }
    }

    private RedisConnection connect(RotationTarget target, List<InetAddress> addresses)
            throws IOException, TargetException {
        Socket socket = new PinnedSocketFactory(PinnedSocketFactory.argument(settings.sessionLifetime(), addresses))
                .createSocket();
        try {
            socket.connect(
                    InetSocketAddress.createUnresolved(target.host(), target.port()),
                    milliseconds(settings.connectTimeout()));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(milliseconds(settings.connectTimeout()));
            Socket talking = target.tls() ? overTls(socket, target) : socket;
            talking.setSoTimeout(milliseconds(settings.answerTimeout()));
            return new RedisConnection(talking);
        } catch (IOException | TargetException e) {
            socket.close();
            throw e;
        }
    }

    private SSLSocket overTls(Socket socket, RotationTarget target) throws IOException, TargetException {
        SSLSocket tls = (SSLSocket) TrustedAuthorities.context(settings.authorities())
                .getSocketFactory()
                .createSocket(socket, target.host(), target.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    /**
     * First with a password that nobody has: where that is accepted, the user is {@code nopass}, and no login proves
     * anything.
     */
    private static void logIn(RedisConnection connection, byte[] username, SecretBytes password)
            throws IOException, TargetException {
        RedisCommand login = RedisCommand.of("AUTH").and(username);
        switch (connection.ask(login.and(nobodysPassword()))) {
            case RedisReply.Failure failure when failure.code().equals("WRONGPASS") -> {}
            case RedisReply.Failure failure -> throw RedisFailure.ofLogin(failure);
            case RedisReply.Text _, RedisReply.Number _, RedisReply.Items _, RedisReply.Nothing _ ->
                throw new TargetException(LoginOutcome.UNTRUSTED, "the server accepts any password for this user");
        }
        switch (connection.ask(login.and(password.reveal(Reason.DATABASE_LOGIN)))) {
            case RedisReply.Text(String text) when text.equals("OK") -> {}
            case RedisReply.Failure failure -> throw RedisFailure.ofLogin(failure);
            case RedisReply.Text _, RedisReply.Number _, RedisReply.Items _, RedisReply.Nothing _ ->
                throw new RedisProtocolException("the answer is not one of Redis");
        }
    }

    /** A login without the right to name itself has none to change a password either: nobody needs to find it. */
    private static void name(RedisConnection connection, SessionTag tag) throws IOException, TargetException {
        RedisReply reply = connection.ask(RedisCommand.of("CLIENT", "SETNAME", RedisSession.clientName(tag.text())));
        if (reply instanceof RedisReply.Failure failure && !failure.code().equals("NOPERM")) {
            throw RedisFailure.ofQuery(failure, "naming the session");
        }
    }

    private static byte[] nobodysPassword() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII);
    }

    private static int milliseconds(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
