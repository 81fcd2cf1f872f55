package dev.keyturn.edge.operation.replication;

import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * A replica, there or not there yet.
 *
 * @param primary the ARN that the primary has in its region
 * @param arn the same in this region
 * @param found the secret of that ARN, be it a replica or not
 * @param namesake another secret of the same name
 */
record ReplicaTarget(Arn primary, Arn arn, Optional<StoredSecret> found, Optional<StoredSecret> namesake) {
    static final String TYPE = "AWS::SecretsManager::Secret";

    private static final int SUFFIX_LENGTH = 7;

    static ReplicaTarget of(String primaryArn, Caller caller, String region, Transaction tx) {
        Arn primary = Arn.parse(primaryArn);
        Arn arn = Arn.of(primary.service(), region, primary.account(), primary.resource());
        var secrets = new Secrets(tx);
        // Of another account nothing is looked up: the decision is on the ARN alone.
        boolean own = primary.account().equals(caller.account());
        Optional<StoredSecret> found = own
                ? secrets.find(primary.account(), arn.toString())
                        .filter(stored -> stored.secret().arn().equals(arn))
                : Optional.empty();
        Optional<StoredSecret> namesake =
                own && found.isEmpty() ? secrets.find(primary.account(), name(arn)) : Optional.empty();
        return new ReplicaTarget(primary, arn, found, namesake);
    }

    static String name(Arn arn) {
        String withSuffix = arn.resource().substring("secret:".length());
        return withSuffix.substring(0, withSuffix.length() - SUFFIX_LENGTH);
    }

    String name() {
        return name(arn);
    }

    boolean isReplica() {
        return found.filter(stored -> stored.replication().primaryRegion().equals(Optional.of(primary.region())))
                .isPresent();
    }

    Demand demand(Api<?> api) {
        return Demand.on(api.action(), arn.toString())
                .with("secretsmanager:Name", name())
                .with("secretsmanager:SecretPrimaryRegion", primary.region())
                .recordedAs(TYPE, arn.toString())
                .recordedAs(TYPE, name());
    }

    /** @throws AwsFailure when it cannot be a replica here */
    void requireElsewhere(String region, Caller caller) {
        if (primary.region().equals(region)) {
            throw AwsFailure.of("InvalidParameterException", "The secret is of this Region.");
        }
        if (!primary.account().equals(caller.account())) {
            throw AwsFailure.of("InvalidParameterException", "The secret is another account's.");
        }
    }
}
