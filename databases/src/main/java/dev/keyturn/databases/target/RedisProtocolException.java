package dev.keyturn.databases.target;

import java.io.IOException;

/** What answers is no Redis server, or says more than any answer to us can be. */
final class RedisProtocolException extends IOException {
    RedisProtocolException(String message) {
        super(message);
    }
}
