package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.model.ReplicaRegionType;
import software.amazon.awssdk.services.secretsmanager.model.ReplicationStatusType;
import software.amazon.awssdk.services.secretsmanager.model.StatusType;

import dev.keyturn.state.secret.ReplicaDelivery;
import dev.keyturn.state.secret.Replicas;

/** The primary's side: which regions a secret has, and what is due to them. */
final class ReplicaRegionsTest extends OnSecrets {
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final String REGION = "eu-west-1";

    private static ReplicaRegionType region(String name) {
        return ReplicaRegionType.builder().region(name).build();
    }

    private Optional<ReplicaDelivery> claim() {
        return server.store().write(tx -> new Replicas(tx).claim(REGION, LEASE));
    }

    private void delivered(ReplicaDelivery delivery) {
        server.store().write(tx -> {
            new Replicas(tx).delivered(delivery);
            return true;
        });
    }

    private ReplicationStatusType status(String name) {
        return secrets.describeSecret(r -> r.secretId(name)).replicationStatus().getFirst();
    }

    @Test
    void aChangeIsDueInItsOwnTransactionAndADeliveryTakesTheSecretAsItIsThen() {
        secrets.createSecret(r -> r.name("db").secretString("v").addReplicaRegions(region(REGION)));
        assertThat(status("db").status()).isEqualTo(StatusType.IN_PROGRESS);
        assertThat(status("db").kmsKeyId()).isEqualTo("alias/aws/secretsmanager");
        ReplicaDelivery first = claim().orElseThrow();
        assertThat(first.first()).isTrue();
        assertThat(claim()).as("claimed already").isEmpty();
        delivered(first);
        assertThat(status("db").status()).isEqualTo(StatusType.IN_SYNC);
        assertThat(claim()).isEmpty();

        secrets.updateSecret(r -> r.secretId("db").description("d"));
        put("db", 2, "second");
        assertThat(status("db").status()).isEqualTo(StatusType.IN_PROGRESS);
        ReplicaDelivery both = claim().orElseThrow();
        assertThat(both.generation()).isGreaterThan(first.generation());
        assertThat(both.secret().orElseThrow().secret().description()).contains("d");
        assertThat(both.secret().orElseThrow().versions()).hasSize(2);

        put("db", 3, "third"); // while the delivery is on its way
        delivered(both);
        assertThat(status("db").status()).isEqualTo(StatusType.IN_PROGRESS);
        assertThat(claim().orElseThrow().secret().orElseThrow().versions()).hasSize(3);
    }

    @Test
    void aReadingIsNoChangeThatIsDelivered() {
        secrets.createSecret(r -> r.name("db").secretString("v").addReplicaRegions(region(REGION)));
        delivered(claim().orElseThrow());

        value("db");
        server.readers().flush();

        assertThat(claim()).isEmpty();
    }

    @Test
    void aClaimRunsOut() {
        secrets.createSecret(r -> r.name("db").secretString("v").addReplicaRegions(region(REGION)));
        assertThat(claim()).isPresent();
        pass(LEASE.plusSeconds(1));
        assertThat(claim()).isPresent();
    }

    @Test
    void aRemovalOutlivesTheSecret() {
        secrets.createSecret(r -> r.name("db").secretString("v").addReplicaRegions(region(REGION)));
        delivered(claim().orElseThrow());
        secrets.removeRegionsFromReplication(r -> r.secretId("db").removeReplicaRegions(REGION, "us-east-1"));
        secrets.deleteSecret(r -> r.secretId("db").forceDeleteWithoutRecovery(true));

        ReplicaDelivery removal = claim().orElseThrow();
        assertThat(removal.removed()).isTrue();
        server.store().write(tx -> {
            new Replicas(tx).forget(removal);
            return true;
        });
        assertThat(server.tables().get("secret_replica")).isEmpty();
    }

    @Test
    void regionsThatAreNoneAndTheSameTwiceAreRefused() {
        create("db", 1, "v");
        for (ReplicaRegionType[] regions : new ReplicaRegionType[][] {
            {region("eu-central-1")},
            {region("ap-south-1")},
            {region(REGION), region(REGION)},
            {ReplicaRegionType.builder().build()}
        }) {
            assertRefused(
                    () -> secrets.replicateSecretToRegions(r -> r.secretId("db").addReplicaRegions(regions)),
                    "InvalidParameterException",
                    "Invalid replica region.");
        }
        assertRefused(
                () -> secrets.stopReplicationToReplica(r -> r.secretId("db")),
                "InvalidParameterException",
                "The secret is not a replica secret.");
    }

    @Test
    void whereToIsAConditionKeyAndCreatingWithRegionsNeedsThePermissionToReplicate() {
        iam.createUser(r -> r.userName("bob"));
        iam.putUserPolicy(r -> r.userName("bob").policyName("west").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:CreateSecret",\
                "Resource":"*"},{"Effect":"Allow","Action":"secretsmanager:ReplicateSecretToRegions","Resource":"*",\
                "Condition":{"ForAllValues:StringEquals":{"secretsmanager:AddReplicaRegions":"eu-west-1"},\
                "BoolIfExists":{"secretsmanager:ForceOverwriteReplicaSecret":"false"}}}]}"""));
        var bob = secretsOf("bob");
        String denied = "User: " + userArn("bob") + " is not authorized to perform:"
                + " secretsmanager:ReplicateSecretToRegions on resource: db because no identity-based policy allows the"
                + " secretsmanager:ReplicateSecretToRegions action";

        assertRefused(
                () -> bob.createSecret(r -> r.name("db").addReplicaRegions(region("us-east-1"))),
                "AccessDeniedException",
                denied);
        assertRefused(
                () -> bob.createSecret(
                        r -> r.name("db").addReplicaRegions(region(REGION)).forceOverwriteReplicaSecret(true)),
                "AccessDeniedException",
                denied);
        assertThat(bob.createSecret(r -> r.name("db").addReplicaRegions(region(REGION)))
                        .replicationStatus())
                .hasSize(1);
        assertRefused(
                () -> bob.replicateSecretToRegions(
                        r -> r.secretId("db").addReplicaRegions(region(REGION), region("us-east-1"))),
                "AccessDeniedException",
                denied);
    }
}
