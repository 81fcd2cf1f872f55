package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import java.util.regex.Pattern;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.StoredSecret;

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
        Demand demand = found.map(stored -> on(api, stored))
                .orElseGet(() -> Demand.on(api.action(), arnOfAbsent(secretId, caller.account()))
                        .with("secretsmanager:SecretId", secretId)
                        .recordedAs(TYPE, secretId));
        return demand.namedInDenial(secretId).with("secretsmanager:SecretPrimaryRegion", region);
    }

    private static Demand on(Api<?> api, StoredSecret stored) {
        String arn = stored.secret().arn().toString();
        Demand demand = Demand.on(api.action(), arn)
                .with("secretsmanager:SecretId", arn)
                .withResourceTags("secretsmanager", stored.secret().tags())
                .recordedAs(TYPE, arn)
                .recordedAs(TYPE, stored.secret().name());
        return stored.secret()
                .rotation()
                .map(RotationSettings::functionArn)
                .map(function -> demand.with("secretsmanager:resource/AllowRotationLambdaArn", function))
                .orElse(demand);
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

    /** @throws AwsFailure when there is none, or it is another account's */
    static StoredSecret existing(Api<?> api, String secretId, Optional<StoredSecret> found, Caller caller) {
        return found.orElseThrow(() -> absent(api, secretId, caller));
    }

    private static AwsFailure absent(Api<?> api, String secretId, Caller caller) {
        requireOwnId(api, secretId, caller);
        return AwsFailure.of("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }

    /** @throws AwsFailure when the id is no name, or another account's ARN */
    static void requireOwnId(Api<?> api, String secretId, Caller caller) {
        if (!secretId.startsWith("arn:")) {
            requireName(secretId);
        } else if (isOfAnotherAccount(secretId, caller.account())) {
            // Only the other account's own policy on the secret could let anybody in, and there is none.
            throw AwsFailure.of(
                    CommonError.ACCESS_DENIED,
                    "User: " + caller.principal().arn() + " is not authorized to perform: " + api.action()
                            + " on resource: " + secretId + " because no resource-based policy allows the "
                            + api.action() + " action");
        }
    }

    private static boolean isOfAnotherAccount(String text, String account) {
        try {
            return !Arn.parse(text).account().equals(account);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** @throws AwsFailure when there is none, or it is scheduled for deletion */
    static StoredSecret usable(Api<?> api, String secretId, Optional<StoredSecret> found, Caller caller) {
        StoredSecret stored = existing(api, secretId, found, caller);
        if (stored.secret().deletedAt().isPresent()) {
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "You can't perform this operation on the secret because it was marked for deletion.");
        }
        return stored;
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
