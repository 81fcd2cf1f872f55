package dev.keyturn.server;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be set, from a file ({@code keyturn.listen = 127.0.0.1:7071}) or a flag of the same name
 * ({@code --listen 127.0.0.1:7071}); a flag wins. A name that is not here stops the start.
 */
@ConfigMapping(prefix = "keyturn")
public interface Settings {

    /** The data directory: the store (unless it is PostgreSQL) and the seal key (unless it is elsewhere). */
    Path data();

    /** {@code HOST:PORT}; port 0 takes a free one. */
    @WithDefault("127.0.0.1:7071")
    HostAndPort listen();

    /**
     * Twelve digits. By default made at random on the first start; later it must be one of the store's or left out,
     * which means the oldest. All accounts are served; this one is told at the start, and keeps the records of calls
     * by strangers.
     */
    Optional<String> account();

    @WithDefault("us-east-1")
    String region();

    /** Where the first start writes the bootstrap root key, in the AWS shared-credentials format, mode 0600. */
    Optional<Path> credentialsFile();

    /** For trying things out: prints an AWS profile, and allows databases and issuers on loopback addresses. */
    @WithDefault("false")
    boolean dev();

    /**
     * Where people see the sign-in page, scheme, host and port, if not where the server listens. Security keys are
     * registered for that host.
     */
    Optional<URI> signInPage();

    /** The root key that seals everything; by default {@code seal.key} in the data directory. */
    Optional<Path> keyFile();

    Tls tls();

    StoreSettings store();

    Targets targets();

    Rotation rotation();

    Replication replication();

    Federation federation();

    Metrics metrics();

    /** The listener's certificate chain and private key, PEM. Both or neither; needed beyond loopback. */
    interface Tls {
        Optional<Path> certificate();

        Optional<Path> key();
    }

    /** A PostgreSQL to keep our own state in, instead of SQLite in the data directory. */
    interface StoreSettings {
        /** {@code jdbc:postgresql://HOST:PORT/DATABASE}. */
        Optional<String> url();

        Optional<String> user();

        /** A file that holds the password: settings files and command lines are seen by too many. */
        Optional<Path> passwordFile();
    }

    interface Rotation {
        /**
         * For how long after a rotation the access key before works too, as ISO 8601 has it ({@code PT24H}); by default
         * until the next rotation.
         */
        Optional<Duration> accessKeyOverlap();

        /**
         * How long what a rotation has replaced works at least, where two logins or two passwords are used; about as
         * long as clients keep a secret in a cache.
         */
        @WithDefault("PT1H")
        Duration overlap();

        /** How long it works at most, whoever still uses it. */
        @WithDefault("P1D")
        Duration overlapDeadline();

        /**
         * How long after its window a rotation may be missing before that is an alarm, where no rotation policy says
         * another time.
         */
        @WithDefault("PT1H")
        Duration overdueAfter();

        /** Rotation functions of others, by their names at the end of a RotationLambdaARN. In a file only. */
        Map<String, RotationFunction> functions();
    }

    /** A rotation function that answers over HTTP as Lambda's Invoke does. */
    interface RotationFunction {
        /** The whole URL; of a Lambda container {@code http://HOST:PORT/2015-03-31/functions/function/invocations}. */
        URI url();

        /** For one step, at most {@code PT15M}. */
        @WithDefault("PT30S")
        Duration timeout();

        /** Certificate authorities to trust for its TLS, PEM; by default the platform's. */
        Optional<Path> ca();

        /** Whether it may be called without TLS beyond loopback. */
        @WithDefault("false")
        boolean allowPlainHttp();

        /** Rotations that it works on at the same time; a Lambda container takes one. */
        @WithDefault("1")
        int atOnce();
    }

    interface Replication {
        /** The servers to which secrets can be replicated, by the names of their regions. In a file only. */
        Map<String, OtherRegion> regions();
    }

    /** The server of another region. */
    interface OtherRegion {
        /** {@code https://HOST:PORT}; without TLS only on this very machine. */
        URI url();

        /** Certificate authorities to trust for its TLS, PEM; by default the platform's. */
        Optional<Path> ca();

        /**
         * Access keys of that server, in the AWS shared-credentials format, readable by its owner only: a profile for each
         * account, called by its id, or one called {@code default}.
         */
        Path credentialsFile();

        /** For one call, at most {@code PT1M}. */
        @WithDefault("PT10S")
        Duration timeout();
    }

    /** The customers' databases. */
    interface Targets {
        /** Certificate authorities to trust for their TLS, PEM; by default the platform's. */
        Optional<Path> ca();

        /** Where the drivers are that do not come with us, Oracle's; by default {@code drivers} in the data directory. */
        Optional<Path> drivers();

        /** Whether a database on a loopback address may be a target, also without TLS. */
        @WithDefault("false")
        boolean allowLoopback();
    }

    /** The identity providers that accounts register. */
    interface Federation {
        /** Certificate authorities to trust for their TLS besides the platform's, PEM: a Kubernetes cluster's. */
        Optional<Path> ca();

        /** Whether an OpenID Connect issuer may be on a loopback address. */
        @WithDefault("false")
        boolean allowLoopback();

        /** Where SAML providers post their responses to: what an assertion may name as its recipient. */
        @WithDefault("https://signin.aws.amazon.com/saml")
        List<String> samlRecipients();

        /** Under which names SAML providers know this server: what an assertion may name as its audience. */
        @WithDefault("https://signin.aws.amazon.com/saml,urn:amazon:webservices")
        List<String> samlAudiences();
    }

    /** What the server counts and measures, for Prometheus. */
    interface Metrics {
        /** {@code HOST:PORT} where {@code /metrics} is answered, without TLS and to anybody; by default nowhere. */
        Optional<HostAndPort> listen();
    }
}
