package dev.keyturn.edge.operation.replication;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.replication.ReplicaResponse;
import dev.keyturn.edge.replication.ReplicateSecretRequest;
import dev.keyturn.edge.replication.SecretMessage;
import dev.keyturn.rules.policy.MalformedPolicyException;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.secret.ReplicaCopies;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Takes over the state of another region's secret. What is older than what was taken over already changes nothing, so
 * that a delivery may come twice or late.
 */
final class ReplicateSecret implements Change<ReplicateSecretRequest, ReplicaTarget, ReplicaResponse> {
    private static final Api<ReplicateSecretRequest> API =
            new Api<>("keyturn", "ReplicateSecret", ReplicateSecretRequest.class, ReplicateSecretRequest::builder);

    private final Seal seal;
    private final String region;

    ReplicateSecret(Seal seal, String region) {
        this.seal = seal;
        this.region = region;
    }

    @Override
    public Api<ReplicateSecretRequest> api() {
        return API;
    }

    @Override
    public ReplicaTarget resolve(ReplicateSecretRequest request, Caller caller, Transaction tx) {
        return ReplicaTarget.of(Objects.requireNonNull(request.secretId()), caller, region, tx);
    }

    /** To replace another secret needs what deleting that one needs. */
    @Override
    public Demand demand(ReplicateSecretRequest request, ReplicaTarget target, Caller caller) {
        Demand demand = target.demand(API);
        return request.overwrite()
                ? victim(target)
                        .map(stored -> demand.recordedAs(
                                        ReplicaTarget.TYPE,
                                        stored.secret().arn().toString())
                                .and(deletion(stored)))
                        .orElse(demand)
                : demand;
    }

    private static Optional<StoredSecret> victim(ReplicaTarget target) {
        return target.isReplica() ? Optional.empty() : target.found().or(target::namesake);
    }

    private static Demand deletion(StoredSecret stored) {
        String arn = stored.secret().arn().toString();
        Demand demand = Demand.on("secretsmanager:DeleteSecret", arn)
                .with("secretsmanager:SecretId", arn)
                .with("secretsmanager:ForceDeleteWithoutRecovery", "true")
                .withResourceTags("secretsmanager", stored.secret().tags());
        return stored.resourcePolicy()
                .map(policy -> demand.under(policy.compiled()))
                .orElse(demand);
    }

    @Override
    public ReplicaResponse perform(Authorized<ReplicateSecretRequest, ReplicaTarget> authorized, Transaction tx) {
        ReplicateSecretRequest request = authorized.request();
        ReplicaTarget target = authorized.target();
        target.requireElsewhere(region, authorized.caller());
        ReplicaCopies.State state = state(request, target, tx);
        Optional<StoredSecret> before = target.found();
        if (!target.isReplica()) {
            victim(target).ifPresent(victim -> replace(victim, request, target, tx));
            create(state.secret(), tx);
            before = new Secrets(tx).find(state.secret().account(), target.arn().toString());
        } else if (isOld(state, tx)) {
            return ReplicaResponse.builder().build();
        }
        try {
            return ReplicaResponse.builder()
                    .missingVersionIds(List.copyOf(new ReplicaCopies(tx).take(state, before.orElseThrow())))
                    .build();
        } catch (MalformedPolicyException _) {
            throw unreadable();
        }
    }

    private ReplicaCopies.State state(ReplicateSecretRequest request, ReplicaTarget target, Transaction tx) {
        try {
            ReplicaCopies.State state = SecretMessage.read(
                    Objects.requireNonNull(request.state()),
                    target.arn(),
                    target.primary().region(),
                    Objects.requireNonNull(request.generation()),
                    target.found().filter(_ -> target.isReplica()),
                    tx.now(),
                    seal);
            if (!state.secret().name().equals(target.name())) {
                throw unreadable();
            }
            return state;
        } catch (IllegalArgumentException _) {
            throw unreadable();
        }
    }

    private static AwsFailure unreadable() {
        return AwsFailure.of("InvalidParameterException", "The state of the secret cannot be read.");
    }

    private static boolean isOld(ReplicaCopies.State state, Transaction tx) {
        return new ReplicaCopies(tx)
                .generation(state.secret())
                .filter(taken -> taken >= state.generation())
                .isPresent();
    }

    /** A replica that was promoted is found out when its primary, which does not know yet, tells it something. */
    private static void replace(
            StoredSecret victim, ReplicateSecretRequest request, ReplicaTarget target, Transaction tx) {
        if (!request.first() && target.found().isPresent()) {
            throw AwsFailure.of(
                    "ReplicaPromotedException", "The secret is no replica any more: replication to it was stopped.");
        }
        boolean replaceable = victim.owningService().isEmpty()
                && victim.replication().primaryRegion().isEmpty()
                && victim.replication().replicas().isEmpty();
        if (!request.overwrite() || !replaceable) {
            throw AwsFailure.of(
                    "ResourceExistsException",
                    "The operation failed because the secret " + target.name() + " already exists.");
        }
        new RotationJournal(tx).cancel(victim.secret().arn());
        new Secrets(tx).destroy(victim.secret());
    }

    private static void create(Secret secret, Transaction tx) {
        if (!new Secrets(tx).insert(secret)) {
            throw AwsFailure.of(
                    "ResourceExistsException",
                    "The operation failed because the secret " + secret.name() + " already exists.");
        }
    }
}
