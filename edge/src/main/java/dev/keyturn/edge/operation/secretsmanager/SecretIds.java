package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import java.util.regex.Pattern;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.gate.Gate;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.SecretCache;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * What a SecretId (a name, an ARN, an ARN without its suffix) means: for the decision, and for the answer when it
 * means nothing that can be used.
 */
final class SecretIds {
    static final String TYPE = "AWS::SecretsManager::Secret";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@!-]+");
    private static final String ANY_SUFFIX = "-??????";

    private final String region;

    SecretIds(String region) {
        this.region = region;
    }

    /**
     * The demand of an operation on one secret. For an absent secret it is on the ARN that the name would have, and a
     * denial names what the caller named, so that absent and forbidden look the same.
     */
    Demand demand(Api<?> api, String secretId, Optional<StoredSecret> found, Caller caller) {
        Demand demand = found.map(stored -> on(api, stored, caller))
                .orElseGet(() -> Demand.on(api.action(), arnOfAbsent(secretId, caller.account()))
                        .with("secretsmanager:SecretId", secretId)
                        .recordedAs(TYPE, secretId));
        return demand.namedInDenial(secretId)
                .with(
                        "secretsmanager:SecretPrimaryRegion",
                        found.flatMap(stored -> stored.replication().primaryRegion())
                                .orElse(region));
    }

    private static Demand on(Api<?> api, StoredSecret stored, Caller caller) {
        String arn = stored.secret().arn().toString();
        Demand demand = Demand.on(api.action(), arn)
                .with("secretsmanager:SecretId", arn)
                .withResourceTags("secretsmanager", stored.secret().tags())
                .recordedAs(TYPE, arn);
        if (stored.secret().account().equals(caller.account())) {
            // Of another account's, a record that has more than what was asked for would tell that it exists.
            demand = demand.recordedAs(TYPE, stored.secret().name());
        } else {
            demand = demand.ownedBy(stored.secret().account());
        }
        if (stored.secret().rotation().isPresent()) {
            demand = demand.with(
                    "secretsmanager:resource/AllowRotationLambdaArn",
                    stored.secret().rotation().get().functionArn());
        }
        return stored.resourcePolicy().isPresent()
                ? demand.under(stored.resourcePolicy().get().compiled())
                : demand;
    }

    /**
     * The secret that the id means, also when it is scheduled for deletion.
     *
     * <p>INVARIANT: another account's secret is found only by its whole ARN, and only if its own policy names the caller.
     * To all others it is as if it were not there, in every respect: what it is like, its tags for example, must not
     * show in how they are refused.
     */
    static Optional<StoredSecret> find(String secretId, Caller caller, Transaction tx) {
        String owner = owner(secretId, caller);
        return ofOwner(new Secrets(tx).find(owner, secretId), secretId, caller);
    }

    static Optional<StoredSecret> find(String secretId, Caller caller, SecretCache cache) {
        String owner = owner(secretId, caller);
        return ofOwner(cache.find(owner, secretId), secretId, caller);
    }

    private static Optional<StoredSecret> ofOwner(Optional<StoredSecret> found, String secretId, Caller caller) {
        return found.filter(stored -> stored.secret().account().equals(caller.account())
                || stored.secret().arn().toString().equals(secretId) && names(stored, caller));
    }

    private static boolean names(StoredSecret stored, Caller caller) {
        return stored.resourcePolicy()
                .filter(policy -> policy.compiled().document().names(Gate.requester(caller.principal())))
                .isPresent();
    }

    /** The account in an ARN; a name is the caller's own. */
    private static String owner(String secretId, Caller caller) {
        if (!secretId.startsWith("arn:")) {
            return caller.account();
        }
        String[] parts = secretId.split(":", 6);
        return parts.length == 6 ? parts[4] : caller.account();
    }

    String arnOfAbsent(String secretId, String account) {
        return secretId.startsWith("arn:") ? secretId : arnWithoutSuffix(secretId, account) + ANY_SUFFIX;
    }

    /** The ARN as far as it is known of a secret that does not exist. */
    String arnWithoutSuffix(String secretId, String account) {
        return secretId.startsWith("arn:")
                ? secretId
                : Arn.of("secretsmanager", region, account, "secret:" + secretId)
                        .toString();
    }

    /** The name; of an ARN its part after {@code secret:}. */
    static String nameIn(String secretId) {
        return secretId.startsWith("arn:") ? secretId.substring(secretId.lastIndexOf(':') + 1) : secretId;
    }

    /** @throws AwsFailure when there is none */
    static StoredSecret existing(String secretId, Optional<StoredSecret> found) {
        return found.orElseThrow(() -> {
            requireId(secretId);
            return AwsFailure.of("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
        });
    }

    /** @throws AwsFailure when the id is neither an ARN nor a name */
    static void requireId(String secretId) {
        if (!secretId.startsWith("arn:")) {
            requireName(secretId);
        }
    }

    /** @throws AwsFailure when there is none, or it is scheduled for deletion */
    static StoredSecret usable(String secretId, Optional<StoredSecret> found) {
        StoredSecret stored = existing(secretId, found);
        if (stored.secret().deletedAt().isPresent()) {
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "You can't perform this operation on the secret because it was marked for deletion.");
        }
        return stored;
    }

    /**
     * For what only the service that manages a secret may do to it.
     *
     * @throws AwsFailure when there is none, it is scheduled for deletion, it is a replica, or a service manages it
     */
    static StoredSecret changeable(String secretId, Optional<StoredSecret> found) {
        StoredSecret stored = primary(secretId, found);
        requireUnmanaged(stored);
        return stored;
    }

    /**
     * For what is done to a replica only by its primary's server.
     *
     * @throws AwsFailure when there is none, it is scheduled for deletion, or it is a replica
     */
    static StoredSecret primary(String secretId, Optional<StoredSecret> found) {
        StoredSecret stored = usable(secretId, found);
        requirePrimary(stored);
        return stored;
    }

    static void requirePrimary(StoredSecret stored) {
        if (stored.replication().primaryRegion().isPresent()) {
            throw AwsFailure.of(
                    "InvalidParameterException",
                    "Operation not permitted on a replica secret. Call must be made in primary secret's region.");
        }
    }

    static void requireUnmanaged(StoredSecret stored) {
        if (stored.owningService().isPresent()) {
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "The secret is managed by another service, and you must use that service to update it.");
        }
    }

    /** @throws AwsFailure when a secret cannot be called so */
    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw AwsFailure.of(
                    CommonError.VALIDATION,
                    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following:"
                            + " -/_+=.@!");
        }
    }
}
