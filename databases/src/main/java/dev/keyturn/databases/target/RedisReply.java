package dev.keyturn.databases.target;

import java.util.List;

/** What a Redis server answers to a command. Bytes are characters U+0000 to U+00FF here: texts need not be UTF-8. */
sealed interface RedisReply {

    /** A simple or a bulk string. */
    record Text(String bytes) implements RedisReply {}

    record Number(long value) implements RedisReply {}

    record Items(List<RedisReply> items) implements RedisReply {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** A nil. */
    record Nothing() implements RedisReply {}

    /** {@code CODE words}; in an answer to EXEC beside others. */
    record Failure(String words) implements RedisReply {
        String code() {
            return words.split(" ", 2)[0];
        }
    }
}
