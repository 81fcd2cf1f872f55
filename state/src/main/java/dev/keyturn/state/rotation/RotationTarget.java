package dev.keyturn.state.rotation;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.User;

/**
 * The login that a secret holds, fixed when its rotation is first configured. A later edit of the secret's JSON does
 * not change it: where the two differ, the rotation is refused.
 *
 * @param engine {@code postgres}, as in the secret's JSON of a database login; {@code iam} for an IAM user, see {@link
 *     #ofUser}
 * @param tls false only for a loopback address that was explicitly allowed
 */
public record RotationTarget(
        String account,
        Arn secret,
        String engine,
        String host,
        int port,
        String database,
        String username,
        boolean tls) {

    /**
     * The access keys of an IAM user as what a secret holds. The user goes by its unique id: it stays the same one when
     * it is renamed, and another one of the same name is not it.
     */
    public static RotationTarget ofUser(User user, Arn secret) {
        return new RotationTarget(
                user.account(),
                secret,
                RotationFunction.IAM_ACCESS_KEY.engine(),
                user.account(),
                0,
                "",
                user.id(),
                true);
    }

    public boolean isUser() {
        return engine.equals(RotationFunction.IAM_ACCESS_KEY.engine());
    }
}
