package dev.keyturn.databases.rotation;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.random.RandomGenerator;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.rotation.MadeLogins.Orphan;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.trail.TrailRecord;
import dev.keyturn.state.trail.TrailRecord.Resource;
import dev.keyturn.state.trail.TrailRecord.UserIdentity;

/**
 * What the trail says of a rotation, as CloudTrail says it of one in AWS: an event of the service, not of a caller.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html">Secrets
 *     Manager events in CloudTrail</a>
 */
final class RotationRecords {
    private static final String SECRET_TYPE = "AWS::SecretsManager::Secret";
    private static final String SERVICE = "secretsmanager.amazonaws.com";

    private final RandomGenerator random;

    RotationRecords(RandomGenerator random) {
        this.random = random;
    }

    TrailRecord started(RotationTask task, Instant now) {
        return record(name(task, "RotationStarted"), task, now, Optional.empty(), Optional.empty());
    }

    TrailRecord succeeded(RotationTask task, Instant now) {
        return record(name(task, "RotationSucceeded"), task, now, Optional.empty(), Optional.empty());
    }

    /** An alarm, told by its mark as every alarm is. */
    TrailRecord failed(RotationTask task, Instant now, RotationFailureException failure) {
        return record(
                name(task, "RotationFailed"),
                task.secret(),
                task.token(),
                now,
                Optional.of(failure.failureClass()),
                Optional.ofNullable(failure.getMessage()),
                Map.of("alarm", "RotationFailed"));
    }

    /** @param stale sessions that used what was replaced to the end; empty if the database tells nobody */
    TrailRecord overlapEnded(Arn secret, OptionalInt stale, Instant now) {
        return record(
                "RotationOverlapEnded",
                secret,
                requestId(),
                now,
                Optional.empty(),
                Optional.empty(),
                Map.of("StaleSessions", stale.isPresent() ? Integer.toString(stale.getAsInt()) : "unknown"));
    }

    /** An alarm: its time has passed without a rotation. */
    TrailRecord overdue(Arn secret, Instant due, Optional<String> hold, Instant now) {
        return record(
                "RotationOverdue",
                secret,
                requestId(),
                now,
                Optional.of("overdue"),
                Optional.of("the rotation that was due at " + due + " has not come"
                        + hold.map(reason -> ": " + reason).orElse("")),
                Map.of("alarm", "RotationOverdue", "DueDate", due.toString()));
    }

    /** An alarm: somebody has changed the secret away from its policy. */
    TrailRecord drifted(Arn secret, String policy, String drift, Instant now) {
        return record(
                "RotationDrifted",
                secret,
                requestId(),
                now,
                Optional.of("drifted"),
                Optional.of(drift),
                Map.of("alarm", "RotationDrifted", "Policy", policy));
    }

    /** That a secret was given the settings of a policy. */
    TrailRecord covered(Arn secret, Map<String, String> details, Instant now) {
        return record("RotationPolicyGiven", secret, requestId(), now, Optional.empty(), Optional.empty(), details);
    }

    /** That it is under that policy no more. */
    TrailRecord released(Arn secret, String policy, Instant now) {
        return record(
                "RotationPolicyTaken",
                secret,
                requestId(),
                now,
                Optional.empty(),
                Optional.empty(),
                Map.of("Policy", policy));
    }

    /** That a login which we had made is in its database no more. */
    TrailRecord dropped(Orphan orphan, Instant now) {
        return record(
                "RotationLoginDropped",
                orphan.target().secret(),
                requestId(),
                now,
                Optional.empty(),
                Optional.empty(),
                Map.of("Username", orphan.username(), "Host", orphan.target().host()));
    }

    /**
     * That a rotation made, deleted or deactivated an access key, as if the user's owner had.
     *
     * @param event {@code CreateAccessKey}, {@code DeleteAccessKey} or {@code UpdateAccessKey}
     */
    TrailRecord key(String event, AccessKey key, Arn secret, String requestId, Instant now) {
        String userName = key.userName().orElse("");
        return new TrailRecord(
                key.account(),
                eventId(),
                now,
                "iam.amazonaws.com",
                event,
                "AwsServiceEvent",
                false,
                secret.region(),
                new UserIdentity("AWSService", "", "", key.account(), "", ""),
                SERVICE,
                SERVICE,
                requestId,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(
                        new Resource("AWS::IAM::AccessKey", key.id()),
                        new Resource("AWS::IAM::User", userName),
                        new Resource(SECRET_TYPE, secret.toString())),
                Map.of("SecretId", secret.toString(), "UserName", userName, "AccessKeyId", key.id()));
    }

    /** A trial is recorded under names of its own, as in AWS. */
    private static String name(RotationTask task, String event) {
        return task.trial() ? "Test" + event : event;
    }

    private TrailRecord record(
            String event, RotationTask task, Instant now, Optional<String> code, Optional<String> message) {
        return record(event, task.secret(), task.token(), now, code, message, Map.of());
    }

    private TrailRecord record(
            String event,
            Arn secret,
            String token,
            Instant now,
            Optional<String> code,
            Optional<String> message,
            Map<String, String> more) {
        String arn = secret.toString();
        Map<String, String> data = new HashMap<>(more);
        data.put("SecretId", arn);
        data.put("ClientRequestToken", token);
        return new TrailRecord(
                secret.account(),
                eventId(),
                now,
                SERVICE,
                event,
                "AwsServiceEvent",
                false,
                secret.region(),
                new UserIdentity("AWSService", "", "", secret.account(), "", ""),
                SERVICE,
                SERVICE,
                token,
                code,
                message,
                Optional.empty(),
                Optional.empty(),
                List.of(new Resource(SECRET_TYPE, arn), new Resource(SECRET_TYPE, name(secret))),
                data);
    }

    /** The secret's name, under which people look it up: its ARN without type and random suffix. */
    private static String name(Arn secret) {
        String resource = secret.resource();
        return resource.substring("secret:".length(), resource.lastIndexOf('-'));
    }

    /** For what no rotation asked for. */
    String requestId() {
        return eventId();
    }

    /** A version 4 UUID from our own source of randomness. */
    private String eventId() {
        long high = random.nextLong() & ~0xf000L | 0x4000L;
        long low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }
}
