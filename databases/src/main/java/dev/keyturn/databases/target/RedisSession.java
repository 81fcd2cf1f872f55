package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/** A session that {@link RedisDialect} has logged in. */
final class RedisSession implements LoginSession {

    private static final long POLL_MILLIS = 20;
    private static final RedisCommand CLIENTS = RedisCommand.of("CLIENT", "LIST");

    private final RedisUsers users;
    private final String login;
    private final SessionTag tag;
    private final Duration patience;

    /** @param login as whom it is logged in */
    RedisSession(RedisUsers users, String login, SessionTag tag, Duration patience) {
        this.users = users;
        this.login = login;
        this.tag = tag;
        this.patience = patience;
    }

    /** What a session is called: Redis takes printable ASCII without spaces. */
    static String clientName(String tag) {
        return tag.replace(' ', ':');
    }

    /** A user need not have the right to PING: to be refused it proves as well that the session lives. */
    @Override
    public void query() throws TargetException {
        users.askUnlessForbidden(RedisCommand.of("PING"), "a query");
    }

    /**
     * A login that may not list clients may not change users either: its sessions can change nothing. A killed client
     * is out of the list only when it is gone.
     */
    @Override
    public void endOtherRotationSessions() throws TargetException {
        RedisReply own = users.askUnlessForbidden(RedisCommand.of("CLIENT", "ID"), "asking for this session's number");
        if (!(own instanceof RedisReply.Number(long id))) {
            throw new TargetException(
                    LoginOutcome.NO_PERMISSION, "ending older rotation sessions needs CLIENT ID, LIST and KILL");
        }
        long polls = Math.max(1, patience.toMillis() / POLL_MILLIS);
        try {
            for (long poll = 0; poll < polls; poll++) {
                List<Map<String, String>> others = clients(login).stream()
                        .filter(client -> name(client).startsWith(clientName(tag.family())))
                        .filter(client -> !String.valueOf(id).equals(client.get("id")))
                        .toList();
                if (others.isEmpty()) {
                    return;
                }
                for (Map<String, String> other : others) {
                    users.ask(
                            RedisCommand.of("CLIENT", "KILL", "ID", other.getOrDefault("id", "")),
                            "ending older rotation sessions");
                }
                Thread.sleep(POLL_MILLIS); // the server tells nobody when a client it kills is gone
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TargetException(LoginOutcome.UNREACHABLE, "interrupted while older rotation sessions ended");
        }
        throw new TargetException(LoginOutcome.LOCKED, "an older rotation session does not end");
    }

    /** Also where any password would do: that is over then. */
    @Override
    public void setPassword(String username, NewPassword password) throws TargetException {
        users.requireExists(username);
        users.change(
                username, List.of("resetpass", "#" + RedisRules.hash(password.password())), "setting the password");
    }

    @Override
    public void addPassword(String username, NewPassword password, Optional<SecretBytes> current)
            throws TargetException {
        users.requireExists(username);
        users.change(username, List.of("#" + RedisRules.hash(password.password())), "adding the password");
    }

    @Override
    public void discardOldPasswords(String username, NewPassword kept) throws TargetException {
        users.requireExists(username);
        users.change(
                username, List.of("resetpass", "#" + RedisRules.hash(kept.password())), "discarding old passwords");
    }

    /**
     * Redis has no roles for two users to share: the model's rules are copied, at every rotation anew, so that what it
     * was given since reaches the twin with the next one. One command: the twin is there whole, or as it was.
     */
    @Override
    public void makeTwin(String model, String twin, NewPassword password) throws TargetException {
        RedisRules rules = users.rules(model)
                .orElseThrow(() -> new TargetException(
                        LoginOutcome.UNSUITABLE, "there is no user `" + model + "` to make a twin of"));
        String mark = RedisRules.mark(model);
        Optional<RedisRules> present = users.rules(twin);
        if (present.isPresent() && !present.get().passwords().contains(mark)) {
            throw new TargetException(
                    LoginOutcome.UNSUITABLE,
                    "there is a user `" + twin + "` already, which was not made as the twin of `" + model
                            + "`: delete it, or give it the rule `#" + mark + "`");
        }
        List<String> words = new ArrayList<>(List.of("reset"));
        words.addAll(rules.permissions());
        words.addAll(List.of("#" + mark, "#" + RedisRules.hash(password.password()), "on"));
        users.change(twin, words, "making the twin");
    }

    @Override
    public void enable(String username) throws TargetException {
        users.requireExists(username);
        users.change(username, List.of("on"), "enabling the login");
    }

    @Override
    public void disable(String username) throws TargetException {
        if (exists(username)) {
            users.change(username, List.of("off"), "disabling the login");
        }
    }

    @Override
    public void drop(String username) throws TargetException {
        users.delete(username);
    }

    @Override
    public boolean isTwin(String model, String twin) throws TargetException {
        return users.rules(twin)
                .filter(rules -> rules.passwords().contains(RedisRules.mark(model)))
                .isPresent();
    }

    @Override
    public boolean exists(String username) throws TargetException {
        return users.exists(username);
    }

    @Override
    public List<Consumer> consumers(String username) throws TargetException {
        Instant now = users.now();
        return clients(username).stream()
                .filter(client -> !name(client).startsWith(clientName(SessionTag.PREFIX)))
                .map(client -> new Consumer(
                        client.getOrDefault("addr", "")
                                .replaceFirst(":[0-9]+$", ""), // each connection has a port of its own
                        name(client).isEmpty() ? client.getOrDefault("lib-name", "") : name(client),
                        now.minusSeconds(seconds(client.getOrDefault("age", "0")))))
                .toList();
    }

    @Override
    public List<Finding> inspect(RotationTarget target, Optional<String> twin) throws TargetException {
        return new RedisInspection(users).of(target, twin);
    }

    @Override
    public void close() {
        users.close();
    }

    /** {@code id=7 addr=127.0.0.1:1 name=… user=…}, one line for each client; no value has a space in it. */
    private Collection<Map<String, String>> clients(String username) throws TargetException {
        String user = new String(RedisRules.name(username), StandardCharsets.ISO_8859_1);
        List<Map<String, String>> clients = new ArrayList<>();
        for (String line : users.text(CLIENTS, "looking for who is connected").split("\n")) {
            Map<String, String> fields = new HashMap<>();
            for (String word : line.split(" ")) {
                String[] field = word.split("=", 2);
                fields.put(field[0], field.length == 2 ? field[1] : "");
            }
            if (user.equals(fields.get("user"))) {
                clients.add(fields);
            }
        }
        return clients;
    }

    private static String name(Map<String, String> client) {
        return client.getOrDefault("name", "");
    }

    private static long seconds(String age) {
        return age.matches("[0-9]{1,12}") ? Long.parseLong(age) : 0;
    }
}
