package dev.keyturn.edge.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import dev.keyturn.testbed.Certificates;

/** An OpenID Connect issuer on a loopback address, with faults that can be switched on. */
public final class OidcIssuer implements AutoCloseable {
    /** What it does instead of what it should. */
    public enum Fault {
        NONE,
        FAILS,
        NOT_FOUND,
        REDIRECTS,
        NOT_JSON,
        TOO_LONG,
        HANGS,
        NAMES_ANOTHER_ISSUER,
        KEYS_OVER_HTTP
    }

    public static final String CLIENT_ID = "sts.amazonaws.com";

    // Made once: RSA keys take a while.
    public static final RSAKey RSA = rsa(2048, "rsa");
    public static final ECKey EC = ec(Curve.P_256, "ec");

    private final HttpsServer server;
    private final Certificates certificates;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile List<JWK> keys = List.of(RSA, EC);
    private volatile Fault fault = Fault.NONE;

    /** @param folder for certificates; the issuer's alone */
    public OidcIssuer(Path folder) {
        certificates = Certificates.issue(folder);
        try {
            server = HttpsServer.create(new InetSocketAddress(0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("starting the issuer", e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "https://localhost:" + port();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Of its certificate authority, PEM. */
    public Path authority() {
        return certificates.authority();
    }

    public String thumbprint() {
        try {
            return IssuerTrust.thumbprint((X509Certificate) certificate(certificates.authority()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public TrustedIssuer trusted() {
        return new TrustedIssuer(url(), Set.of(CLIENT_ID), Set.of());
    }

    public void publish(JWK... published) {
        keys = List.of(published);
    }

    public void fail(Fault how) {
        fault = how;
    }

    /** The paths that it was asked for, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Claims of a token that is right in everything. */
    public JWTClaimsSet.Builder claims(Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .subject("system:serviceaccount:shop:web")
                .audience(CLIENT_ID)
                .issueTime(Date.from(now.minusSeconds(30)))
                .notBeforeTime(Date.from(now.minusSeconds(30)))
                .expirationTime(Date.from(now.plusSeconds(3600)));
    }

    public String token(Instant now) {
        return sign(claims(now).build());
    }

    public static String sign(JWTClaimsSet claims) {
        return sign(header(JWSAlgorithm.ES256, EC.getKeyID()).build(), claims, EC);
    }

    static JWSHeader.Builder header(JWSAlgorithm algorithm, String keyId) {
        return new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(keyId);
    }

    static String sign(JWSHeader header, JWTClaimsSet claims, JWK key) {
        try {
            JWSSigner signer = key instanceof RSAKey rsa
                    ? new RSASSASigner(rsa, Set.of(AllowWeakRSAKey.getInstance()))
                    : new ECDSASigner(key.toECKey());
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("signing a token", e);
        }
    }

    static RSAKey rsa(int bits, String id) {
        try {
            return new RSAKeyGenerator(bits, true).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ec(Curve curve, String id) {
        try {
            return new ECKeyGenerator(curve).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        boolean discovery = path.endsWith("/.well-known/openid-configuration");
        String issuer = fault == Fault.NAMES_ANOTHER_ISSUER ? "https://other.example" : url();
        String scheme = fault == Fault.KEYS_OVER_HTTP ? "http" : "https";
        String body = discovery
                ? "{\"issuer\":\"%s\",\"jwks_uri\":\"%s://localhost:%d/keys\"}".formatted(issuer, scheme, port())
                : new JWKSet(keys).toString(true);
        switch (fault) {
            case NONE, NAMES_ANOTHER_ISSUER, KEYS_OVER_HTTP -> answer(exchange, 200, body);
            case FAILS -> answer(exchange, 500, body);
            case NOT_FOUND -> answer(exchange, 404, body);
            case NOT_JSON -> answer(exchange, 200, "<html>");
            case TOO_LONG -> answer(exchange, 200, body + " ".repeat(1 << 20));
            case REDIRECTS -> {
                exchange.getResponseHeaders().add("Location", url() + "/elsewhere/.well-known/openid-configuration");
                answer(exchange, 302, body);
            }
            case HANGS -> awaitEnd();
        }
        exchange.close();
    }

    private void awaitEnd() {
        try {
            closed.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Sends the authority's certificate along, as issuers do and as a thumbprint needs. */
    private SSLContext tls() throws IOException, GeneralSecurityException {
        String pem = Files.readString(certificates.key());
        byte[] der = Base64.getMimeDecoder()
                .decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, new char[0], new Certificate[] {
            certificate(certificates.certificate()), certificate(certificates.authority())
        });
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), null, null);
        return context;
    }

    private static Certificate certificate(Path pem) throws IOException, GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(pem)));
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
