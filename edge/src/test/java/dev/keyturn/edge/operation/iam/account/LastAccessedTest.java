package dev.keyturn.edge.operation.iam.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.AccessAdvisorUsageGranularityType;
import software.amazon.awssdk.services.iam.model.EntityDetails;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsResponse;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.iam.model.PolicyGrantingServiceAccess;
import software.amazon.awssdk.services.iam.model.ServiceLastAccessed;
import software.amazon.awssdk.services.iam.model.TrackedActionLastAccessed;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.Users;

/**
 * GenerateServiceLastAccessedDetails, GetServiceLastAccessedDetails, GetServiceLastAccessedDetailsWithEntities and
 * ListPoliciesGrantingServiceAccess.
 */
final class LastAccessedTest extends OnInProcessServer {
    private static final String READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    @Override
    protected InProcessServer start(Path folder) {
        return new InProcessServer(folder, () -> now);
    }

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("bob"));
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(READ_ONLY));
        iam.putUserPolicy(r -> r.userName("bob").policyName("own").policyDocument(policy("Allow", "sts:*", "*")));
    }

    @Test
    void grantedServicesAreToldUsedOrNot() {
        server.user("bob").listUsers();
        Instant used = now;
        now = now.plusSeconds(60);

        GetServiceLastAccessedDetailsResponse details = details(userArn("bob"));

        assertThat(details.jobStatus()).isEqualTo(JobStatusType.COMPLETED);
        assertThat(details.jobType()).isEqualTo(AccessAdvisorUsageGranularityType.SERVICE_LEVEL);
        assertThat(details.jobCreationDate()).isEqualTo(now);
        assertThat(details.servicesLastAccessed())
                .satisfiesExactly(
                        service -> {
                            assertThat(service.serviceNamespace()).isEqualTo("iam");
                            assertThat(service.serviceName()).isEqualTo("AWS Identity and Access Management");
                            assertThat(service.lastAuthenticated()).isEqualTo(used);
                            assertThat(service.lastAuthenticatedEntity()).isEqualTo(userArn("bob"));
                            assertThat(service.lastAuthenticatedRegion()).isEqualTo("eu-central-1");
                            assertThat(service.totalAuthenticatedEntities()).isEqualTo(1);
                            assertThat(service.trackedActionsLastAccessed()).isEmpty();
                        },
                        service -> {
                            assertThat(service.serviceNamespace()).isEqualTo("sts");
                            assertThat(service.lastAuthenticated()).isNull();
                            assertThat(service.totalAuthenticatedEntities()).isZero();
                        });
    }

    /** As in AWS: attempts count, whether or not they were allowed. */
    @Test
    void actionsAreToldAndDenialsCount() {
        server.user("bob").listUsers();
        assertNoPolicyAllows(
                () -> server.user("bob").createUser(r -> r.userName("eve")), "bob", "iam:CreateUser", "user eve");

        String job = iam.generateServiceLastAccessedDetails(
                        r -> r.arn(userArn("bob")).granularity(AccessAdvisorUsageGranularityType.ACTION_LEVEL))
                .jobId();

        ServiceLastAccessed service = iam.getServiceLastAccessedDetails(r -> r.jobId(job))
                .servicesLastAccessed()
                .getFirst();
        assertThat(service.trackedActionsLastAccessed())
                .extracting(TrackedActionLastAccessed::actionName)
                .containsExactly("CreateUser", "ListUsers");
    }

    @Test
    void ofSeveralUsesInFifteenMinutesTheFirstIsTold() {
        server.user("bob").listUsers();
        Instant first = now;
        now = now.plus(Duration.ofMinutes(15)).minusMillis(1);
        server.user("bob").listUsers();
        assertThat(lastUse(userArn("bob"))).isEqualTo(first);

        now = now.plusMillis(1);
        server.user("bob").listUsers();

        assertThat(lastUse(userArn("bob"))).isEqualTo(now);
    }

    @Test
    void whatCameAfterTheOrderIsNotInTheReport() {
        String job = iam.generateServiceLastAccessedDetails(r -> r.arn(userArn("bob")))
                .jobId();
        now = now.plusSeconds(1);
        server.user("bob").listUsers();

        assertThat(iam.getServiceLastAccessedDetails(r -> r.jobId(job))
                        .servicesLastAccessed()
                        .getFirst()
                        .lastAuthenticated())
                .isNull();
    }

    @Test
    void aPolicysHoldersAndAGroupsMembersAreTold() {
        iam.createUser(r -> r.userName("alice"));
        group("staff", "alice");
        iam.attachGroupPolicy(r -> r.groupName("staff").policyArn(READ_ONLY));
        server.user("alice").listUsers();

        String ofPolicy =
                iam.generateServiceLastAccessedDetails(r -> r.arn(READ_ONLY)).jobId();
        String ofGroup = iam.generateServiceLastAccessedDetails(r -> r.arn("arn:aws:iam::" + ACCOUNT + ":group/staff"))
                .jobId();

        assertThat(iam.getServiceLastAccessedDetailsWithEntities(
                                r -> r.jobId(ofPolicy).serviceNamespace("iam"))
                        .entityDetailsList())
                .extracting(entity -> entity.entityInfo().name())
                .containsExactly("alice", "bob");
        EntityDetails alice = iam.getServiceLastAccessedDetailsWithEntities(
                        r -> r.jobId(ofGroup).serviceNamespace("iam"))
                .entityDetailsList()
                .getFirst();
        assertThat(alice.entityInfo().arn()).isEqualTo(userArn("alice"));
        assertThat(alice.entityInfo().typeAsString()).isEqualTo("USER");
        assertThat(alice.lastAuthenticated()).isEqualTo(now);
    }

    @Test
    void pagesFollowEachOther() {
        String job = iam.generateServiceLastAccessedDetails(r -> r.arn(userArn("bob")))
                .jobId();

        GetServiceLastAccessedDetailsResponse first =
                iam.getServiceLastAccessedDetails(r -> r.jobId(job).maxItems(1));
        GetServiceLastAccessedDetailsResponse second =
                iam.getServiceLastAccessedDetails(r -> r.jobId(job).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(second.servicesLastAccessed())
                .extracting(ServiceLastAccessed::serviceNamespace)
                .containsExactly("sts");
    }

    /** Threat 58. */
    @Test
    void anAbsentOrForeignReportCannotBeFound() {
        String job = iam.generateServiceLastAccessedDetails(r -> r.arn(userArn("bob")))
                .jobId();

        assertRefused(
                () -> server.otherRoot().getServiceLastAccessedDetails(r -> r.jobId(job)),
                "NoSuchEntity",
                "The job with id " + job + " cannot be found.");
    }

    @Test
    void anOldReportIsForgotten() {
        String job = iam.generateServiceLastAccessedDetails(r -> r.arn(userArn("bob")))
                .jobId();
        now = now.plus(Duration.ofDays(1)).plusMillis(1);
        iam.generateServiceLastAccessedDetails(r -> r.arn(userArn("bob")));

        assertRefused(
                () -> iam.getServiceLastAccessedDetails(r -> r.jobId(job)),
                "NoSuchEntity",
                "The job with id " + job + " cannot be found.");
    }

    @Test
    void whatIsKnownOfAUserGoesWithIt() {
        server.user("bob").listUsers();
        details(userArn("bob"));
        iam.detachUserPolicy(r -> r.userName("bob").policyArn(READ_ONLY));
        iam.deleteUserPolicy(r -> r.userName("bob").policyName("own"));

        iam.deleteUser(r -> r.userName("bob"));

        assertThat(server.tables().get("iam_last_access")).isEmpty();
    }

    @Test
    void grantingPoliciesAreTold() {
        assertThat(iam.listPoliciesGrantingServiceAccess(
                                r -> r.arn(userArn("bob")).serviceNamespaces("iam", "sts", "secretsmanager"))
                        .policiesGrantingServiceAccess())
                .satisfiesExactly(
                        entry -> {
                            PolicyGrantingServiceAccess policy =
                                    entry.policies().getFirst();
                            assertThat(entry.serviceNamespace()).isEqualTo("iam");
                            assertThat(policy.policyName()).isEqualTo("IAMReadOnlyAccess");
                            assertThat(policy.policyTypeAsString()).isEqualTo("MANAGED");
                            assertThat(policy.policyArn()).isEqualTo(READ_ONLY);
                        },
                        entry -> {
                            PolicyGrantingServiceAccess policy =
                                    entry.policies().getFirst();
                            assertThat(policy.policyName()).isEqualTo("own");
                            assertThat(policy.policyTypeAsString()).isEqualTo("INLINE");
                            assertThat(policy.entityTypeAsString()).isEqualTo("USER");
                            assertThat(policy.entityName()).isEqualTo("bob");
                        },
                        entry -> assertThat(entry.policies()).isEmpty());
    }

    private GetServiceLastAccessedDetailsResponse details(String arn) {
        String job = iam.generateServiceLastAccessedDetails(r -> r.arn(arn)).jobId();
        return iam.getServiceLastAccessedDetails(r -> r.jobId(job));
    }

    private Instant lastUse(String arn) {
        return details(arn).servicesLastAccessed().getFirst().lastAuthenticated();
    }

    private void group(String name, String member) {
        server.store().write(tx -> {
            Group group = new Group(ACCOUNT, name, "/", "AGPA" + name, tx.now());
            new Groups(tx).insert(group);
            new Groups(tx).add(group, new Users(tx).find(ACCOUNT, member).orElseThrow());
            return name;
        });
    }
}
