package dev.keyturn.state.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of a record. */
class EventJsonTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    @Test
    void isACloudTrailRecord() {
        assertThat(EventJson.of(Events.event("e1"))).isEqualTo("""
                {"eventVersion":"1.11",\
                "userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE",\
                "arn":"arn:aws:iam::111122223333:user/alice","accountId":"111122223333",\
                "accessKeyId":"AKIAALICE","userName":"alice"},\
                "eventTime":"2026-11-24T12:00:00Z","eventSource":"secretsmanager.amazonaws.com",\
                "eventName":"GetSecretValue","awsRegion":"us-east-1","sourceIPAddress":"127.0.0.1",\
                "userAgent":"aws-cli/2","requestParameters":{"secretId":"e1"},\
                "responseElements":null,"requestID":"request-e1","eventID":"e1","readOnly":true,\
                "resources":[{"accountId":"111122223333","type":"AWS::SecretsManager::Secret",\
                "ARN":"arn:aws:x:secret:e1"}],"eventType":"AwsApiCall","managementEvent":true,\
                "recipientAccountId":"111122223333","eventCategory":"Management"}""");
    }

    @Test
    void aSessionSaysWhereItCameFrom() {
        TrailRecord event = Events.event("e1");
        TrailRecord.UserIdentity role = new TrailRecord.UserIdentity(
                "AssumedRole",
                "AROAEXAMPLE:work",
                "arn:aws:sts::111122223333:assumed-role/deputy/work",
                Events.ACCOUNT,
                "ASIAEXAMPLE",
                "",
                Optional.of(new TrailRecord.SessionContext(
                        Optional.of(new TrailRecord.SessionContext.Issuer(
                                "Role",
                                "AROAEXAMPLE",
                                "arn:aws:iam::111122223333:role/deputy",
                                Events.ACCOUNT,
                                "deputy")),
                        Optional.of("token.example.com"),
                        true,
                        Events.NOON,
                        Optional.of("alice"))));
        TrailRecord asRole = new TrailRecord(
                event.account(),
                event.eventId(),
                event.eventTime(),
                event.eventSource(),
                event.eventName(),
                event.eventType(),
                event.readOnly(),
                event.region(),
                role,
                event.sourceIpAddress(),
                event.userAgent(),
                event.requestId(),
                event.errorCode(),
                event.errorMessage(),
                event.requestParameters(),
                event.responseElements(),
                event.resources(),
                event.additionalEventData());

        assertThat(EventJson.of(asRole)).contains("""
                "userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:work",\
                "arn":"arn:aws:sts::111122223333:assumed-role/deputy/work","accountId":"111122223333",\
                "accessKeyId":"ASIAEXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role",\
                "principalId":"AROAEXAMPLE","arn":"arn:aws:iam::111122223333:role/deputy",\
                "accountId":"111122223333","userName":"deputy"},\
                "webIdFederationData":{"federatedProvider":"token.example.com"},\
                "attributes":{"creationDate":"2026-11-24T12:00:00Z","mfaAuthenticated":"true"},\
                "sourceIdentity":"alice"}}""");
        // As in CloudTrail, a lookup by user name finds the session by its name.
        assertThat(TrailRow.of(asRole).userName()).isEqualTo("work");
    }

    @Test
    void whatIsUnknownOfTheCallerIsLeftOut() {
        TrailRecord event = new TrailRecord(
                Events.ACCOUNT,
                "e",
                Events.NOON,
                "s",
                "n",
                "AwsServiceEvent",
                false,
                "us-east-1",
                new TrailRecord.UserIdentity("Unknown", "", "", "", "", ""),
                "",
                "",
                "r",
                Optional.of("AccessDenied"),
                Optional.of("no"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Map.of("b", "2", "a", "1"));
        JsonNode json = MAPPER.readTree(EventJson.of(event));
        assertThat(json.get("userIdentity").toString()).isEqualTo("{\"type\":\"Unknown\"}");
        assertThat(json.get("errorCode").stringValue()).isEqualTo("AccessDenied");
        assertThat(json.get("requestParameters").isNull()).isTrue();
        assertThat(json.get("additionalEventData").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(json.has("resources")).isFalse();
    }

    @Test
    void controlCharactersAreEscapedAndComeBack() {
        String evil = "a\r\nb\u0000c\u001b[2Jd\u009be\u2028f\"g\\h\u202e";
        String text = EventJson.of(Events.withAgent("e", evil));
        assertThat(text).matches("[\\x20-\\x7e]*");
        assertThat(MAPPER.readTree(text).get("userAgent").stringValue()).isEqualTo(evil);
    }

    @Test
    void halfSurrogatePairsAreReplaced() {
        String text = EventJson.of(Events.withAgent("e", "x\ud83dy\ude00z\ud83d\ude00"));
        assertThat(MAPPER.readTree(text).get("userAgent").stringValue()).isEqualTo("x\ufffdy\ufffdz\ud83d\ude00");
    }

    @Test
    void longFieldsAreCut() {
        JsonNode json = MAPPER.readTree(EventJson.of(Events.withAgent("e", "u".repeat(70_000))));
        assertThat(json.get("userAgent").stringValue()).hasSize(1_024).endsWith("u…");
        String huge = "\"" + "p".repeat(200_000);
        JsonNode parts = MAPPER.readTree(EventJson.of(withParameters("{\"x\":" + huge + "\"}")));
        assertThat(parts.get("requestParameters").get("omitted").booleanValue()).isTrue();
        assertThat(parts.get("requestParameters").get("originalSize").intValue())
                .isEqualTo(200_008);
    }

    @Test
    void aPartThatIsNotOneJsonValueCannotBreakTheRecord() {
        assertThatThrownBy(() -> EventJson.of(withParameters("{\"x\":")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause();
        JsonNode json = MAPPER.readTree(EventJson.of(withParameters("{\"x\":1},\"userAgent\":\"forged\"")));
        assertThat(json.get("requestParameters").toString()).isEqualTo("{\"x\":1}");
        assertThat(json.get("userAgent").stringValue()).isEqualTo("aws-cli/2");
    }

    @Test
    void columnsHoldNoControlCharacters() {
        TrailRow row = TrailRow.of(Events.event(
                Events.ACCOUNT, "e", Events.NOON, "GetX", "al\u0000ice\n", "AK\u001b", "arn\t\n:\u009b", "agent"));
        assertThat(row.userName()).isEqualTo("al\ufffdice\ufffd");
        assertThat(row.accessKeyId()).isEqualTo("AK\ufffd");
        assertThat(TrailRow.resources(row.resources()))
                .containsExactly(new TrailRecord.Resource("AWS::SecretsManager::Secret", "arn\ufffd\ufffd:\ufffd"));
    }

    private static TrailRecord withParameters(String parameters) {
        TrailRecord e = Events.event("e");
        return new TrailRecord(
                e.account(),
                e.eventId(),
                e.eventTime(),
                e.eventSource(),
                e.eventName(),
                e.eventType(),
                e.readOnly(),
                e.region(),
                e.userIdentity(),
                e.sourceIpAddress(),
                e.userAgent(),
                e.requestId(),
                e.errorCode(),
                e.errorMessage(),
                Optional.of(parameters),
                e.responseElements(),
                e.resources(),
                e.additionalEventData());
    }
}
