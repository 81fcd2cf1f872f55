package dev.keyturn.edge.operation.rds;

import java.util.Locale;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.MasterUserSecret;
import software.amazon.awssdk.services.rds.model.PendingModifiedValues;

import dev.keyturn.state.instance.DatabaseInstance;
import dev.keyturn.state.instance.MasterPassword;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Transaction;

/**
 * A database as RDS describes it, with the fields that we know: what a provisioned machine has besides (its class, its
 * storage, its network) is not here.
 */
final class InstanceAnswer {
    private final Seal seal;
    private final RandomGenerator random;
    private final String region;

    InstanceAnswer(Seal seal, RandomGenerator random, String region) {
        this.seal = seal;
        this.random = random;
        this.region = region;
    }

    MasterPassword passwords(Transaction tx) {
        return new MasterPassword(tx, seal, random, region);
    }

    DBInstance of(DatabaseInstance instance, Transaction tx) {
        MasterPassword passwords = passwords(tx);
        boolean changing = passwords.isChanging(instance);
        DBInstance.Builder answer = DBInstance.builder()
                .dbInstanceIdentifier(instance.identifier())
                .dbInstanceArn(MasterPassword.arn(instance, region).toString())
                .dbiResourceId(instance.resourceId())
                .dbInstanceStatus(changing ? "resetting-master-credentials" : "available")
                .engine(instance.engineName())
                .endpoint(endpoint -> endpoint.address(instance.host()).port(instance.port()))
                .masterUsername(instance.masterUsername())
                .dbName(instance.database().isEmpty() ? null : instance.database())
                .instanceCreateTime(instance.created())
                .iamDatabaseAuthenticationEnabled(instance.iamAuthentication())
                .tagList(InstanceTags.answered(instance.tags()));
        if (instance.masterManaged()) {
            answer.masterUserSecret(MasterUserSecret.builder()
                    .secretArn(instance.masterSecret().orElseThrow().toString())
                    .secretStatus(passwords.status(instance).name().toLowerCase(Locale.ROOT))
                    .kmsKeyId(passwords.secret(instance).kmsKeyId().orElse(null))
                    .build());
        } else if (changing) {
            answer.pendingModifiedValues(
                    PendingModifiedValues.builder().masterUserPassword("****").build());
        }
        return answer.build();
    }
}
