package dev.keyturn.state.rotation;

import java.util.List;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.User;

/**
 * The login of a secret as it was when rotation was first configured. It is what a rotation connects to; where the
 * secret's JSON has come to differ, the rotation is refused.
 *
 * @param database empty where the engine needs none
 * @param username of a pair of alternating users the first one; see {@link #twin}
 * @param tls false only for a loopback address that was explicitly allowed
 * @param admin the secret of the login that may change this one, {@code masterarn} in the JSON; always there for
 *     alternating users
 */
public record RotationTarget(
        String account,
        Arn secret,
        Engine engine,
        String host,
        int port,
        String database,
        String username,
        boolean tls,
        Method method,
        Optional<Arn> admin) {

    /** A login that changes its own password. */
    public static RotationTarget ofLogin(
            String account,
            Arn secret,
            Engine engine,
            String host,
            int port,
            String database,
            String username,
            boolean tls) {
        return new RotationTarget(
                account, secret, engine, host, port, database, username, tls, Method.SINGLE_USER, Optional.empty());
    }

    /**
     * The access keys of an IAM user as what a secret holds. The user goes by its unique id: it stays the same one when
     * it is renamed, and another one of the same name is not it.
     */
    public static RotationTarget ofUser(User user, Arn secret) {
        return new RotationTarget(
                user.account(),
                secret,
                Engine.IAM,
                user.account(),
                0,
                "",
                user.id(),
                true,
                Method.ACCESS_KEYS,
                Optional.empty());
    }

    /** The first of two alternating users, whichever of them {@code username} is. */
    public static String firstOfTwins(Engine engine, String username) {
        String suffix = engine.twinSuffix();
        return username.endsWith(suffix) ? username.substring(0, username.length() - suffix.length()) : username;
    }

    public boolean isUser() {
        return engine == Engine.IAM;
    }

    /** Whether this is {@code registered}, a login that changes its own password, to be rotated in another way. */
    public boolean extendsRegistration(RotationTarget registered) {
        return registered.method() == Method.SINGLE_USER
                && registered.admin().isEmpty()
                && equals(new RotationTarget(
                        registered.account(),
                        registered.secret(),
                        registered.engine(),
                        registered.host(),
                        registered.port(),
                        registered.database(),
                        registered.username(),
                        registered.tls(),
                        method,
                        admin));
    }

    /** Every login that belongs to the secret. */
    public List<String> usernames() {
        return method == Method.ALTERNATING_USERS ? List.of(username, twin()) : List.of(username);
    }

    /** The second of two alternating users. */
    public String twin() {
        return username + engine.twinSuffix();
    }

    /** Of two alternating users the other one. */
    public String otherThan(String user) {
        return user.equals(username) ? twin() : username;
    }

    /** The same place with another login. */
    public RotationTarget as(String user) {
        return new RotationTarget(account, secret, engine, host, port, database, user, tls, method, admin);
    }
}
