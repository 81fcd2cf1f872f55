package dev.keyturn.databases.target;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The users of one Redis server, read and changed.
 *
 * <p>INVARIANT: a change and its writing to the server's disk are one EXEC. Otherwise the process that changes could die
 * between the two, the login would prove the change, and the next restart of the server would undo it.
 */
final class RedisUsers implements AutoCloseable {

    private final RedisConnection connection;

    RedisUsers(RedisConnection connection) {
        this.connection = connection;
    }

    /** Where a server keeps its users for its next start. */
    enum Memory {
        ACL_FILE,
        CONFIG_FILE,
        /** Nowhere: a restart undoes every change. */
        NONE
    }

    boolean exists(String username) throws TargetException {
        RedisCommand question = RedisCommand.of("ACL", "GETUSER").and(RedisRules.name(username));
        return !(ask(question, "looking for the login") instanceof RedisReply.Nothing);
    }

    /** ACL SETUSER makes a user that is not there. */
    void requireExists(String username) throws TargetException {
        if (!exists(username)) {
            throw new TargetException(LoginOutcome.NO_PERMISSION, "there is no user `" + username + "`");
        }
    }

    Optional<RedisRules> rules(String username) throws TargetException {
        byte[] name = RedisRules.name(username);
        if (!(ask(RedisCommand.of("ACL", "LIST"), "reading the users") instanceof RedisReply.Items(var lines))) {
            throw strange("reading the users");
        }
        return lines.stream()
                .flatMap(line -> line instanceof RedisReply.Text(String text)
                        ? RedisRules.of(text, name).stream()
                        : Optional.<RedisRules>empty().stream())
                .findFirst();
    }

    /** @param words of ACL SETUSER, bytes as characters */
    void change(String username, List<String> words, String doing) throws TargetException {
        RedisCommand command = RedisCommand.of("ACL", "SETUSER").and(RedisRules.name(username));
        for (String word : words) {
            command = command.and(word.getBytes(StandardCharsets.ISO_8859_1));
        }
        changeAndSave(username, command, doing);
    }

    /** Ends its sessions too. */
    void delete(String username) throws TargetException {
        changeAndSave(username, RedisCommand.of("ACL", "DELUSER").and(RedisRules.name(username)), "deleting the login");
    }

    private void changeAndSave(String username, RedisCommand change, String doing) throws TargetException {
        RedisCommand save = save(username);
        requireOk(ask(RedisCommand.of("MULTI"), doing), doing); // else what follows would be done at once
        List<RedisReply> replies;
        try {
            replies = connection.ask(List.of(change, save, RedisCommand.of("EXEC")));
        } catch (IOException e) {
            throw RedisFailure.ofLostChange(doing);
        }
        for (RedisReply queued : replies.subList(0, 2)) {
            if (queued instanceof RedisReply.Failure failure) {
                throw RedisFailure.ofQuery(failure, doing); // then EXEC does nothing
            }
        }
        if (!(replies.getLast() instanceof RedisReply.Items(var done)) || done.size() != 2) {
            throw RedisFailure.ofLostChange(doing);
        }
        if (done.getFirst() instanceof RedisReply.Failure failure) {
            throw RedisFailure.ofChange(failure, doing);
        }
        if (done.getLast() instanceof RedisReply.Failure) {
            throw new TargetException(
                    LoginOutcome.UNKNOWN, doing + " is done, but the server could not write it to its disk");
        }
    }

    /** @throws TargetException if the change would not outlive the server, or is better made elsewhere */
    private RedisCommand save(String username) throws TargetException {
        Map<String, String> info = info();
        if (!info.getOrDefault("role", "master").equals("master")) {
            throw new TargetException(LoginOutcome.UNREACHABLE, "this server is a replica");
        }
        if (info.getOrDefault("cluster_enabled", "0").equals("1")) {
            throw new TargetException(
                    LoginOutcome.UNSUITABLE, "this is one node of a cluster: the others would not know the change");
        }
        return switch (memory(info)) {
            case ACL_FILE -> RedisCommand.of("ACL", "SAVE");
            case CONFIG_FILE -> {
                if (!RedisRules.fitsConfigFile(username)) {
                    throw new TargetException(
                            LoginOutcome.UNSUITABLE,
                            "a user's name with quotes or backslashes would make redis.conf unreadable; use an aclfile");
                }
                yield RedisCommand.of("CONFIG", "REWRITE");
            }
            case NONE ->
                throw new TargetException(
                        LoginOutcome.UNSUITABLE,
                        "the server has neither an aclfile nor a redis.conf: its next start would undo the change");
        };
    }

    Memory memory(Map<String, String> info) throws TargetException {
        String doing = "asking for the aclfile";
        RedisReply setting = ask(RedisCommand.of("CONFIG", "GET", "aclfile"), doing);
        if (!(setting instanceof RedisReply.Items(var items))
                || items.size() != 2
                || !(items.getLast() instanceof RedisReply.Text(String file))) {
            throw strange(doing);
        }
        if (!file.isEmpty()) {
            return Memory.ACL_FILE;
        }
        return info.getOrDefault("config_file", "").isEmpty() ? Memory.NONE : Memory.CONFIG_FILE;
    }

    /** What the server says of itself: {@code redis_version}, {@code role}, {@code config_file} … */
    Map<String, String> info() throws TargetException {
        Map<String, String> info = new HashMap<>();
        for (String line :
                text(RedisCommand.of("INFO"), "asking what the server is").split("\r\n")) {
            String[] field = line.split(":", 2);
            if (field.length == 2) {
                info.put(field[0], field[1]);
            }
        }
        return info;
    }

    /** By the server's clock, in whole seconds. */
    Instant now() throws TargetException {
        if (ask(RedisCommand.of("TIME"), "asking for the time") instanceof RedisReply.Items(var parts)
                && parts.size() == 2
                && parts.getFirst() instanceof RedisReply.Text(String seconds)
                && seconds.matches("[0-9]{1,11}")) {
            return Instant.ofEpochSecond(Long.parseLong(seconds));
        }
        throw strange("asking for the time");
    }

    String text(RedisCommand command, String doing) throws TargetException {
        if (ask(command, doing) instanceof RedisReply.Text(String text)) {
            return text;
        }
        throw strange(doing);
    }

    /** Of a command that changes no user. */
    RedisReply ask(RedisCommand command, String doing) throws TargetException {
        RedisReply reply = answer(command, doing);
        if (reply instanceof RedisReply.Failure failure) {
            throw RedisFailure.ofQuery(failure, doing);
        }
        return reply;
    }

    /** The answer, or the refusal NOPERM. */
    RedisReply askUnlessForbidden(RedisCommand command, String doing) throws TargetException {
        RedisReply reply = answer(command, doing);
        if (reply instanceof RedisReply.Failure failure && !failure.code().equals("NOPERM")) {
            throw RedisFailure.ofQuery(failure, doing);
        }
        return reply;
    }

    private RedisReply answer(RedisCommand command, String doing) throws TargetException {
        try {
            return connection.ask(command);
        } catch (IOException e) {
            throw RedisFailure.ofQuery(e, doing);
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    private static void requireOk(RedisReply reply, String doing) throws TargetException {
        if (!(reply instanceof RedisReply.Text(String text)) || !text.equals("OK")) {
            throw strange(doing);
        }
    }

    private static TargetException strange(String doing) {
        return new TargetException(LoginOutcome.UNTRUSTED, doing + " failed: the answer is not one of Redis");
    }
}
