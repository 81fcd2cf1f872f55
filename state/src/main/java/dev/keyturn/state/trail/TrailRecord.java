package dev.keyturn.state.trail;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One event, in the vocabulary of CloudTrail. What is passed in is already free of secrets.
 *
 * @param eventSource {@code secretsmanager.amazonaws.com}
 * @param eventType {@code AwsApiCall} or {@code AwsServiceEvent}
 * @param requestParameters JSON object; empty for none
 * @param responseElements JSON object; empty for none
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">CloudTrail
 *     record contents</a>
 */
public record TrailRecord(
        String account,
        String eventId,
        Instant eventTime,
        String eventSource,
        String eventName,
        String eventType,
        boolean readOnly,
        String region,
        UserIdentity userIdentity,
        String sourceIpAddress,
        String userAgent,
        String requestId,
        Optional<String> errorCode,
        Optional<String> errorMessage,
        Optional<String> requestParameters,
        Optional<String> responseElements,
        List<Resource> resources,
        Map<String, String> additionalEventData) {
    public TrailRecord {
        resources = List.copyOf(resources);
        additionalEventData = Map.copyOf(additionalEventData);
    }

    /** @param type {@code AWS::SecretsManager::Secret} */
    public record Resource(String type, String arnOrName) {}

    /**
     * @param type {@code Root}, {@code IAMUser}, {@code AWSService}, {@code Unknown}
     * @param principalId empty where unknown, as are the others
     */
    public record UserIdentity(
            String type, String principalId, String arn, String accountId, String accessKeyId, String userName) {}
}
