package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;

import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.secret.StoredSecret;

/**
 * What RotateSecret is about: a secret, and the IAM user whose keys its rotation makes and deletes.
 *
 * @param found empty if there is no such secret
 * @param keysAreRotated whether the rotation is one of a user's access keys
 * @param user whose; empty where that is not known
 */
record RotatedSecret(Optional<StoredSecret> found, boolean keysAreRotated, Optional<User> user) {

    /**
     * A rotation of keys needs besides what making and deleting them needs. A denial names no user: the caller may not
     * be allowed to know whose key the secret holds.
     */
    Demand besides(Demand demand, Caller caller) {
        if (!keysAreRotated) {
            return demand;
        }
        String owner = found.map(stored -> stored.secret().account()).orElse(caller.account());
        String anyUser = Arn.of("iam", "", owner, "user/*").toString();
        String arn = user.map(known -> known.arn().toString()).orElse(anyUser);
        return demand.and(Demand.on("iam:CreateAccessKey", arn).namedInDenial(anyUser))
                .and(Demand.on("iam:DeleteAccessKey", arn).namedInDenial(anyUser));
    }
}
