package dev.keyturn.state.trail;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records to put into a trail. */
final class Events {
    static final String ACCOUNT = "111122223333";
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00.250Z");

    private Events() {}

    static TrailRecord event(String id) {
        return event(id, NOON);
    }

    static TrailRecord event(String id, Instant time) {
        return event(ACCOUNT, id, time, "GetSecretValue", "alice", "AKIAALICE", "arn:aws:x:secret:" + id, "aws-cli/2");
    }

    static TrailRecord withAgent(String id, String userAgent) {
        return event(ACCOUNT, id, NOON, "GetSecretValue", "alice", "AKIAALICE", "arn:aws:x:secret:" + id, userAgent);
    }

    static TrailRecord event(
            String account,
            String id,
            Instant time,
            String name,
            String user,
            String accessKey,
            String resource,
            String userAgent) {
        return new TrailRecord(
                account,
                id,
                time,
                "secretsmanager.amazonaws.com",
                name,
                "AwsApiCall",
                name.startsWith("Get"),
                "us-east-1",
                new TrailRecord.UserIdentity(
                        "IAMUser",
                        "AIDAEXAMPLE",
                        "arn:aws:iam::" + account + ":user/" + user,
                        account,
                        accessKey,
                        user),
                "127.0.0.1",
                userAgent,
                "request-" + id,
                Optional.empty(),
                Optional.empty(),
                Optional.of("{\"secretId\":\"" + id + "\"}"),
                Optional.empty(),
                List.of(new TrailRecord.Resource("AWS::SecretsManager::Secret", resource)),
                Map.of());
    }
}
