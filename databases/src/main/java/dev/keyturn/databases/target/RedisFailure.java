package dev.keyturn.databases.target;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What an error of Redis or of the way to it means. By the error's first word, as clients are told to; where that is
 * the general {@code ERR}, by the few texts that have stayed the same since Redis 6.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors">Simple errors</a>
 */
final class RedisFailure {
    private RedisFailure() {}

    static TargetException ofLogin(RedisReply.Failure failure) {
        return new TargetException(said(failure), "login failed (" + code(failure) + ")", failure.words());
    }

    /** Before the login is accepted: nothing was changed, whatever is the matter. */
    static TargetException ofLogin(IOException e) {
        return new TargetException(found(e), "login failed", String.valueOf(e.getMessage()));
    }

    /** Of a command that changes nothing, or that only waits for EXEC. */
    static TargetException ofQuery(RedisReply.Failure failure, String doing) {
        return new TargetException(said(failure), doing + " failed (" + code(failure) + ")");
    }

    static TargetException ofQuery(IOException e, String doing) {
        return new TargetException(found(e), doing + " failed");
    }

    /** Of a command that changes a user. The server's words stay out: they quote the rule, which holds a hash. */
    static TargetException ofChange(RedisReply.Failure failure, String doing) {
        return new TargetException(refusedChange(failure), doing + " failed (" + code(failure) + ")");
    }

    static TargetException ofLostChange(String doing) {
        return new TargetException(LoginOutcome.UNKNOWN, doing + " failed: the answer was lost");
    }

    private static LoginOutcome said(RedisReply.Failure failure) {
        return switch (failure.code()) {
            // also for a user that is off
            case "WRONGPASS" -> LoginOutcome.REFUSED_PASSWORD;
            case "NOPERM", "NOAUTH", "DENIED" -> LoginOutcome.NO_PERMISSION;
            // starting; a replica, or one without its master; busy with a script; a cluster in parts; disk or memory
            // full
            case "LOADING", "READONLY", "MASTERDOWN", "BUSY", "CLUSTERDOWN", "TRYAGAIN", "MISCONF", "OOM" ->
                LoginOutcome.UNREACHABLE;
            case "ERR" -> general(failure.words());
            default -> LoginOutcome.UNKNOWN; // codes of modules and of versions to come
        };
    }

    private static LoginOutcome general(String words) {
        if (words.startsWith("ERR max number of clients")) {
            return LoginOutcome.UNREACHABLE;
        }
        // Redis 5 has one password and no users; a command may have been renamed away.
        boolean absent = words.startsWith("ERR wrong number of arguments for 'auth'")
                || words.startsWith("ERR unknown command")
                || words.startsWith("ERR unknown subcommand");
        return absent ? LoginOutcome.UNSUITABLE : LoginOutcome.UNKNOWN;
    }

    /** Redis checks all the words of ACL SETUSER before it changes anything, so only a code unheard of is doubtful. */
    private static LoginOutcome refusedChange(RedisReply.Failure failure) {
        return switch (failure.code()) {
            case "NOPERM", "NOAUTH" -> LoginOutcome.NO_PERMISSION;
            case "LOADING", "READONLY", "MASTERDOWN", "BUSY", "OOM" -> LoginOutcome.UNREACHABLE;
            default -> LoginOutcome.UNKNOWN; // looked into with a login
        };
    }

    /** Either the network failed, also while TLS was being agreed on; or somebody answered who is not believed. */
    private static LoginOutcome found(IOException e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException
                    || cause instanceof SocketException
                    || cause instanceof SocketTimeoutException) {
                return LoginOutcome.UNREACHABLE;
            }
        }
        boolean disbelieved = e instanceof SSLException || e instanceof RedisProtocolException;
        return disbelieved ? LoginOutcome.UNTRUSTED : LoginOutcome.UNREACHABLE;
    }

    private static String code(RedisReply.Failure failure) {
        String code = failure.code();
        return code.matches("[A-Z]{1,20}") ? code : "unheard-of";
    }
}
