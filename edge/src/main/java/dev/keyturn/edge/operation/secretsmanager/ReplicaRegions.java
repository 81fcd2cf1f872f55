package dev.keyturn.edge.operation.secretsmanager;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.ReplicaRegionType;
import software.amazon.awssdk.services.secretsmanager.model.ReplicationStatusType;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.state.secret.Replica;
import dev.keyturn.state.secret.Replicas;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.store.Transaction;

/** The regions that a secret can be replicated to: the servers that the settings name. */
final class ReplicaRegions {
    /** What AWS says of a secret encrypted by no key of the caller's own. */
    private static final String DEFAULT_KEY = "alias/aws/secretsmanager";

    private final Set<String> known;

    ReplicaRegions(Set<String> known) {
        this.known = Set.copyOf(known);
    }

    /** The condition keys of a request that adds regions. */
    static Demand keys(Demand demand, List<ReplicaRegionType> regions, @Nullable Boolean overwrite) {
        List<String> names = regions.stream()
                .map(ReplicaRegionType::region)
                .map(name -> name == null ? "" : name)
                .toList();
        Demand with = demand.with("secretsmanager:AddReplicaRegions", names);
        return overwrite == null ? with : with.with("secretsmanager:ForceOverwriteReplicaSecret", overwrite.toString());
    }

    /** @throws AwsFailure when one is not among the known ones, or is there twice */
    void require(List<ReplicaRegionType> regions) {
        Set<String> seen = new HashSet<>();
        for (ReplicaRegionType region : regions) {
            if (region.region() == null || !known.contains(region.region()) || !seen.add(region.region())) {
                throw invalid();
            }
        }
    }

    static AwsFailure invalid() {
        return AwsFailure.of("InvalidParameterException", "Invalid replica region.");
    }

    /** Has the secret delivered there. What a region that has it already is told again changes nothing there. */
    static void add(Secret secret, List<ReplicaRegionType> regions, boolean overwrite, Transaction tx) {
        for (ReplicaRegionType region : regions) {
            Optional<String> key = Optional.ofNullable(region.kmsKeyId()).filter(id -> !id.isEmpty());
            new Replicas(tx).add(secret, region.region(), key, overwrite);
        }
    }

    static List<ReplicationStatusType> answered(List<Replica> replicas) {
        return replicas.stream()
                .map(replica -> ReplicationStatusType.builder()
                        .region(replica.region())
                        .kmsKeyId(replica.kmsKeyId().orElse(DEFAULT_KEY))
                        .status(replica.status().name())
                        .statusMessage(replica.message().orElse(null))
                        .build())
                .toList();
    }
}
