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
 * @param sharedEventId the same in the records that two accounts have of one event
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
        Map<String, String> additionalEventData,
        Optional<String> sharedEventId) {
    public TrailRecord {
        resources = List.copyOf(resources);
        additionalEventData = Map.copyOf(additionalEventData);
    }

    /** Of an event that concerns one account. */
    public TrailRecord(
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
        this(
                account,
                eventId,
                eventTime,
                eventSource,
                eventName,
                eventType,
                readOnly,
                region,
                userIdentity,
                sourceIpAddress,
                userAgent,
                requestId,
                errorCode,
                errorMessage,
                requestParameters,
                responseElements,
                resources,
                additionalEventData,
                Optional.empty());
    }

    /** The same, as one of two that say the same to two accounts. */
    public TrailRecord shared(String id) {
        return copy(account, eventId, userIdentity, errorMessage, id);
    }

    /**
     * The copy for the account that owns what the event is about. It learns of the caller which account it belongs to, and
     * no more.
     */
    public TrailRecord forOwner(String owner, String copyId, String sharedId) {
        UserIdentity foreign =
                new UserIdentity("AWSAccount", userIdentity.principalId(), "", userIdentity.accountId(), "", "");
        return copy(owner, copyId, foreign, Optional.empty(), sharedId); // a refusal's message names the caller
    }

    private TrailRecord copy(
            String toAccount, String id, UserIdentity identity, Optional<String> message, String sharedId) {
        return new TrailRecord(
                toAccount,
                id,
                eventTime,
                eventSource,
                eventName,
                eventType,
                readOnly,
                region,
                identity,
                sourceIpAddress,
                userAgent,
                requestId,
                errorCode,
                message,
                requestParameters,
                responseElements,
                resources,
                additionalEventData,
                Optional.of(sharedId));
    }

    /** @param type {@code AWS::SecretsManager::Secret} */
    public record Resource(String type, String arnOrName) {}

    /**
     * Who called.
     *
     * @param type {@code Root}, {@code IAMUser}, {@code AssumedRole}, {@code FederatedUser}, {@code WebIdentityUser},
     *     {@code SAMLUser}, {@code AWSAccount}, {@code AWSService}, {@code Unknown}
     * @param principalId empty where unknown, as are the others
     * @param session of temporary credentials
     */
    public record UserIdentity(
            String type,
            String principalId,
            String arn,
            String accountId,
            String accessKeyId,
            String userName,
            Optional<SessionContext> session) {

        /** Without temporary credentials. */
        public UserIdentity(
                String type, String principalId, String arn, String accountId, String accessKeyId, String userName) {
            this(type, principalId, arn, accountId, accessKeyId, userName, Optional.empty());
        }

        /** Under which name a lookup finds the event: the user's, or the session's. */
        String lookupName() {
            return userName.isEmpty() && session.isPresent() ? arn.substring(arn.lastIndexOf('/') + 1) : userName;
        }
    }

    /**
     * Where temporary credentials came from.
     *
     * @param issuer the role, or the user who asked for a federated one; empty where that is the caller itself
     * @param federatedProvider {@code aws:FederatedProvider} of a web identity or SAML session
     * @param mfaAuthenticated whether a second factor was proved
     * @param created when the credentials were issued
     * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
     *     userIdentity element</a>
     */
    public record SessionContext(
            Optional<Issuer> issuer,
            Optional<String> federatedProvider,
            boolean mfaAuthenticated,
            Instant created,
            Optional<String> sourceIdentity) {

        /** @param type {@code Role}, {@code IAMUser} or {@code Root} */
        public record Issuer(String type, String principalId, String arn, String accountId, String userName) {}
    }
}
