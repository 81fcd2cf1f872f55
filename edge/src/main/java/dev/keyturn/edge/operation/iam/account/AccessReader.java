package dev.keyturn.edge.operation.iam.account;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.EntityDetails;
import software.amazon.awssdk.services.iam.model.PolicyOwnerEntityType;
import software.amazon.awssdk.services.iam.model.ServiceLastAccessed;
import software.amazon.awssdk.services.iam.model.TrackedActionLastAccessed;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.state.identity.Entity;
import dev.keyturn.state.identity.LastAccess;
import dev.keyturn.state.identity.LastUses;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.identity.Reports;
import dev.keyturn.state.identity.Reports.AccessReport;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Transaction;

/** Reads reports on last accesses: what was asked for, then what there is to say, as of when it was asked. */
final class AccessReader {
    /** How far back a report looks; AWS's tracking period. */
    private static final Duration TRACKED = Duration.ofDays(400);

    private final AccessReport report;
    private final AccessScope scope;
    private final List<LastAccess> accesses;

    private AccessReader(AccessReport report, AccessScope scope, List<LastAccess> accesses) {
        this.report = report;
        this.scope = scope;
        this.accesses = accesses;
    }

    /** @throws AwsFailure NoSuchEntity */
    static AccessReader open(String jobId, Caller caller, Transaction tx) {
        String account = caller.account();
        AccessReport report = new Reports(tx)
                .access(account, jobId)
                .orElseThrow(
                        () -> AwsFailure.of("NoSuchEntityException", "The job with id " + jobId + " cannot be found."));
        Entity about = EntityByArn.resolve(report.arn().toString(), caller, tx).found();
        AccessScope scope = AccessScope.of(about, account, tx);
        List<String> ids = scope.entities().stream().map(Entity::id).toList();
        return new AccessReader(
                report,
                scope,
                new LastUses(tx).of(account, ids, report.created().minus(TRACKED), report.created()));
    }

    AccessReport report() {
        return report;
    }

    /** The services that are granted, ordered by namespace. */
    List<ServiceLastAccessed> services() {
        return Stream.of(ServedService.values())
                .filter(service -> scope.grants(service.namespace()))
                .map(this::service)
                .toList();
    }

    /** Those whose calls count, with when they last called the service; the latest first. */
    List<EntityDetails> entities(String service) {
        return scope.entities().stream()
                .map(entity -> details(entity, latest(entity.id(), service)))
                .sorted(Comparator.comparing(
                        EntityDetails::lastAuthenticated, Comparator.nullsLast(Comparator.reverseOrder())))
                .toList();
    }

    private ServiceLastAccessed service(ServedService service) {
        List<LastAccess> there = accesses.stream()
                .filter(access -> access.service().equals(service.namespace()))
                .toList();
        ServiceLastAccessed.Builder answer = ServiceLastAccessed.builder()
                .serviceName(service.displayName())
                .serviceNamespace(service.namespace())
                .totalAuthenticatedEntities((int)
                        there.stream().map(LastAccess::entityId).distinct().count());
        latest(there)
                .ifPresent(latest -> answer.lastAuthenticated(latest.at())
                        .lastAuthenticatedRegion(latest.region())
                        .lastAuthenticatedEntity(arn(latest.entityId())));
        if (report.byAction()) {
            answer.trackedActionsLastAccessed(actions(there));
        }
        return answer.build();
    }

    private List<TrackedActionLastAccessed> actions(List<LastAccess> there) {
        Map<String, LastAccess> latest = new TreeMap<>();
        there.forEach(access ->
                latest.merge(access.action(), access, (one, other) -> one.at().isAfter(other.at()) ? one : other));
        return latest.values().stream()
                .map(access -> TrackedActionLastAccessed.builder()
                        .actionName(access.action())
                        .lastAccessedEntity(arn(access.entityId()))
                        .lastAccessedTime(access.at())
                        .lastAccessedRegion(access.region())
                        .build())
                .toList();
    }

    private static EntityDetails details(PolicyHolder entity, Optional<LastAccess> latest) {
        EntityDetails.Builder details = EntityDetails.builder()
                .entityInfo(info -> info.arn(entity.arn().toString())
                        .name(entity.name())
                        .id(entity.id())
                        .path(entity.path())
                        .type(entity instanceof Role ? PolicyOwnerEntityType.ROLE : PolicyOwnerEntityType.USER));
        latest.ifPresent(access -> details.lastAuthenticated(access.at()));
        return details.build();
    }

    private Optional<LastAccess> latest(String entityId, String service) {
        return latest(accesses.stream()
                .filter(access ->
                        access.entityId().equals(entityId) && access.service().equals(service))
                .toList());
    }

    private static Optional<LastAccess> latest(List<LastAccess> accesses) {
        return accesses.stream().max(Comparator.comparing(LastAccess::at));
    }

    private String arn(String entityId) {
        return scope.entities().stream()
                .filter(entity -> entity.id().equals(entityId))
                .map(entity -> entity.arn().toString())
                .findFirst()
                .orElseThrow();
    }
}
