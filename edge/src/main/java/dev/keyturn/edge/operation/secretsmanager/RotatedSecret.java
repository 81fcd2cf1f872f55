package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;

import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;

/**
 * What RotateSecret is about: a secret, and what else its rotation uses: the IAM user whose keys it makes and deletes, or
 * the secret of a database's administrator.
 *
 * @param found empty if there is no such secret
 * @param keysAreRotated whether the rotation is one of a user's access keys
 * @param user whose; empty where that is not known
 * @param administrator the ARN {@code masterarn}; empty if there is none
 * @param administratorSecret the secret of that ARN, as far as the caller may find it
 * @param function the ARN of a function of others that rotates it; empty for a built-in one
 */
record RotatedSecret(
        Optional<StoredSecret> found,
        boolean keysAreRotated,
        Optional<User> user,
        Optional<Arn> administrator,
        Optional<StoredSecret> administratorSecret,
        Optional<String> function) {

    static RotatedSecret byFunction(Optional<StoredSecret> found, String function) {
        return new RotatedSecret(
                found, false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(function));
    }

    /**
     * A rotation of keys needs besides what making and deleting them needs. A denial names no user: the caller may not
     * be allowed to know whose key the secret holds. A rotation by an administrator needs what reading that secret needs:
     * nobody has a login used for them that they could not use themselves. A function of others reads what it needs with
     * credentials of its own; to have it called, the caller needs what calling it needs, as in AWS.
     */
    Demand besides(Demand demand, SecretIds ids, Caller caller) {
        if (function.isPresent()) {
            return demand.and(Demand.on("lambda:InvokeFunction", ownFunction(function.get(), caller)));
        }
        if (administrator.isPresent()) {
            return demand.and(readingOfAdministrator(administrator.get(), ids, caller));
        }
        if (!keysAreRotated) {
            return demand;
        }
        String owner = found.map(stored -> stored.secret().account()).orElse(caller.account());
        String anyUser = Arn.of("iam", "", owner, "user/*").toString();
        String arn = user.map(known -> known.arn().toString()).orElse(anyUser);
        return demand.and(Demand.on("iam:CreateAccessKey", arn).namedInDenial(anyUser))
                .and(Demand.on("iam:DeleteAccessKey", arn).namedInDenial(anyUser));
    }

    /** As GetSecretValue demands it. Its ARN stands in a sealed value, so a denial names any secret. */
    private Demand readingOfAdministrator(Arn admin, SecretIds ids, Caller caller) {
        Arn own = found.map(stored -> stored.secret().arn()).orElse(admin);
        String anySecret = new Arn(own.partition(), own.service(), own.region(), own.account(), "secret:*").toString();
        return ids.demand(GetSecretValue.API, admin.toString(), administratorSecret, caller)
                .with("secretsmanager:VersionStage", SecretVersion.CURRENT)
                .namedInDenial(anySecret);
    }

    /** Functions are the server's, whatever account an ARN that was written for AWS names: each account has them all. */
    private static String ownFunction(String function, Caller caller) {
        Arn arn = Arn.parse(function);
        return new Arn(arn.partition(), arn.service(), arn.region(), caller.account(), arn.resource()).toString();
    }
}
